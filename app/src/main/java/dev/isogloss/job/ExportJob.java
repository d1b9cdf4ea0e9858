package dev.isogloss.job;

import dev.isogloss.checkpoint.ElementType;
import dev.isogloss.checkpoint.ModelFolder;
import dev.isogloss.checkpoint.ModelFolderWriter;
import dev.isogloss.encoder.EmbedderSettings;
import dev.isogloss.encoder.TransformerEmbedder;
import dev.isogloss.export.OnnxExport;
import dev.isogloss.export.OnnxPrecision;
import dev.isogloss.io.BadInputException;
import dev.isogloss.io.Progress;
import dev.isogloss.tensor.Device;
import dev.isogloss.tensor.Precision;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.stream.Stream;
import tools.jackson.databind.json.JsonMapper;

/** Writes a model in a form that other programs run. */
public final class ExportJob {
    private ExportJob() {}

    /** The facts as text for a person and as JSON for a program. */
    public record Summary(String text, String json) {}

    private sealed interface Form {}

    private record Onnx(OnnxPrecision precision) implements Form {}

    private record SafeTensors(ElementType type) implements Form {}

    /**
     * Writes a folder.
     *
     * @param form {@code onnx} or {@code safetensors}
     * @param precision {@code fp32}, {@code int8}, {@code bf16} or {@code fp16}, as the form has it
     * @param out a folder that is not there yet, or is empty
     */
    public static Summary run(String model, String form, String precision, Path out, Progress progress)
            throws IOException {
        Form chosen = form(form, precision);
        Folders.requireFree(out);
        NamedModel.fetch(model, progress);
        ModelFolder source = ModelFolder.open(model);
        Map<String, Object> facts = new LinkedHashMap<>();
        facts.put("model", source.path().toString());
        facts.put("folder", out.toString());
        facts.put("form", form);
        facts.put("precision", precision);
        try (Progress.Task task = progress.start("export", 1, "models")) {
            switch (chosen) {
                case Onnx onnx -> OnnxExport.write(out, source, onnx.precision());
                case SafeTensors safeTensors -> ModelFolderWriter.writeIn(out, source, safeTensors.type());
            }
            task.advance(1);
        }
        facts.put("bytes of weights", bytes(source.weightFiles()));
        facts.put("bytes written", bytes(out));
        if (chosen instanceof SafeTensors) {
            facts.putAll(agreement(source, ModelFolder.open(out), progress));
        }
        StringBuilder text = new StringBuilder();
        facts.forEach((name, value) -> text.append(String.format(Locale.ROOT, "%-28s %s%n", name, value)));
        return new Summary(text.toString().stripTrailing(), JsonMapper.shared().writeValueAsString(facts));
    }

    private static Form form(String form, String precision) {
        return switch (form) {
            case "onnx" -> new Onnx(OnnxPrecision.parse(precision));
            case "safetensors" ->
                new SafeTensors(
                        switch (precision) {
                            case "fp32" -> ElementType.F32;
                            case "bf16" -> ElementType.BF16;
                            case "fp16" -> ElementType.F16;
                            default ->
                                throw new BadInputException(
                                        "--precision of safetensors must be fp32, bf16 or fp16 (got: " + precision
                                                + ")");
                        });
            default -> throw new BadInputException("--to must be onnx or safetensors (got: " + form + ")");
        };
    }

    private static long bytes(List<Path> files) throws IOException {
        long sum = 0;
        for (Path file : files) {
            sum += Files.size(file);
        }
        return sum;
    }

    /** Of what holds weights in a folder that was just written. */
    private static long bytes(Path folder) throws IOException {
        try (Stream<Path> below = Files.walk(folder)) {
            return bytes(below.filter(file ->
                            String.valueOf(file.getFileName()).startsWith("model.") && Files.isRegularFile(file))
                    .toList());
        }
    }

    /** What rounding the weights did to vectors, both computed in 32-bit floats. */
    private static Map<String, Object> agreement(ModelFolder source, ModelFolder written, Progress progress) {
        EmbedderSettings settings = EmbedderSettings.of(Precision.FP32, Device.CPU);
        List<ProbeText> probes = ProbeText.own();
        try (Progress.Task task = progress.start("compare", 1, "models");
                TransformerEmbedder before = TransformerEmbedder.open(source, settings);
                TransformerEmbedder after = TransformerEmbedder.open(written, settings)) {
            VectorAgreement agreement = VectorAgreement.of(probes, before, after);
            task.advance(1);
            Map<String, Object> facts = new LinkedHashMap<>();
            facts.put("texts compared", agreement.compared());
            facts.put("mean cosine", agreement.mean());
            facts.put("worst cosine", agreement.worst());
            return facts;
        }
    }
}
