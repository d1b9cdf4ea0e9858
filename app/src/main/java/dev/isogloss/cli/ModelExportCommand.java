package dev.isogloss.cli;

import dev.isogloss.job.ExportJob;
import java.nio.file.Path;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** Writes a model in a form that other programs run. */
@Command(
        name = "export",
        mixinStandardHelpOptions = true,
        description = {
            "Writes a model for other programs: a sentence-transformers folder whose weights are an ONNX graph (onnx/model.onnx, with"
                    + " pooling and normalisation inside), or safetensors of another precision.",
            "The README.md of the folder says how to use it."
        },
        footer = {
            "",
            "Examples: isogloss model export --to onnx --model runs/sample/model --out sample-onnx",
            "          isogloss model export --to onnx --precision int8 --model runs/sample/model --out sample-int8",
            "          isogloss model export --to safetensors --precision bf16 --model runs/sample/model --out sample-bf16"
        })
final class ModelExportCommand implements Callable<Integer> {
    @Option(names = "--to", required = true, paramLabel = "onnx|safetensors", description = "the form of the weights")
    private String form = "";

    @Option(
            names = "--precision",
            defaultValue = "fp32",
            paramLabel = "P",
            description = "onnx: fp32 (default) | int8; safetensors: fp32 (default) | bf16 | fp16")
    private String precision = "fp32";

    @Option(names = "--model", required = true, paramLabel = "M", description = "a model folder or hub id")
    private String model = "";

    @Option(
            names = "--out",
            required = true,
            paramLabel = "FOLDER",
            description = "where the new model goes; must be empty or not there yet")
    private Path out = Path.of("");

    @Mixin
    private Console console = new Console();

    @Override
    public Integer call() throws Exception {
        ExportJob.Summary summary = ExportJob.run(model, form, precision, out, console.progress());
        console.result(summary.text(), summary.json());
        return 0;
    }
}
