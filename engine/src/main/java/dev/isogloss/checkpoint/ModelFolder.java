package dev.isogloss.checkpoint;

import dev.isogloss.embed.TextContract;
import dev.isogloss.hub.Hub;
import dev.isogloss.hub.HubId;
import dev.isogloss.io.BadInputException;
import dev.isogloss.io.Checksums;
import dev.isogloss.io.JsonFile;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Optional;
import java.util.SequencedMap;
import java.util.TreeMap;
import java.util.TreeSet;
import tools.jackson.databind.JsonNode;

/**
 * A model folder of Hugging Face or sentence-transformers, read and checked: everything but the weights' values.
 *
 * @param path the folder itself
 * @param dense Dense modules after the pooling, in their order
 * @param languagePrompts by which passages of different languages are pooled differently; few models have them
 * @param contract what the folder's files say; {@code goldenTokens} is empty unless the folder was written by us
 * @param lowerCase whether texts are lower-cased before the tokenizer sees them
 * @param weightFiles the safetensors files, sorted
 * @param notes what a person should know about how the folder was read
 */
public record ModelFolder(
        Path path,
        Path networkPath,
        Architecture architecture,
        PoolingSettings pooling,
        List<DenseLayer> dense,
        Optional<LanguagePrompts> languagePrompts,
        TextContract contract,
        boolean lowerCase,
        List<Path> weightFiles,
        List<String> notes) {
    static final String SENTENCE_CONFIG = "sentence_bert_config.json";
    static final String SINGLE_FILE = "model.safetensors";
    private static final String INDEX_FILE = "model.safetensors.index.json";

    public ModelFolder {
        dense = List.copyOf(dense);
        weightFiles = List.copyOf(weightFiles);
        notes = List.copyOf(notes);
    }

    /**
     * Opens a folder, or a hub id ({@code org/name} or {@code org/name@revision}) that the hub's cache on this machine holds; nothing
     * is downloaded here.
     */
    public static ModelFolder open(String folderOrId) {
        return HubId.isMeant(folderOrId)
                ? open(Hub.ofEnvironment().requireCachedModel(HubId.of(HubId.Kind.MODEL, folderOrId)))
                : open(Path.of(folderOrId));
    }

    /**
     * Opens a folder and checks its files against each other.
     *
     * @throws BadInputException when a file is missing, damaged, or says something we cannot do
     */
    public static ModelFolder open(Path folder) {
        if (!Files.isDirectory(folder)) {
            throw new BadInputException("there is no model folder " + folder.toAbsolutePath());
        }
        try {
            return read(folder);
        } catch (IOException e) {
            throw new BadInputException("cannot read the model folder " + folder + ": " + e.getMessage(), e);
        }
    }

    private static ModelFolder read(Path folder) throws IOException {
        Path network = folder.resolve(ModelModules.network(folder));
        Architecture architecture = ConfigFile.read(network);
        ModelModules modules = ModelModules.read(
                folder, architecture instanceof DecoderArchitecture ? PoolingSettings.LAST : PoolingSettings.MEAN);
        Path tokenizer = network.resolve("tokenizer.json");
        if (!Files.isRegularFile(tokenizer)) {
            throw new BadInputException(
                    network + " has no tokenizer.json; save the model with a fast tokenizer of Hugging Face");
        }
        Prompts prompts = Prompts.read(folder);
        List<String> notes = new ArrayList<>(modules.notes());
        int maxTokens = maxTokens(network, architecture, notes);
        TextContract found = new TextContract(
                prompts.query(),
                prompts.passage(),
                maxTokens,
                maxTokens,
                " ",
                modules.pooling().words(),
                modules.pooling().includePrompt(),
                modules.normalize(),
                Checksums.sha256(tokenizer),
                new TreeMap<>());
        TextContract saved = ContractFile.read(folder).orElse(found);
        ContractFile.requireAgreement(folder, saved, found);
        requireFits(folder, saved, architecture);
        ModelFolder read = new ModelFolder(
                folder,
                network,
                architecture,
                modules.pooling(),
                modules.dense(),
                LanguagePrompts.read(folder, modules.pooling().width(architecture)),
                saved,
                lowerCase(network),
                weightFiles(network),
                notes);
        return read.checked();
    }

    /** The widths of the modules are checked before anything long starts. */
    private ModelFolder checked() {
        Require.atLeast("dimension", dimension(), 1);
        return this;
    }

    /** Names and shapes of all weights, from the input to the output. */
    public SequencedMap<String, List<Long>> shapes() {
        SequencedMap<String, List<Long>> shapes = new LinkedHashMap<>(WeightShapes.of(architecture));
        dense.forEach(layer -> shapes.putAll(layer.shapes()));
        languagePrompts.ifPresent(prompts -> shapes.putAll(prompts.shapes()));
        return shapes;
    }

    private static int maxTokens(Path network, Architecture architecture, List<String> notes) throws IOException {
        Path file = network.resolve(SENTENCE_CONFIG);
        if (Files.exists(file)) {
            JsonObject config = JsonObject.read(file);
            if (config.has("max_seq_length")) {
                int stated = config.integer("max_seq_length");
                if (stated > architecture.maxTokens()) {
                    notes.add(file + ": max_seq_length " + stated + " is cut to the " + architecture.maxTokens()
                            + " positions of the network");
                }
                return Math.min(stated, architecture.maxTokens());
            }
        }
        return Math.min(architecture.maxTokens(), tokenizerLength(network));
    }

    /** {@code model_max_length} of {@code tokenizer_config.json}; a number without meaning where nobody set it. */
    private static int tokenizerLength(Path network) throws IOException {
        Path file = network.resolve("tokenizer_config.json");
        double length = Files.exists(file) ? JsonObject.read(file).number("model_max_length", 1e30) : 1e30;
        return length >= TextContract.LEAST_TOKENS && length < 1e9 ? (int) length : Integer.MAX_VALUE;
    }

    private static boolean lowerCase(Path network) throws IOException {
        Path file = network.resolve(SENTENCE_CONFIG);
        return Files.exists(file) && JsonObject.read(file).flag("do_lower_case", false);
    }

    private static void requireFits(Path folder, TextContract contract, Architecture architecture) {
        int longest = Math.max(contract.queryTokens(), contract.passageTokens());
        if (longest > architecture.maxTokens()) {
            throw new BadInputException(folder + ": texts may have " + longest
                    + " tokens, but the network has positions for " + architecture.maxTokens());
        }
    }

    private static List<Path> weightFiles(Path network) throws IOException {
        Path single = network.resolve(SINGLE_FILE);
        if (Files.exists(single)) {
            return List.of(single);
        }
        Path index = network.resolve(INDEX_FILE);
        if (!Files.exists(index)) {
            throw new BadInputException(
                    network + " has no " + SINGLE_FILE + " and no " + INDEX_FILE + PickledWeights.hint(network));
        }
        TreeSet<Path> files = new TreeSet<>();
        for (JsonNode name : JsonFile.read(index).path("weight_map")) {
            Path file = network.resolve(name.asString());
            if (!file.normalize().startsWith(network.normalize()) || !Files.exists(file)) {
                throw new BadInputException(index + " names " + name.asString() + ", which is not in the folder");
            }
            files.add(file);
        }
        if (files.isEmpty()) {
            throw new BadInputException(index + ": \"weight_map\" names no files");
        }
        return List.copyOf(files);
    }

    /** {@code tokenizer.json}. */
    public Path tokenizerFile() {
        return networkPath.resolve("tokenizer.json");
    }

    /** The same model with prompts that it is to have. */
    ModelFolder with(LanguagePrompts prompts) {
        return new ModelFolder(
                path,
                networkPath,
                architecture,
                pooling,
                dense,
                Optional.of(prompts),
                contract,
                lowerCase,
                weightFiles,
                notes);
    }

    /** Components of a vector. */
    public int dimension() {
        return ModelModules.dimension(path, pooling.width(architecture), dense);
    }

    /**
     * SHA-256 of everything but the {@link #contract()} that decides token ids and vectors, in hexadecimal: the weights, and of the
     * files beside them the network's settings (heads, norms, activation, positions, windows, rotary bases, ...) and whether texts are
     * lower-cased. It belongs in every key of what the model makes; reads all weights.
     */
    public String networkHash() {
        String decisive = "weights " + weightsHash() + "\narchitecture " + architecture + "\nlower case " + lowerCase;
        return Checksums.sha256(decisive.getBytes(StandardCharsets.UTF_8));
    }

    /**
     * SHA-256 of the weights' file (of the list of their hashes when there are several, Dense modules or language prompts), in hexadecimal; reads all
     * of it.
     */
    public String weightsHash() {
        try {
            if (weightFiles.size() == 1 && dense.isEmpty() && languagePrompts.isEmpty()) {
                return Checksums.sha256(weightFiles.getFirst());
            }
            StringBuilder hashes = new StringBuilder();
            for (Path file : weightFiles) {
                hashes.append(Checksums.sha256(file)).append('\n');
            }
            for (DenseLayer layer : dense) {
                hashes.append(layer)
                        .append(' ')
                        .append(Checksums.sha256(layer.weightFile(path)))
                        .append('\n');
            }
            if (languagePrompts.isPresent()) {
                hashes.append(languagePrompts.get())
                        .append(' ')
                        .append(Checksums.sha256(LanguagePrompts.weightFile(path)))
                        .append('\n');
            }
            return Checksums.sha256(hashes.toString().getBytes(StandardCharsets.UTF_8));
        } catch (IOException e) {
            throw new BadInputException("cannot read the weights of " + path + ": " + e.getMessage(), e);
        }
    }
}
