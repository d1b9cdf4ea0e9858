package dev.isogloss.data;

import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.text.Normalizer;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.Locale;
import java.util.regex.Pattern;

/**
 * What makes two texts the same text: equal after NFC, with runs of white space collapsed to one space and case folded.
 *
 * @param hash the first 128 bits of the SHA-256 of the normalised text, in hexadecimal
 */
public record TextFingerprint(String hash) {
    private static final Pattern SPACE = Pattern.compile("[\\s\\p{Z}]+");

    /** The fingerprint of any text. */
    public static TextFingerprint of(String text) {
        String composed = Normalizer.normalize(text, Normalizer.Form.NFC);
        String spaced = SPACE.matcher(composed).replaceAll(" ").strip();
        // Up and down again is what Unicode calls full case folding for all but a handful of letters (ß, ς).
        return new TextFingerprint(sha256(spaced.toUpperCase(Locale.ROOT).toLowerCase(Locale.ROOT)));
    }

    /** The fingerprint of a passage's text, or of its title when it has no text; titles alone do not tell passages apart. */
    public static TextFingerprint of(Passage passage) {
        return of(passage.text().isBlank() ? passage.title() : passage.text());
    }

    private static String sha256(String text) {
        try {
            byte[] digest = MessageDigest.getInstance("SHA-256").digest(text.getBytes(StandardCharsets.UTF_8));
            return HexFormat.of().formatHex(Arrays.copyOf(digest, 16));
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every JDK has SHA-256", e);
        }
    }
}
