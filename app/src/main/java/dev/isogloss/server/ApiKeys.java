package dev.isogloss.server;

import dev.isogloss.io.BadInputException;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.security.SecureRandom;
import java.util.ArrayList;
import java.util.Base64;
import java.util.HexFormat;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/**
 * Who may ask what. A file of keys has lines {@code ROLE SHA256HEX NAME}; empty lines and those that start with {@code #} are
 * skipped. The keys themselves are nowhere. Safe for many threads.
 */
public final class ApiKeys {
    private static final int KEY_BYTES = 32;
    private static final int HASH_DIGITS = 64;
    private static final String SCHEME = "bearer ";

    /** Nobody is asked for a key. */
    public static final ApiKeys NONE = new ApiKeys(List.of());

    private final List<Entry> entries;

    private ApiKeys(List<Entry> entries) {
        this.entries = List.copyOf(entries);
    }

    private record Entry(Access role, byte[] hash, String name) {}

    /**
     * A key that was made just now.
     *
     * @param key to be shown once
     * @param line to be stored
     */
    public record Made(String key, String line) {}

    /** A new key of 256 random bits. */
    public static Made make(Access role, String name) {
        byte[] bytes = new byte[KEY_BYTES];
        new SecureRandom().nextBytes(bytes);
        String key = "isg_" + Base64.getUrlEncoder().withoutPadding().encodeToString(bytes);
        return new Made(key, role.word() + " " + HexFormat.of().formatHex(hash(key)) + " " + name);
    }

    /**
     * Reads a file of keys.
     *
     * @throws BadInputException when a line is none, two have one hash or name, or there is no key at all
     */
    public static ApiKeys read(Path file) throws IOException {
        if (!Files.isRegularFile(file)) {
            throw new BadInputException(
                    "there is no file of keys " + file + "; make a line for it with isogloss serve --new-key read");
        }
        List<Entry> entries = new ArrayList<>();
        List<String> lines = Files.readAllLines(file, StandardCharsets.UTF_8);
        for (int i = 0; i < lines.size(); i++) {
            String line = lines.get(i).strip();
            if (line.isEmpty() || line.startsWith("#")) {
                continue;
            }
            Entry entry = parse(line, file + " line " + (i + 1));
            for (Entry other : entries) {
                if (other.name.equals(entry.name) || MessageDigest.isEqual(other.hash, entry.hash)) {
                    throw new BadInputException(
                            file + " line " + (i + 1) + ": the name or the key of " + entry.name + " is there twice");
                }
            }
            entries.add(entry);
        }
        if (entries.isEmpty()) {
            throw new BadInputException(file + " holds no key; make a line for it with isogloss serve --new-key read");
        }
        return new ApiKeys(entries);
    }

    private static Entry parse(String line, String where) {
        String[] parts = line.split("\\s+", 3);
        if (parts.length != 3 || !parts[1].matches("[0-9a-fA-F]{" + HASH_DIGITS + "}")) {
            throw new BadInputException(where + " must be ROLE SHA256HEX NAME (a hash has " + HASH_DIGITS
                    + " hexadecimal digits); make one with isogloss serve --new-key read");
        }
        try {
            return new Entry(Access.role(parts[0]), HexFormat.of().parseHex(parts[1]), parts[2]);
        } catch (BadInputException e) {
            throw new BadInputException(where + ": " + e.getMessage(), e);
        }
    }

    /** Whether anybody is asked for a key. */
    public boolean required() {
        return !entries.isEmpty();
    }

    /**
     * The name of the key that lets a caller in; empty where none is needed. Every stored hash is compared, each in constant time.
     *
     * @param authorization {@code Bearer KEY}, as the header has it
     */
    String admit(String authorization, Access wanted) {
        if (!required() || wanted == Access.OPEN) {
            return "";
        }
        if (!authorization.toLowerCase(Locale.ROOT).startsWith(SCHEME)) {
            throw unauthorized("this needs a key: Authorization: Bearer KEY", "Bearer");
        }
        byte[] given = hash(authorization.substring(SCHEME.length()).strip());
        Entry found = null;
        for (Entry entry : entries) {
            if (MessageDigest.isEqual(entry.hash, given)) {
                found = entry;
            }
        }
        if (found == null) {
            throw unauthorized("the key is not one of this server's", "Bearer error=\"invalid_token\"");
        }
        if (!found.role.includes(wanted)) {
            throw new Problem(
                    403,
                    "this needs a key of the role " + wanted.word() + " (the key " + found.name + " has the role "
                            + found.role.word() + ")");
        }
        return found.name;
    }

    private static Problem unauthorized(String detail, String challenge) {
        return new Problem(401, detail, Map.of("WWW-Authenticate", challenge));
    }

    private static byte[] hash(String key) {
        try {
            return MessageDigest.getInstance("SHA-256").digest(key.getBytes(StandardCharsets.UTF_8));
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every JDK has SHA-256", e);
        }
    }
}
