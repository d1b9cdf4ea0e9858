package dev.isogloss.index;

import dev.isogloss.data.Language;
import dev.isogloss.io.BadInputException;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.NotDirectoryException;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.util.Collections;
import java.util.List;
import java.util.Locale;
import java.util.SortedSet;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ObjectNode;

/**
 * What an index folder holds: the file {@code index.json}, written last, so that a folder with one is complete.
 *
 * <pre>{@code
 * {"version": 1, "kinds": ["dense", "lexical"], "passages": 62697, "languages": ["ar", "bn"], "model": "models/e5",
 *  "network-hash": "9f..", "contract-hash": "41..", "dimension": 384, "created-by": "isogloss 0.1.0"}
 * }</pre>
 *
 * @param kinds what can be searched; not empty
 * @param passages at least 0
 * @param languages of the passages, in the order of their codes
 * @param model path or name of the model, for people; null where nobody knows, and in a purely lexical index
 * @param networkHash SHA-256 of the model's weights and of the settings of its network; null in a purely lexical index
 * @param contractHash hash of the model's text contract; null in a purely lexical index
 * @param dimension components of a vector; 0 in a purely lexical index
 * @param createdBy program and version
 */
public record IndexManifest(
        SortedSet<Kind> kinds,
        long passages,
        List<Language> languages,
        @Nullable String model,
        @Nullable String networkHash,
        @Nullable String contractHash,
        int dimension,
        String createdBy) {
    /** The layout of the file; another number is refused. */
    public static final int VERSION = 1;

    /** The file's name within the index folder. */
    public static final String FILE = "index.json";

    private static final JsonMapper JSON = JsonMapper.builder().build();

    /** What can be searched in an index folder. */
    public enum Kind {
        /** BM25. */
        LEXICAL,
        /** Vectors, searched exactly. */
        DENSE,
        /** Vectors in a graph, searched approximately. */
        HNSW;

        private String word() {
            return name().toLowerCase(Locale.ROOT);
        }
    }

    public IndexManifest {
        kinds = Collections.unmodifiableSortedSet(new TreeSet<>(kinds));
        languages = languages.stream().sorted().distinct().toList();
        if (kinds.isEmpty()) {
            throw new IllegalArgumentException("kinds must not be empty");
        }
        if (passages < 0) {
            throw new IllegalArgumentException("passages must be at least 0 (got: " + passages + ")");
        }
        if (hasVectors(kinds) ? networkHash == null || contractHash == null || dimension < 1 : dimension != 0) {
            throw new IllegalArgumentException("an index of kinds " + kinds
                    + " needs both hashes and a dimension exactly when it holds vectors (got: network " + networkHash
                    + ", contract " + contractHash + ", dimension " + dimension + ")");
        }
    }

    /** The manifest of an index of the same kinds and model over other passages. */
    public IndexManifest of(long otherPassages, List<Language> otherLanguages) {
        return new IndexManifest(
                kinds, otherPassages, otherLanguages, model, networkHash, contractHash, dimension, createdBy);
    }

    private static boolean hasVectors(SortedSet<Kind> kinds) {
        return kinds.contains(Kind.DENSE) || kinds.contains(Kind.HNSW);
    }

    /** Whether the folder can be searched in a way. */
    public boolean has(Kind kind) {
        return kinds.contains(kind);
    }

    /**
     * Refuses a model that did not make the vectors.
     *
     * @throws BadInputException when the index has no vectors, or those of another network or of another text contract
     */
    public void requireModel(String otherNetworkHash, String otherContractHash) {
        if (!hasVectors(kinds)) {
            throw new BadInputException(
                    "this index is lexical only and has no vectors to search; make it again with --model, or search with --mode lexical");
        }
        String made = model == null ? "another model" : "the model " + model;
        if (!otherNetworkHash.equals(networkHash)) {
            throw new BadInputException("the index was made with " + made
                    + "; its weights and the settings of its network (config.json) have the hash " + networkHash
                    + ", but the model given has " + otherNetworkHash
                    + "; search with the model of the index, or make the index again");
        }
        if (!otherContractHash.equals(contractHash)) {
            throw new BadInputException(
                    "the index was made with the same network but another text contract (prompts, lengths,"
                            + " pooling or tokenizer): index " + contractHash + ", model given " + otherContractHash
                            + "; use " + made + " as it was, or make the index again");
        }
    }

    /** Puts {@code index.json} into a folder whose other files are complete, replacing an older one at once. */
    public void write(Path folder) {
        ObjectNode json = JSON.createObjectNode();
        json.put("version", VERSION);
        kinds.forEach(kind -> json.withArray("kinds").add(kind.word()));
        json.put("passages", passages);
        json.putArray("languages");
        languages.forEach(language -> json.withArray("languages").add(language.code()));
        json.put("model", model);
        json.put("network-hash", networkHash);
        json.put("contract-hash", contractHash);
        json.put("dimension", dimension);
        json.put("created-by", createdBy);
        byte[] bytes = (JSON.writerWithDefaultPrettyPrinter().writeValueAsString(json) + "\n")
                .getBytes(StandardCharsets.UTF_8);
        Path unfinished = folder.resolve(FILE + ".unfinished");
        try (FileChannel channel = FileChannel.open(
                unfinished,
                StandardOpenOption.CREATE,
                StandardOpenOption.TRUNCATE_EXISTING,
                StandardOpenOption.WRITE)) {
            ByteBuffer buffer = ByteBuffer.wrap(bytes);
            while (buffer.hasRemaining()) {
                channel.write(buffer);
            }
            channel.force(true);
            Files.move(
                    unfinished,
                    folder.resolve(FILE),
                    StandardCopyOption.ATOMIC_MOVE,
                    StandardCopyOption.REPLACE_EXISTING);
        } catch (IOException e) {
            throw new UncheckedIOException("writing " + folder.resolve(FILE), e);
        }
    }

    /**
     * Reads the manifest of a complete index.
     *
     * @throws BadInputException when there is no index, an unfinished one, or something else
     */
    public static IndexManifest read(Path folder) {
        Path file = folder.resolve(FILE);
        if (Files.isRegularFile(folder)) {
            throw new BadInputException("expected an index folder, but " + folder
                    + " is a file; make an index with: isogloss index --corpus " + folder + " --out FOLDER");
        }
        try {
            return of(JSON.readTree(Files.readAllBytes(file)));
        } catch (NoSuchFileException | NotDirectoryException e) {
            String found = Files.isDirectory(folder)
                    ? "the index in " + folder + " is unfinished, or there is none (no " + FILE + ")"
                    : "there is no index folder " + folder;
            throw new BadInputException(found + "; make it with: isogloss index --corpus FILE --out " + folder, e);
        } catch (JacksonException | IllegalArgumentException e) {
            throw new BadInputException(
                    file + " does not describe an index of this version of Isogloss (" + e.getMessage()
                            + "); make the index again",
                    e);
        } catch (IOException e) {
            throw new UncheckedIOException("reading " + file, e);
        }
    }

    private static IndexManifest of(JsonNode json) {
        int version = required(json, "version").intValue();
        if (version != VERSION) {
            throw new IllegalArgumentException("version must be " + VERSION + " (got: " + version + ")");
        }
        SortedSet<Kind> kinds = new TreeSet<>();
        for (JsonNode kind : required(json, "kinds")) {
            kinds.add(Kind.valueOf(kind.stringValue().toUpperCase(Locale.ROOT)));
        }
        return new IndexManifest(
                kinds,
                required(json, "passages").longValue(),
                required(json, "languages")
                        .valueStream()
                        .map(language -> new Language(language.stringValue()))
                        .toList(),
                optional(json, "model"),
                optional(json, "network-hash"),
                optional(json, "contract-hash"),
                required(json, "dimension").intValue(),
                required(json, "created-by").stringValue());
    }

    private static JsonNode required(JsonNode json, String field) {
        JsonNode value = json.get(field);
        if (value == null || value.isNull()) {
            throw new IllegalArgumentException("the field \"" + field + "\" is missing");
        }
        return value;
    }

    private static @Nullable String optional(JsonNode json, String field) {
        JsonNode value = json.get(field);
        return value == null || value.isNull() ? null : value.stringValue();
    }
}
