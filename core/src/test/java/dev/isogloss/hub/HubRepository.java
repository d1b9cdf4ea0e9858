package dev.isogloss.hub;

import dev.isogloss.io.Checksums;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import java.util.Map;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentHashMap;
import org.jspecify.annotations.Nullable;

/** A repository of {@link LocalHub} with its commits. */
public final class HubRepository {
    private final Map<String, SortedMap<String, byte[]>> commits = new ConcurrentHashMap<>();
    private final Map<String, String> references = new ConcurrentHashMap<>();
    private final Map<String, Long> announced = new ConcurrentHashMap<>();
    private volatile Optional<String> token = Optional.empty();
    private volatile boolean gated;

    HubRepository() {}

    /** A commit on a branch with exactly these files. */
    public String commit(String branch, Map<String, byte[]> files) {
        SortedMap<String, byte[]> tree = new TreeMap<>(files);
        StringBuilder names = new StringBuilder();
        tree.forEach((path, bytes) -> names.append(path).append(Checksums.sha256(bytes)));
        String commit = Checksums.sha256(names.toString().getBytes(StandardCharsets.UTF_8))
                .substring(0, 40);
        commits.put(commit, tree);
        references.put(branch, commit);
        return commit;
    }

    /** Only who has this token knows of it. */
    public void hideBehind(String secret) {
        token = Optional.of(secret);
    }

    /** Everybody knows of it, but only who has this token gets files. */
    public void gateBehind(String secret) {
        token = Optional.of(secret);
        gated = true;
    }

    /** Lies about the size of a file. */
    public void announce(String path, long size) {
        announced.put(path, size);
    }

    boolean isKnownTo(String given) {
        return gated || token.isEmpty() || token.get().equals(given);
    }

    boolean gives(String given) {
        return token.isEmpty() || token.get().equals(given);
    }

    String commitOf(String revision) {
        return references.getOrDefault(revision, revision);
    }

    @Nullable
    SortedMap<String, byte[]> tree(String commit) {
        return commits.get(commit);
    }

    long announced(String path, long size) {
        return announced.getOrDefault(path, size);
    }

    /** Git's name of a blob, written down once more so that the tests do not ask the code they test. */
    static String gitHash(byte[] bytes) {
        try {
            MessageDigest digest = MessageDigest.getInstance("SHA-1");
            digest.update(("blob " + bytes.length + "\0").getBytes(StandardCharsets.US_ASCII));
            return HexFormat.of().formatHex(digest.digest(bytes));
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every JDK has SHA-1", e);
        }
    }
}
