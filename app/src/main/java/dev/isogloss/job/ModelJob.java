package dev.isogloss.job;

import dev.isogloss.checkpoint.Architecture;
import dev.isogloss.checkpoint.DenseLayer;
import dev.isogloss.checkpoint.ModelFolder;
import dev.isogloss.checkpoint.ModelFolderWriter;
import dev.isogloss.embed.Role;
import dev.isogloss.embed.TextContract;
import dev.isogloss.encoder.EmbedderSettings;
import dev.isogloss.encoder.TransformerEmbedder;
import dev.isogloss.io.Progress;
import dev.isogloss.tensor.Device;
import dev.isogloss.tensor.Precision;
import java.io.IOException;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import tools.jackson.databind.json.JsonMapper;

/** Opens a model, checks that it works, and says what it is; cuts a smaller one from it. */
public final class ModelJob {
    private ModelJob() {}

    /** The facts as text for a person and as JSON for a program. */
    public record Summary(String text, String json) {}

    /** Reads everything, weights too, and encodes one text. */
    public static Summary run(String model, Progress progress) throws IOException {
        NamedModel.fetch(model, progress);
        return run(ModelFolder.open(model));
    }

    /**
     * Writes a model of the first layers of another, with its tokenizer, prompts and pooling, and says what came out.
     *
     * @param layers 1 to the layers of the model
     * @param out a folder that is not there yet, or is empty
     */
    public static Summary cut(String model, int layers, Path out, Progress progress) throws IOException {
        NamedModel.fetch(model, progress);
        ModelFolder whole = ModelFolder.open(model);
        Folders.requireFree(out);
        try (Progress.Task task = progress.start("cut", layers, "layers")) {
            ModelFolderWriter.writeFirstLayers(out, whole, layers);
            task.advance(layers);
        }
        return run(ModelFolder.open(out));
    }

    private static Summary run(ModelFolder folder) {
        Architecture shape = folder.architecture();
        Map<String, Object> facts = new LinkedHashMap<>();
        facts.put("folder", folder.path().toAbsolutePath().toString());
        facts.put("family", shape.family().toString());
        facts.put("layers", shape.layers());
        facts.put("hidden", shape.hidden());
        facts.put("heads", shape.heads());
        facts.put("vocabulary rows", shape.vocabulary());
        facts.put("longest text", shape.maxTokens());
        try (TransformerEmbedder embedder =
                TransformerEmbedder.open(folder, EmbedderSettings.of(Precision.AUTO, Device.CPU))) {
            TextContract contract = embedder.contract();
            facts.put("dimension", embedder.dimension());
            facts.put("pooling", contract.pooling());
            if (!folder.dense().isEmpty()) {
                facts.put(
                        "dense modules",
                        folder.dense().stream().map(DenseLayer::toString).toList());
            }
            facts.put("normalised", contract.normalize());
            facts.put("query prompt", contract.queryPrompt());
            facts.put("passage prompt", contract.passagePrompt());
            facts.put("query tokens", contract.queryTokens());
            facts.put("passage tokens", contract.passageTokens());
            facts.put("weights", "SHA-256 " + folder.weightsHash());
            facts.put("network", "SHA-256 " + embedder.networkHash());
            facts.put("contract", "SHA-256 " + contract.hash());
            float[] vector = embedder.embed(List.of("isogloss"), Role.QUERY).vectors()[0];
            facts.put("vector of \"isogloss\" begins", vector[0] + ", " + vector[1] + ", " + vector[2]);
        }
        facts.put("notes", folder.notes());
        StringBuilder text = new StringBuilder();
        facts.forEach((name, value) -> text.append(String.format("%-28s %s%n", name, value)));
        return new Summary(text.toString().stripTrailing(), JsonMapper.shared().writeValueAsString(facts));
    }
}
