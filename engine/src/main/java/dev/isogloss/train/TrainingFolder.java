package dev.isogloss.train;

import dev.isogloss.io.FolderLock;
import dev.isogloss.io.JsonFile;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;

/**
 * What a training leaves in its run folder: {@code training/log.jsonl}, {@code training/checkpoint/} while it runs, {@code model/},
 * and {@code training/complete.json}, written when {@code model/} is.
 */
record TrainingFolder(Path runFolder) {
    /** The training proper; writes {@code model/} and gives back where it ended. */
    interface Body {
        TrainingState train(CheckpointStore checkpoints, Path log) throws IOException;
    }

    /** The result of the complete training of this fingerprint, or of running it now. One process at a time. */
    TrainResult once(String fingerprint, Body body) throws IOException {
        Path training = runFolder.resolve("training");
        try (FolderLock _ = FolderLock.acquire(training)) {
            Path complete = training.resolve("complete.json");
            Optional<TrainResult> done = completed(complete, fingerprint);
            if (done.isPresent()) {
                return done.get();
            }
            boolean existed = Files.deleteIfExists(complete);
            assert !existed || !Files.exists(complete);
            CheckpointStore checkpoints = new CheckpointStore(training.resolve("checkpoint"));
            TrainingState end = body.train(checkpoints, training.resolve("log.jsonl"));
            JsonFile.write(complete, end);
            checkpoints.clear();
            return result(end);
        }
    }

    private Optional<TrainResult> completed(Path complete, String fingerprint) throws IOException {
        if (!Files.exists(complete) || !Files.exists(runFolder.resolve("model"))) {
            return Optional.empty();
        }
        TrainingState state = JsonFile.read(complete, TrainingState.class);
        return state.fingerprint().equals(fingerprint) ? Optional.of(result(state)) : Optional.empty();
    }

    private static TrainResult result(TrainingState state) {
        return new TrainResult(
                state.step(),
                state.bestStep(),
                Optional.ofNullable(state.untouched()),
                Optional.ofNullable(state.best()));
    }
}
