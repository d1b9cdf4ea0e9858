package dev.isogloss.export;

import dev.isogloss.checkpoint.Architecture;
import dev.isogloss.checkpoint.DenseLayer;
import dev.isogloss.checkpoint.ModelFolder;
import dev.isogloss.checkpoint.ModelFolderWriter;
import dev.isogloss.checkpoint.Weights;
import dev.isogloss.io.BadInputException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.TreeMap;

/**
 * Writes a model as {@code onnx/model.onnx} in a folder that has everything else of a sentence-transformers model.
 *
 * <p>Inputs {@code input_ids}, {@code attention_mask} and, in the BERT family, {@code token_type_ids}, 64-bit integers of shape
 * {@code (texts, tokens)}; outputs {@code last_hidden_state} {@code (texts, tokens, hidden)} and {@code sentence_embedding}
 * {@code (texts, dimension)}, pooled and of length 1 where the model says so. Prompts are the caller's business.
 */
public final class OnnxExport {
    /** Where the graph lies in the folder. */
    public static final String FILE = "onnx/model.onnx";

    private OnnxExport() {}

    /**
     * Says before anything is written why a model cannot be exported: one that leaves its prompts' tokens out of the pooling, or has
     * language prompts. Where its
     * prompts are empty there is nothing to leave out.
     */
    public static void requireSupported(ModelFolder model) {
        if (model.languagePrompts().isPresent()) {
            throw new BadInputException(
                    model.path() + " has language prompts, and an ONNX graph is not told the language of"
                            + " a text; export a copy without the folder language_prompts, whose passages are those of the encoder alone");
        }
        String query = model.contract().queryPrompt();
        String passage = model.contract().passagePrompt();
        if (!model.pooling().includePrompt() && !(query.isEmpty() && passage.isEmpty())) {
            throw new BadInputException(
                    model.path() + " leaves the tokens of its prompts \"" + query + "\" and \"" + passage
                            + "\" out when it pools (include_prompt: false in 1_Pooling/config.json), and an ONNX graph is not told"
                            + " where the prompt ends; export it as safetensors");
        }
    }

    /** Writes the folder, whole or not at all. Same model and precision, same bytes. */
    public static void write(Path target, ModelFolder model, OnnxPrecision precision) {
        write(target, model, precision, OnnxFile.INSIDE);
    }

    /** As above, with weights of more than {@code inside} bytes beside the graph's file. */
    static void write(Path target, ModelFolder model, OnnxPrecision precision, long inside) {
        requireSupported(model);
        try (Weights weights = Weights.mapped(model)) {
            OnnxGraph graph = graph(model, weights, precision);
            Map<String, String> facts = facts(model, precision);
            ModelFolderWriter.writeWithout(
                    target, model, OnnxNote.text(model, precision), folder -> write(folder, graph, facts, inside));
        }
    }

    private static void write(Path folder, OnnxGraph graph, Map<String, String> facts, long inside) throws IOException {
        Path file = folder.resolve(FILE);
        Path made = Files.createDirectories(folder.resolve("onnx"));
        assert Files.isDirectory(made);
        OnnxFile.write(file, graph, facts, inside);
    }

    private static OnnxGraph graph(ModelFolder model, Weights weights, OnnxPrecision precision) {
        Architecture architecture = model.architecture();
        OnnxGraph graph = new OnnxGraph();
        OnnxLayers layers = new OnnxLayers(graph, weights.tensors(), precision);
        OnnxInputs inputs = OnnxInputs.declare(graph, architecture);
        OnnxBlocks blocks = OnnxBlocks.of(architecture, layers, inputs);
        String tokens = blocks.embed();
        for (int layer = 0; layer < architecture.layers(); layer++) {
            tokens = blocks.layer(tokens, layer);
        }
        tokens = blocks.finish(tokens);
        OnnxPooling pooling = new OnnxPooling(graph, tokens, inputs.mask());
        String vectors = pooling.pool(model.pooling().modes());
        for (DenseLayer dense : model.dense()) {
            vectors = layers.activate(layers.linear(vectors, dense.linear()), dense.activation());
        }
        graph.output(
                "last_hidden_state",
                tokens,
                OnnxType.FLOAT,
                "texts",
                "tokens",
                Integer.toString(architecture.hidden()));
        graph.output(
                "sentence_embedding",
                model.contract().normalize() ? pooling.unit(vectors) : vectors,
                OnnxType.FLOAT,
                "texts",
                Integer.toString(model.dimension()));
        return graph;
    }

    /** Where sentence-transformers cuts a text of this model, in tokens. */
    static int longest(ModelFolder model) {
        return Math.max(model.contract().queryTokens(), model.contract().passageTokens());
    }

    /** What a program that has nothing but the file must know to give it the right texts. */
    private static Map<String, String> facts(ModelFolder model, OnnxPrecision precision) {
        Map<String, String> facts = new TreeMap<>();
        facts.put("query_prompt", model.contract().queryPrompt());
        facts.put("document_prompt", model.contract().passagePrompt());
        facts.put("max_tokens", Integer.toString(longest(model)));
        facts.put("pooling", model.contract().pooling());
        facts.put("precision", precision.name().toLowerCase(java.util.Locale.ROOT));
        facts.put("tokenizer_sha256", model.contract().tokenizerHash());
        return facts;
    }
}
