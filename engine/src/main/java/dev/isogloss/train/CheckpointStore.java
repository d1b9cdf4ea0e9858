package dev.isogloss.train;

import dev.isogloss.checkpoint.SafeTensors;
import dev.isogloss.io.JsonFile;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;
import org.bytedeco.javacpp.PointerScope;
import org.bytedeco.pytorch.NoGradGuard;
import org.bytedeco.pytorch.Tensor;

/**
 * The folder {@code training/checkpoint/}: {@code step-00000120/{weights,first-moments,second-moments}.safetensors} and
 * {@code state.json}, written as {@code .writing} and then renamed, so a folder with a number is always whole; and
 * {@code best-00000100.safetensors}, the weights of the best validation. What the newest checkpoint no longer needs is deleted only
 * after it is there. One writer.
 */
final class CheckpointStore {
    private static final String STEP = "step-";
    private static final String BEST = "best-";

    private final Path folder;

    CheckpointStore(Path folder) {
        this.folder = folder;
    }

    /** The newest checkpoint of a training with this fingerprint; those of others are deleted. */
    Optional<TrainingState> newest(String fingerprint) throws IOException {
        delete(discarded());
        Optional<Path> newest = entries(STEP).stream().reduce((earlier, later) -> later);
        if (newest.isPresent()) {
            TrainingState state = JsonFile.read(newest.get().resolve("state.json"), TrainingState.class);
            if (state.fingerprint().equals(fingerprint)) {
                return Optional.of(state);
            }
        }
        clear();
        return Optional.empty();
    }

    /** Reads weights and moments into tensors that are there already. */
    void load(TrainingState state, Map<String, Tensor> weights, FusedAdamW optimiser) throws IOException {
        Path checkpoint = folder.resolve(stepName(state.step()));
        copyInto(checkpoint.resolve("weights.safetensors"), weights);
        copyInto(checkpoint.resolve("first-moments.safetensors"), named(weights, optimiser.firstMoments()));
        copyInto(checkpoint.resolve("second-moments.safetensors"), named(weights, optimiser.secondMoments()));
    }

    void save(TrainingState state, Map<String, Tensor> weights, FusedAdamW optimiser) throws IOException {
        Path writing = folder.resolve(".writing");
        delete(writing);
        Files.createDirectories(writing);
        SafeTensors.write(writing.resolve("weights.safetensors"), weights);
        SafeTensors.write(writing.resolve("first-moments.safetensors"), named(weights, optimiser.firstMoments()));
        SafeTensors.write(writing.resolve("second-moments.safetensors"), named(weights, optimiser.secondMoments()));
        JsonFile.write(writing.resolve("state.json"), state);
        Path target = folder.resolve(stepName(state.step()));
        delete(target);
        Files.move(writing, target, StandardCopyOption.ATOMIC_MOVE);
        for (Path old : entries(STEP)) {
            if (!old.equals(target)) {
                delete(old);
            }
        }
        for (Path old : entries(BEST)) {
            if (!old.equals(bestFile(state.bestStep()))) {
                delete(old);
            }
        }
    }

    /** Keeps the weights of a validation that was the best so far. */
    void saveBest(int step, Map<String, Tensor> weights) throws IOException {
        SafeTensors.write(bestFile(step), weights);
    }

    /** Reads the best weights into tensors that are there already. */
    void loadBest(int step, Map<String, Tensor> weights) throws IOException {
        copyInto(bestFile(step), weights);
    }

    /** Deletes everything, at one instant as far as a later run can see. */
    void clear() throws IOException {
        delete(discarded());
        if (Files.exists(folder)) {
            Files.move(folder, discarded(), StandardCopyOption.ATOMIC_MOVE);
            delete(discarded());
        }
    }

    private Path discarded() {
        return folder.resolveSibling(".discarded");
    }

    private static void copyInto(Path file, Map<String, Tensor> targets) throws IOException {
        try (SafeTensors saved = SafeTensors.open(file);
                PointerScope _ = new PointerScope();
                NoGradGuard _ = new NoGradGuard()) {
            for (var target : targets.entrySet()) {
                Tensor same = target.getValue().copy_(saved.view(target.getKey()));
                assert same.defined();
            }
        }
    }

    private static Map<String, Tensor> named(Map<String, Tensor> weights, List<Tensor> moments) {
        Map<String, Tensor> named = new LinkedHashMap<>();
        int i = 0;
        for (String name : weights.keySet()) {
            named.put(name, moments.get(i++));
        }
        return named;
    }

    private Path bestFile(int step) {
        return folder.resolve(String.format(Locale.ROOT, "%s%08d.safetensors", BEST, step));
    }

    private static String stepName(int step) {
        return String.format(Locale.ROOT, "%s%08d", STEP, step);
    }

    /** In ascending order of steps. */
    private List<Path> entries(String prefix) throws IOException {
        if (!Files.isDirectory(folder)) {
            return List.of();
        }
        try (Stream<Path> files = Files.list(folder)) {
            return files.filter(file -> file.getFileName().toString().startsWith(prefix))
                    .sorted()
                    .toList();
        }
    }

    private static void delete(Path path) throws IOException {
        if (!Files.exists(path)) {
            return;
        }
        List<Path> paths;
        try (Stream<Path> walk = Files.walk(path)) {
            paths = walk.sorted(Comparator.reverseOrder()).toList();
        }
        for (Path each : paths) {
            Files.delete(each);
        }
    }
}
