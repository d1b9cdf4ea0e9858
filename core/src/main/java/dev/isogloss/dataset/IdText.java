package dev.isogloss.dataset;

import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;

/**
 * Ids for formats that part their columns at white space: an id with white space or control characters, or an empty one, is written as
 * {@code %%} and its percent-encoded UTF-8 bytes. Everything else is written as it is, so that the ids of other people's files never
 * change; {@code decode(encode(id))} is always {@code id}.
 */
public final class IdText {
    private static final String MARK = "%%";

    private IdText() {}

    /** The id as such a format can hold it. */
    public static String encode(String id) {
        return needsMark(id) ? MARK + percent(id) : id;
    }

    /** The id that {@link #encode} was given; a text it could not have made is itself. */
    public static String decode(String text) {
        return isEncoded(text) ? unpercent(text.substring(MARK.length())) : text;
    }

    private static boolean needsMark(String id) {
        return id.isEmpty() || id.codePoints().anyMatch(IdText::isUnclean) || isEncoded(id);
    }

    /** Whether a text is exactly what {@link #encode} makes of some id. */
    private static boolean isEncoded(String text) {
        if (!text.startsWith(MARK)) {
            return false;
        }
        String rest = text.substring(MARK.length());
        String id = unpercent(rest);
        return percent(id).equals(rest) && needsMark(id);
    }

    private static boolean isUnclean(int codePoint) {
        return Character.isWhitespace(codePoint) || Character.isISOControl(codePoint) || codePoint == 0xFEFF;
    }

    private static String percent(String id) {
        StringBuilder text = new StringBuilder(id.length() + 8);
        id.codePoints().forEach(codePoint -> {
            if (isUnclean(codePoint) || codePoint == '%') {
                for (byte unit : Character.toString(codePoint).getBytes(StandardCharsets.UTF_8)) {
                    text.append('%')
                            .append(Character.toUpperCase(Character.forDigit((unit >> 4) & 0xf, 16)))
                            .append(Character.toUpperCase(Character.forDigit(unit & 0xf, 16)));
                }
            } else {
                text.appendCodePoint(codePoint);
            }
        });
        return text.toString();
    }

    private static String unpercent(String text) {
        byte[] bytes = text.getBytes(StandardCharsets.UTF_8);
        ByteBuffer out = ByteBuffer.allocate(bytes.length);
        for (int i = 0; i < bytes.length; i++) {
            int high = i + 2 < bytes.length && bytes[i] == '%' ? Character.digit(bytes[i + 1], 16) : -1;
            int low = high >= 0 ? Character.digit(bytes[i + 2], 16) : -1;
            if (low >= 0) {
                out.put((byte) (high * 16 + low));
                i += 2;
            } else {
                out.put(bytes[i]);
            }
        }
        try {
            return StandardCharsets.UTF_8.newDecoder().decode(out.flip()).toString();
        } catch (CharacterCodingException e) {
            return text; // not ours: encoding it again will not give this text
        }
    }
}
