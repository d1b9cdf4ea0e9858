package dev.isogloss.data;

/**
 * The identity of a query or a passage: its language and its id, which is unique only within that language (MIRACL's ids recur
 * across languages). Written {@code lang:id} wherever one file or index mixes languages, and as the bare {@code id} within one.
 *
 * @param language the language the id belongs to
 * @param id the id as the source has it; not blank, no white space (TREC lines are split at it)
 */
public record Key(Language language, String id) implements Comparable<Key> {
    public Key {
        if (id.isEmpty() || id.chars().anyMatch(Character::isWhitespace)) {
            throw new IllegalArgumentException("an id must be non-empty and free of white space (got: \"" + id + "\")");
        }
    }

    /** The key that {@link #toString} wrote. */
    public static Key parse(String qualified) {
        int colon = qualified.indexOf(':');
        if (colon < 0 || !Language.isCode(qualified.substring(0, colon))) {
            throw new IllegalArgumentException("expected lang:id, for example sw:22#0 (got: " + qualified + ")");
        }
        return new Key(new Language(qualified.substring(0, colon)), qualified.substring(colon + 1));
    }

    /** By the UTF-8 bytes of {@code lang:id}; trec_eval breaks ties by this order reversed. */
    @Override
    public int compareTo(Key other) {
        if (language.equals(other.language)) {
            return compareUtf8(id, other.id);
        }
        return compareUtf8(toString(), other.toString());
    }

    /** Compares as unsigned UTF-8 bytes do, which is by code point and not by UTF-16 unit. */
    public static int compareUtf8(String left, String right) {
        int shorter = Math.min(left.length(), right.length());
        for (int i = 0; i < shorter; i++) {
            char a = left.charAt(i);
            char b = right.charAt(i);
            if (a != b) {
                boolean aHigh = Character.isSurrogate(a);
                boolean bHigh = Character.isSurrogate(b);
                return aHigh == bHigh ? Character.compare(a, b) : aHigh ? 1 : -1;
            }
        }
        return Integer.compare(left.length(), right.length());
    }

    /** {@code lang:id}. */
    @Override
    public String toString() {
        return language.code() + ":" + id;
    }
}
