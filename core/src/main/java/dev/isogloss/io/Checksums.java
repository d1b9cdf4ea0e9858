package dev.isogloss.io;

import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.FileVisitOption;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.stream.Stream;

/** SHA-256 of files, bytes and folders, in lower-case hexadecimal. */
public final class Checksums {
    private static final int BUFFER = 1 << 16;

    private Checksums() {}

    /** Of a file's bytes. */
    public static String sha256(Path file) throws IOException {
        MessageDigest digest = newDigest();
        byte[] buffer = new byte[BUFFER];
        try (InputStream in = Files.newInputStream(file)) {
            for (int read = in.read(buffer); read >= 0; read = in.read(buffer)) {
                digest.update(buffer, 0, read);
            }
        }
        return hex(digest);
    }

    /** Of bytes. */
    public static String sha256(byte[] bytes) {
        MessageDigest digest = newDigest();
        digest.update(bytes);
        return hex(digest);
    }

    /**
     * Of every file below a folder: its relative name (with {@code /}, sorted) and its contents. Links are followed; files that
     * {@link AtomicFile} is still writing do not count.
     */
    public static String sha256OfFolder(Path folder) throws IOException {
        SortedMap<String, Path> files = new TreeMap<>();
        try (Stream<Path> walk = Files.walk(folder, FileVisitOption.FOLLOW_LINKS)) {
            walk.filter(file -> Files.isRegularFile(file) && !AtomicFile.isPartial(file))
                    .forEach(file -> files.put(relativeName(folder, file), file));
        }
        MessageDigest digest = newDigest();
        for (var file : files.entrySet()) {
            String line = file.getKey() + '\0' + sha256(file.getValue()) + '\n';
            digest.update(line.getBytes(StandardCharsets.UTF_8));
        }
        return hex(digest);
    }

    /** A fresh SHA-256 digest, for callers that hash while they write. */
    public static MessageDigest newDigest() {
        try {
            return MessageDigest.getInstance("SHA-256");
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every JDK has SHA-256", e);
        }
    }

    /** What a digest has taken in so far; the digest is reset. */
    public static String hex(MessageDigest digest) {
        return HexFormat.of().formatHex(digest.digest());
    }

    private static String relativeName(Path folder, Path file) {
        return folder.relativize(file).toString().replace(file.getFileSystem().getSeparator(), "/");
    }
}
