package dev.isogloss.hub;

import dev.isogloss.io.Checksums;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.regex.Pattern;

/**
 * What a file's bytes must add up to; also its name in the cache's {@code blobs}. Large files have a SHA-256 of their bytes, small
 * ones git's SHA-1 of {@code blob LENGTH NUL} and the bytes.
 *
 * @param hex 64 or 40 lower-case hexadecimal digits
 */
record BlobHash(String hex) {
    private static final Pattern HEX = Pattern.compile("[0-9a-f]{40}|[0-9a-f]{64}");

    BlobHash {
        if (!HEX.matcher(hex).matches()) {
            throw new IllegalArgumentException("a hash has 40 or 64 hexadecimal digits (got: " + hex + ")");
        }
    }

    /** The same kind of hash of a file that is there. */
    BlobHash ofSameKind(Path file) throws IOException {
        MessageDigest digest = digest();
        if (isGit()) {
            digest.update(("blob " + Files.size(file) + "\0").getBytes(StandardCharsets.US_ASCII));
        }
        byte[] buffer = new byte[1 << 16];
        try (InputStream in = Files.newInputStream(file)) {
            for (int read = in.read(buffer); read >= 0; read = in.read(buffer)) {
                digest.update(buffer, 0, read);
            }
        }
        return new BlobHash(Checksums.hex(digest));
    }

    private boolean isGit() {
        return hex.length() == 40;
    }

    private MessageDigest digest() {
        try {
            return isGit() ? MessageDigest.getInstance("SHA-1") : Checksums.newDigest();
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every JDK has SHA-1", e);
        }
    }
}
