package dev.isogloss.checkpoint;

import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.util.Optional;

/**
 * The text a word piece stands for.
 *
 * @param byteLevel whether pieces are bytes in the letters of GPT-2: printable Latin-1 stands for itself, the other 68 bytes for U+0100
 *     and what follows
 */
record PieceText(boolean byteLevel) {
    private static final int[] BYTES = new int[0x144];

    static {
        java.util.Arrays.fill(BYTES, -1);
        int others = 0x100;
        for (int value = 0; value < 256; value++) {
            boolean printable = value > 0x20 && value < 0x7F || value > 0xA0 && value != 0xAD;
            BYTES[printable ? value : others++] = value;
        }
    }

    /** Without marks of word boundaries; empty for bytes that are no whole characters. */
    Optional<String> of(String piece) {
        if (byteLevel) {
            return decoded(piece);
        }
        String bare = piece.startsWith("##") && piece.length() > 2 ? piece.substring(2) : piece;
        return Optional.of(bare.replace("\u2581", ""));
    }

    private static Optional<String> decoded(String piece) {
        ByteBuffer bytes = ByteBuffer.allocate(piece.length());
        for (int at = 0; at < piece.length(); at++) {
            char letter = piece.charAt(at);
            if (letter >= BYTES.length || BYTES[letter] < 0) {
                return Optional.of(piece); // an added token
            }
            bytes.put((byte) BYTES[letter]);
        }
        try {
            return Optional.of(
                    StandardCharsets.UTF_8.newDecoder().decode(bytes.flip()).toString());
        } catch (CharacterCodingException e) {
            return Optional.empty();
        }
    }
}
