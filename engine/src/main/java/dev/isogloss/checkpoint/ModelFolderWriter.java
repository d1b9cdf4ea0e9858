package dev.isogloss.checkpoint;

import dev.isogloss.data.Language;
import dev.isogloss.embed.TextContract;
import dev.isogloss.io.AtomicFile;
import dev.isogloss.io.BadInputException;
import dev.isogloss.io.Checksums;
import dev.isogloss.io.JsonFile;
import dev.isogloss.io.ThrowingConsumer;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.random.RandomGenerator;
import java.util.random.RandomGeneratorFactory;
import java.util.stream.Stream;
import org.bytedeco.javacpp.PointerScope;
import org.bytedeco.pytorch.Tensor;
import org.bytedeco.pytorch.global.torch;

/**
 * Writes model folders in the dialect that every version of sentence-transformers reads: {@code modules.json},
 * {@code 1_Pooling/config.json}, {@code sentence_bert_config.json}, {@code config_sentence_transformers.json}, {@code config.json},
 * {@code model.safetensors} in 32-bit floats, the tokenizer's files, and {@code isogloss_text_contract.json}.
 *
 * <p>A folder is written beside its target as {@code .NAME.partial} and then renamed, so that nobody sees half of one.
 */
public final class ModelFolderWriter {
    private static final List<String> TOKENIZER_FILES =
            List.of("tokenizer.json", "tokenizer_config.json", "special_tokens_map.json");

    private static final String README = "README.md";

    private ModelFolderWriter() {}

    /**
     * Writes a model with other weights than the one it came from. Same weights and contract, same bytes.
     *
     * @param like where the architecture, the pooling and the tokenizer come from
     * @param weights by name as {@link WeightShapes} lists them; any float format, written in 32 bits
     * @param contract the lengths and prompts this model was trained with
     */
    public static void write(Path target, ModelFolder like, Map<String, Tensor> weights, TextContract contract) {
        write(target, like, like.architecture(), weights, contract);
    }

    /**
     * Writes the first layers of a model: a weaker and cheaper encoder with the same tokenizer, prompts and pooling.
     *
     * @param layers 1 to the layers of the model
     */
    public static void writeFirstLayers(Path target, ModelFolder like, int layers) {
        requireLayers(like, layers);
        Architecture cut = like.architecture().withLayers(layers);
        try (Weights weights = Weights.mapped(like)) {
            Map<String, Tensor> kept = new TreeMap<>(weights.tensors());
            kept.keySet().removeIf(name -> WeightShapes.layerOf(name).orElse(-1) >= layers);
            write(target, like, cut, kept, like.contract());
        }
    }

    /** Writes a model again as it is. */
    public static void copy(Path target, ModelFolder like) {
        try (Weights weights = Weights.mapped(like)) {
            write(target, like, weights.tensors(), like.contract());
        }
    }

    /**
     * Writes a model with untrained language prompts: its vectors are those of the model without them.
     *
     * @param count prompt vectors of a language
     * @param rank of a language's own part
     * @param heads of their attention, a divisor of the network's width
     * @param languages with a part of their own
     * @param seed same seed, same bytes
     * @throws BadInputException when the model pools otherwise than into one vector of the network's width
     */
    public static void writeWithLanguagePrompts(
            Path target, ModelFolder like, int count, int rank, int heads, List<Language> languages, long seed) {
        int hidden = like.architecture().hidden();
        if (like.pooling().width(like.architecture()) != hidden) {
            throw new BadInputException(
                    like.path() + ": language prompts need one pooled vector as wide as the network, " + hidden
                            + " components (got: " + like.pooling().words() + ")");
        }
        LanguagePrompts prompts = new LanguagePrompts(hidden, count, rank, heads, languages);
        try (PointerScope _ = new PointerScope();
                Weights weights = Weights.mapped(like)) {
            Map<String, Tensor> all = new TreeMap<>(weights.tensors());
            all.putAll(prompts.fresh(seed));
            write(target, like.with(prompts), all, like.contract());
        }
    }

    static void requireLayers(ModelFolder like, int layers) {
        if (layers < 1 || layers > like.architecture().layers()) {
            throw new BadInputException("the layers to keep must be 1 .. "
                    + like.architecture().layers() + ", as many as " + like.path() + " has (got: " + layers + ")");
        }
    }

    private static void write(
            Path target,
            ModelFolder like,
            Architecture architecture,
            Map<String, Tensor> weights,
            TextContract contract) {
        requireAll(WeightShapes.of(architecture).keySet(), weights);
        like.dense().forEach(layer -> requireAll(layer.shapes().keySet(), weights));
        like.languagePrompts().ifPresent(prompts -> requireAll(prompts.shapes().keySet(), weights));
        replaceFolder(target, folder -> {
            writeFrame(folder, like, architecture, contract);
            writeWeights(folder, like, weights, ElementType.F32);
        });
    }

    /**
     * Writes everything of a model but its weights, which {@code weights} writes into the folder in whatever form.
     *
     * @param like where the architecture, the contract and the tokenizer come from
     * @param note Markdown for the README.md: what form the weights have, and how to use them
     */
    public static void writeWithout(Path target, ModelFolder like, String note, ThrowingConsumer<Path> weights) {
        replaceFolder(target, folder -> {
            writeFrame(folder, like, like.architecture(), like.contract());
            AtomicFile.writeString(folder.resolve(README), ModelCard.ofCopy(like, note));
            weights.accept(folder);
        });
    }

    /**
     * Writes a model again with weights in another float format, in one file.
     *
     * @throws BadInputException when a weight does not fit the format's range
     */
    public static void writeIn(Path target, ModelFolder like, ElementType type) {
        String note = "> A copy with weights in " + type.configName()
                + ". Figures below were measured with the weights that it was made" + " from.";
        try (Weights weights = Weights.mapped(like)) {
            writeWithout(target, like, note, folder -> {
                ConfigFile.copy(like.networkPath(), folder, Map.of("torch_dtype", type.configName()));
                writeWeights(folder, like, weights.tensors(), type);
            });
        }
    }

    private static void writeFrame(Path folder, ModelFolder like, Architecture architecture, TextContract contract)
            throws IOException {
        copyTokenizer(like, folder);
        writeConfigured(folder, like, architecture, contract, Map.of());
    }

    /**
     * Everything but weights and tokenizer.
     *
     * @param changes values of {@code config.json} that differ beside those of {@code architecture}
     */
    static void writeConfigured(
            Path folder,
            ModelFolder like,
            Architecture architecture,
            TextContract contract,
            Map<String, Object> changes)
            throws IOException {
        Map<String, Object> all = new TreeMap<>(ConfigFile.changes(architecture));
        all.putAll(changes);
        ConfigFile.copy(like.networkPath(), folder, all);
        writeCommon(folder, architecture, like.dense(), contract, like.lowerCase());
        if (like.languagePrompts().isPresent()) {
            like.languagePrompts().get().write(folder);
        }
        new Prompts(contract.queryPrompt(), contract.passagePrompt()).write(folder, like.path());
    }

    /** The encoder's weights, and those of each Dense module in its own folder. */
    static void writeWeights(Path folder, ModelFolder like, Map<String, Tensor> weights, ElementType type)
            throws IOException {
        Map<String, Tensor> encoder = new TreeMap<>(weights);
        for (DenseLayer layer : like.dense()) {
            Map<String, Tensor> own = new TreeMap<>();
            encoder.keySet().removeIf(layer::owns);
            layer.shapes().keySet().forEach(name -> own.put(layer.storedName(name), weights.get(name)));
            writeWeights(folder.resolve(layer.folder()), own, type);
        }
        if (like.languagePrompts().isPresent()) {
            Map<String, Tensor> own = new TreeMap<>();
            encoder.keySet().removeIf(LanguagePrompts::owns);
            like.languagePrompts()
                    .get()
                    .shapes()
                    .keySet()
                    .forEach(name -> own.put(LanguagePrompts.storedName(name), weights.get(name)));
            writeWeights(LanguagePrompts.folder(folder), own, type);
        }
        writeWeights(folder, encoder, type);
    }

    static void copyTokenizer(ModelFolder like, Path folder) throws IOException {
        for (String name : TOKENIZER_FILES) {
            Path source = like.networkPath().resolve(name);
            if (Files.exists(source)) {
                Files.copy(source, folder.resolve(name));
            }
        }
    }

    /**
     * Writes an untrained encoder: weights drawn from a normal distribution, biases 0, norms 1.
     *
     * @param tokenizer a {@code tokenizer.json}
     * @param contract prompts, lengths, pooling and normalisation; its tokenizer hash is replaced by the file's
     * @param seed same seed, same bytes
     */
    public static void create(
            Path target, Architecture architecture, Path tokenizer, TextContract contract, long seed) {
        replaceFolder(target, folder -> {
            ConfigFile.write(folder, architecture);
            Files.copy(tokenizer, folder.resolve("tokenizer.json"));
            writeTokenizerConfig(folder, architecture);
            writeCommon(folder, architecture, List.of(), contract.withTokenizer(Checksums.sha256(tokenizer)), false);
            new Prompts(contract.queryPrompt(), contract.passagePrompt()).write(folder);
            try (PointerScope _ = new PointerScope()) {
                writeWeights(
                        folder,
                        RandomWeights.create(
                                WeightShapes.of(architecture), architecture.initializerRange(), generator(seed)));
            }
        });
    }

    private static RandomGenerator generator(long seed) {
        return RandomGeneratorFactory.of("L64X128MixRandom").create(seed);
    }

    static void requireAll(Set<String> names, Map<String, Tensor> weights) {
        for (String name : names) {
            if (!weights.containsKey(name)) {
                throw new IllegalArgumentException("the weights lack " + name);
            }
        }
    }

    private static void writeCommon(
            Path folder, Architecture architecture, List<DenseLayer> dense, TextContract contract, boolean lowerCase)
            throws IOException {
        PoolingSettings pooling = PoolingSettings.parse(contract.pooling(), contract.includePrompt());
        ModelModules.write(folder, pooling, architecture.hidden(), dense, contract.normalize());
        Map<String, Object> sentence = new LinkedHashMap<>();
        sentence.put("max_seq_length", Math.max(contract.queryTokens(), contract.passageTokens()));
        sentence.put("do_lower_case", lowerCase);
        JsonFile.write(folder.resolve(ModelFolder.SENTENCE_CONFIG), sentence);
        ContractFile.write(folder, contract);
        AtomicFile.writeString(folder.resolve(README), ModelCard.text(architecture, contract));
    }

    static void writeWeights(Path folder, Map<String, Tensor> weights) throws IOException {
        writeWeights(folder, weights, ElementType.F32);
    }

    private static void writeWeights(Path folder, Map<String, Tensor> weights, ElementType type) throws IOException {
        try (PointerScope _ = new PointerScope()) {
            SortedMap<String, Tensor> rounded = new TreeMap<>();
            weights.forEach((name, tensor) -> rounded.put(name, rounded(name, tensor.detach(), type)));
            SafeTensors.write(folder.resolve(ModelFolder.SINGLE_FILE), rounded);
        }
    }

    private static Tensor rounded(String name, Tensor tensor, ElementType type) {
        Tensor rounded = tensor.to(type.scalarType());
        if (type == ElementType.F16 && !torch.isfinite(rounded).all().item_bool()) {
            throw new BadInputException("weight " + name
                    + " has values beyond the range of 16-bit floats (65,504); write the model in bf16, which has the range of"
                    + " 32-bit floats");
        }
        return rounded;
    }

    private static void writeTokenizerConfig(Path folder, Architecture architecture) throws IOException {
        Map<String, Object> config = new LinkedHashMap<>();
        config.put("tokenizer_class", "PreTrainedTokenizerFast");
        config.put("model_max_length", architecture.maxTokens());
        Map<String, Object> special = SpecialTokens.read(folder.resolve("tokenizer.json"));
        config.putAll(special);
        JsonFile.write(folder.resolve("tokenizer_config.json"), config);
        JsonFile.write(folder.resolve("special_tokens_map.json"), special);
    }

    static void replaceFolder(Path target, ThrowingConsumer<Path> body) {
        Path absolute = target.toAbsolutePath();
        Path partial = absolute.resolveSibling("." + absolute.getFileName() + ".partial");
        Path replaced = absolute.resolveSibling("." + absolute.getFileName() + ".replaced");
        try {
            delete(partial);
            delete(replaced);
            Files.createDirectories(partial);
            body.accept(partial);
            if (Files.exists(absolute)) {
                Files.move(absolute, replaced, StandardCopyOption.ATOMIC_MOVE);
            }
            Files.move(partial, absolute, StandardCopyOption.ATOMIC_MOVE);
            delete(replaced);
        } catch (IOException e) {
            throw new BadInputException("cannot write the model folder " + target + ": " + e.getMessage(), e);
        }
    }

    private static void delete(Path folder) throws IOException {
        if (!Files.exists(folder)) {
            return;
        }
        List<Path> paths;
        try (Stream<Path> walk = Files.walk(folder)) {
            paths = walk.sorted(Comparator.reverseOrder()).toList();
        }
        for (Path path : paths) {
            Files.delete(path);
        }
    }
}
