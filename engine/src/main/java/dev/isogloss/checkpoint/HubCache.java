package dev.isogloss.checkpoint;

import dev.isogloss.io.BadInputException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * The Hugging Face hub's cache on this machine, in its official layout: {@code models--org--name/refs/main} holds a commit,
 * {@code snapshots/COMMIT} the files.
 */
final class HubCache {
    private static final Pattern ID = Pattern.compile("([A-Za-z0-9_.-]+)/([A-Za-z0-9_.-]+?)(?:@([A-Za-z0-9_./-]+))?");

    private HubCache() {}

    /** Whether a text has the form {@code org/name} or {@code org/name@revision}. */
    static boolean isId(String text) {
        return ID.matcher(text).matches();
    }

    /** The folder of a model that an earlier download left in the cache. */
    static Path find(String id, Map<String, String> environment) {
        Matcher matcher = ID.matcher(id);
        if (!matcher.matches()) {
            throw new BadInputException("a hub id is org/name or org/name@revision (got: " + id + ")");
        }
        Path model = folder(environment).resolve("models--" + matcher.group(1) + "--" + matcher.group(2));
        String revision = matcher.group(3) == null ? "main" : matcher.group(3);
        Path reference = model.resolve("refs").resolve(revision);
        try {
            String commit =
                    Files.isRegularFile(reference) ? Files.readString(reference).strip() : revision;
            Path snapshot = model.resolve("snapshots").resolve(commit);
            if (Files.isDirectory(snapshot)) {
                return snapshot;
            }
        } catch (IOException e) {
            throw new BadInputException("cannot read " + reference + ": " + e.getMessage(), e);
        }
        throw new BadInputException("there is no folder " + id + ", and the hub cache has no such model (looked for "
                + model + ", revision " + revision + "); give a folder, or download it with `hf download "
                + matcher.group(1) + "/" + matcher.group(2) + "`");
    }

    private static Path folder(Map<String, String> environment) {
        String direct = environment.get("HF_HUB_CACHE");
        if (direct != null && !direct.isEmpty()) {
            return Path.of(direct);
        }
        String home = environment.get("HF_HOME");
        return home != null && !home.isEmpty()
                ? Path.of(home, "hub")
                : Path.of(System.getProperty("user.home"), ".cache", "huggingface", "hub");
    }
}
