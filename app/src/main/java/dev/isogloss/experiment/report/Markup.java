package dev.isogloss.experiment.report;

import java.util.ArrayDeque;
import java.util.Deque;

/**
 * Writes HTML that is also well-formed XML. Text and attribute values are escaped, so whatever a collection holds cannot leave
 * its place.
 */
final class Markup {
    private final StringBuilder out = new StringBuilder("<!DOCTYPE html>\n");
    private final Deque<String> open = new ArrayDeque<>();

    /** Begins an element; attributes are pairs of name and value. */
    Markup open(String tag, String... attributes) {
        open.push(tag);
        start(tag, attributes);
        out.append('>');
        return this;
    }

    /** Ends the innermost element, which must be {@code tag}. */
    Markup close(String tag) {
        if (!tag.equals(open.peek())) {
            throw new IllegalStateException("cannot close " + tag + ": the open elements are " + open);
        }
        open.pop();
        out.append("</").append(tag).append('>');
        if (!tag.equals("span") && !tag.equals("b") && !tag.equals("sup")) {
            out.append('\n');
        }
        return this;
    }

    /** A whole element with a text. */
    Markup element(String tag, String text, String... attributes) {
        return open(tag, attributes).text(text).close(tag);
    }

    /** An element that never has content: a void one of HTML, or a shape of SVG. */
    Markup empty(String tag, String... attributes) {
        start(tag, attributes);
        out.append(" />");
        return this;
    }

    Markup text(String text) {
        out.append(escape(text));
        return this;
    }

    /** Adds our own style or script, which must be free of the characters that XML reserves. */
    Markup trusted(String text) {
        if (text.contains("<") || text.contains("&")) {
            throw new IllegalArgumentException("style and script must do without < and &");
        }
        out.append(text);
        return this;
    }

    /**
     * The text with every reserved character written as a reference. Characters that XML does not know become U+FFFD.
     * Bidirectional embeddings, overrides and isolates are left out: unbalanced ones could turn their surroundings around, and
     * the page sets the direction of foreign text itself.
     */
    static String escape(String text) {
        StringBuilder escaped = new StringBuilder(text.length() + 16);
        text.codePoints().forEach(point -> {
            switch (point) {
                case '<' -> escaped.append("&lt;");
                case '>' -> escaped.append("&gt;");
                case '&' -> escaped.append("&amp;");
                case '"' -> escaped.append("&quot;");
                case '\'' -> escaped.append("&#39;");
                default -> {
                    boolean direction = point >= 0x202A && point <= 0x202E || point >= 0x2066 && point <= 0x2069;
                    if (!direction) {
                        escaped.appendCodePoint(isXml(point) ? point : 0xFFFD);
                    }
                }
            }
        });
        return escaped.toString();
    }

    private static boolean isXml(int point) {
        return point == '\t'
                || point == '\n'
                || point == '\r'
                || point >= 0x20 && point <= 0x7E
                || point >= 0xA0 && point <= 0xD7FF
                || point >= 0xE000 && point <= 0xFFFD
                || point >= 0x10000;
    }

    private void start(String tag, String... attributes) {
        out.append('<').append(tag);
        for (int i = 0; i < attributes.length; i += 2) {
            out.append(' ')
                    .append(attributes[i])
                    .append("=\"")
                    .append(escape(attributes[i + 1]))
                    .append('"');
        }
    }

    /** The whole document. */
    String document() {
        if (!open.isEmpty()) {
            throw new IllegalStateException("these elements are still open: " + open);
        }
        return out.toString();
    }
}
