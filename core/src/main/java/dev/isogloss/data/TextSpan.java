package dev.isogloss.data;

/**
 * A part of a text.
 *
 * @param start the first UTF-16 code unit, at least 0
 * @param end the one behind the last, above {@code start}
 */
public record TextSpan(int start, int end) {
    public TextSpan {
        if (start < 0 || end <= start) {
            throw new IllegalArgumentException(
                    "a span must start at 0 or later and end behind its start (got: " + start + " .. " + end + ")");
        }
    }

    /** The part itself. */
    public String of(String text) {
        return text.substring(start, end);
    }
}
