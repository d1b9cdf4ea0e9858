package dev.isogloss.hub;

import dev.isogloss.io.BadInputException;
import dev.isogloss.io.JsonFile;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import tools.jackson.databind.JsonNode;

/**
 * Which files of a repository make a model, and whether they are all there: safetensors, JSON, tokenizer and text files at the top and in the
 * folders of its modules.
 *
 * @param network the folder of the transformer; empty for the top
 * @param folders of all modules, the top too
 * @param withWeights folders of further modules that have weights of their own
 * @param withSettings folders of further modules that have a {@code config.json} of their own
 */
record ModelFiles(String network, Set<String> folders, Set<String> withWeights, Set<String> withSettings) {
    static final String MODULES = "modules.json";

    private static final String WHOLE = "model.safetensors";

    /** Prompts of languages, a part of our own models that no list of modules names, because other tools do not know it. */
    private static final String PROMPTS = "language_prompts";

    private static final String INDEX = "model.safetensors.index.json";
    private static final Pattern SHARD = Pattern.compile("model-\\d+-of-\\d+\\.safetensors");

    /** A model without {@code modules.json}. */
    static final ModelFiles PLAIN = new ModelFiles("", Set.of("", PROMPTS), Set.of(), Set.of());

    /** What {@code modules.json} says. */
    static ModelFiles of(Path modules) throws IOException {
        Set<String> folders = new TreeSet<>(Set.of("", PROMPTS));
        Set<String> withWeights = new TreeSet<>();
        Set<String> withSettings = new TreeSet<>();
        Optional<String> network = Optional.empty();
        for (JsonNode module : JsonFile.read(modules)) {
            String folder = module.path("path").asString("").replaceAll("/+$", "");
            String type = module.path("type").asString("");
            folders.add(folder);
            if (type.endsWith("Pooling") || type.endsWith("Dense")) {
                withSettings.add(folder);
            }
            if (network.isEmpty() && type.endsWith("Transformer")) {
                network = Optional.of(folder);
            } else if (type.endsWith("Dense")) {
                withWeights.add(folder);
            }
        }
        return new ModelFiles(network.orElse(""), folders, withWeights, withSettings);
    }

    /** The model of a snapshot, of which files may be missing. */
    static ModelFiles ofSnapshot(Path snapshot) throws IOException {
        Path modules = snapshot.resolve(MODULES);
        return Files.isRegularFile(modules) ? of(modules) : PLAIN;
    }

    /** Chooses among all files of a repository. */
    Selection choose(List<HubFile> all) {
        Set<String> whole = all.stream()
                .filter(file -> file.name().equals(WHOLE))
                .map(HubFile::folder)
                .collect(Collectors.toSet());
        List<HubFile> chosen = new ArrayList<>();
        SortedMap<String, String> leftOut = new TreeMap<>();
        for (HubFile file : all) {
            reasonAgainst(file, whole.contains(file.folder()))
                    .ifPresentOrElse(reason -> leftOut.put(file.path(), reason), () -> chosen.add(file));
        }
        return new Selection(chosen, leftOut);
    }

    private Optional<String> reasonAgainst(HubFile file, boolean besideWhole) {
        FileKind kind = FileKind.of(file);
        return switch (kind) {
            case PICKLE, CODE -> kind.never();
            case OTHER -> Optional.of("not safetensors, JSON or text");
            case JSON, TEXT, SAFETENSORS -> {
                if (!folders.contains(file.folder())) {
                    yield Optional.of("in a folder that is no module of the model");
                }
                if (kind != FileKind.SAFETENSORS || file.name().equals(WHOLE)) {
                    yield Optional.empty();
                }
                if (!SHARD.matcher(file.name()).matches()) {
                    yield Optional.of("not the model's own weights, " + WHOLE + " or its parts");
                }
                yield besideWhole ? Optional.of(WHOLE + " holds the same") : Optional.empty();
            }
        };
    }

    /**
     * Refuses a repository that has no weights we read, before anything large is fetched.
     *
     * @param chosen of its files
     */
    void requireWeights(HubId id, Selection chosen) {
        boolean has = chosen.files().stream()
                .anyMatch(file -> file.folder().equals(network) && FileKind.of(file) == FileKind.SAFETENSORS);
        if (!has) {
            List<String> pickles = chosen.leftOut().keySet().stream()
                    .filter(path -> path.endsWith(".bin") || path.endsWith(".pt") || path.endsWith(".ckpt"))
                    .limit(3)
                    .toList();
            throw new BadInputException(id + " has no " + (network.isEmpty() ? "" : network + "/") + WHOLE
                    + (pickles.isEmpty()
                            ? ""
                            : ", only pickled weights (" + String.join(", ", pickles)
                                    + "), which are never fetched because reading them can run any program")
                    + "; often a pull request of the repository has them: try " + id.name()
                    + "@refs/pr/1, or another model");
        }
    }

    /** The first file that is needed and not in the snapshot; empty when the model is whole. */
    Optional<String> missing(Path snapshot) throws IOException {
        for (String name : List.of("config.json", "tokenizer.json")) {
            if (!Files.isRegularFile(snapshot.resolve(network).resolve(name))) {
                return Optional.of(in(network, name));
            }
        }
        for (String folder : withSettings) {
            if (!Files.isRegularFile(snapshot.resolve(folder).resolve("config.json"))) {
                return Optional.of(in(folder, "config.json"));
            }
        }
        for (String folder : withWeights) {
            if (!Files.isRegularFile(snapshot.resolve(folder).resolve(WHOLE))) {
                return Optional.of(in(folder, WHOLE));
            }
        }
        return missingWeights(snapshot.resolve(network)).map(name -> in(network, name));
    }

    private static Optional<String> missingWeights(Path folder) throws IOException {
        if (Files.isRegularFile(folder.resolve(WHOLE))) {
            return Optional.empty();
        }
        Path index = folder.resolve(INDEX);
        if (!Files.isRegularFile(index)) {
            return Optional.of(WHOLE);
        }
        Set<String> shards = new TreeSet<>();
        JsonFile.read(index).path("weight_map").forEach(name -> shards.add(name.asString("")));
        return shards.stream()
                .filter(shard -> !Files.isRegularFile(folder.resolve(shard)))
                .findFirst();
    }

    private static String in(String folder, String name) {
        return folder.isEmpty() ? name : folder + "/" + name;
    }
}
