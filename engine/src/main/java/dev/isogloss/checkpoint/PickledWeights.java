package dev.isogloss.checkpoint;

import java.nio.file.Files;
import java.nio.file.Path;

/** Weights that are there but never read. */
final class PickledWeights {
    private PickledWeights() {}

    /** What to say where safetensors are missing; empty unless weights of another form are there. */
    static String hint(Path folder) {
        if (Files.exists(folder.resolve("pytorch_model.bin"))) {
            return "; pickled weights (pytorch_model.bin) are never read, because they can run code: save the model as"
                    + " safetensors";
        }
        return Files.exists(folder.resolve("onnx"))
                ? "; ONNX graphs (onnx/model.onnx) are for other programs: give the folder that the graph was made from"
                : "";
    }
}
