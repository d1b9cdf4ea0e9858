package dev.isogloss.corpus;

import dev.isogloss.io.BadInputException;
import dev.isogloss.io.JsonFile;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;

/**
 * What {@code manifest.json} of a corpus folder says; written last, so its presence means that the other files are whole.
 *
 * @param kind always {@code isogloss-corpus}
 * @param version of the format
 * @param passages in all
 * @param hash SHA-256 over the contents, in hexadecimal
 * @param languages in the order of their codes
 * @param files length and SHA-256 of each file, by name
 */
record CorpusManifest(
        String kind, int version, int passages, String hash, List<Range> languages, Map<String, Content> files) {
    static final String NAME = "manifest.json";
    static final String KIND = "isogloss-corpus";
    static final int VERSION = 1;

    /**
     * The ordinals of one language.
     *
     * @param from first ordinal
     * @param to one past the last
     * @param blank how many of them have neither title nor text
     */
    record Range(String language, int from, int to, int blank) {}

    /** A file's length in bytes and its SHA-256 in hexadecimal. */
    record Content(long bytes, String sha256) {}

    static CorpusManifest read(Path folder) throws IOException {
        Path file = folder.resolve(NAME);
        if (!Files.exists(file)) {
            throw new BadInputException(
                    Files.isDirectory(folder)
                            ? folder + " holds no finished corpus (no " + NAME
                                    + ", which is written last); build it again"
                            : "there is no corpus folder " + folder.toAbsolutePath());
        }
        var json = JsonFile.read(file);
        if (!json.path("kind").asString("").equals(KIND)) {
            throw new BadInputException(file + " is not the manifest of a corpus (kind: "
                    + json.path("kind").asString("none") + ")");
        }
        if (json.path("version").asInt(0) != VERSION) {
            throw new BadInputException(
                    file + " has version " + json.path("version").asInt(0) + ", but this program reads version "
                            + VERSION + "; build the corpus again");
        }
        return JsonFile.read(file, CorpusManifest.class);
    }

    void write(Path folder) throws IOException {
        JsonFile.write(folder.resolve(NAME), this);
    }
}
