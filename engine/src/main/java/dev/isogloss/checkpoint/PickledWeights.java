package dev.isogloss.checkpoint;

import java.nio.file.Files;
import java.nio.file.Path;

/** Weights that are there but never read. */
final class PickledWeights {
    private PickledWeights() {}

    /** What to say where safetensors are missing; empty unless pickled weights are there. */
    static String hint(Path folder) {
        return Files.exists(folder.resolve("pytorch_model.bin"))
                ? "; pickled weights (pytorch_model.bin) are never read, because they can run code: save the model as"
                        + " safetensors"
                : "";
    }
}
