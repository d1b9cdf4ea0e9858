package dev.isogloss.experiment;

import com.fasterxml.jackson.annotation.JsonInclude;
import dev.isogloss.experiment.ForeseenStep.Fate;
import dev.isogloss.io.AtomicFile;
import dev.isogloss.job.Folders;
import dev.isogloss.tensor.ProcessMemory;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import tools.jackson.databind.ObjectMapper;
import tools.jackson.databind.json.JsonMapper;

/**
 * Runs the steps of an experiment once each. {@code steps/NAME.json} is written when a step ends and holds the key of everything
 * the step depends on; {@code steps/NAME.started} is written when it begins. The same key again: finished steps are skipped and a
 * killed one goes on where its own files allow. Another key: what the step wrote is deleted first.
 */
final class StepRunner {
    private static final Logger LOG = LoggerFactory.getLogger(StepRunner.class);
    private static final ObjectMapper JSON = JsonMapper.shared();

    private final Path folder;
    private final String prefix;
    private final SharedSteps shared;
    private final Foresight.@Nullable Steps foreseen;
    private final List<FinishedStep> finished;

    StepRunner(Path folder) {
        this(folder, SharedSteps.NONE);
    }

    /** A runner that takes a step from another run folder where it was done under the same key. */
    StepRunner(Path folder, SharedSteps shared) {
        this(folder, "", shared, null, new ArrayList<>());
    }

    /** A runner that does nothing but say what it would do. */
    StepRunner(Path folder, SharedSteps shared, Foresight.Steps foreseen) {
        this(folder, "", shared, foreseen, new ArrayList<>());
    }

    private StepRunner(
            Path folder,
            String prefix,
            SharedSteps shared,
            Foresight.@Nullable Steps foreseen,
            List<FinishedStep> finished) {
        this.folder = folder;
        this.prefix = prefix;
        this.shared = shared;
        this.foreseen = foreseen;
        this.finished = finished;
    }

    /** A runner for another folder of the same run, whose steps are told apart by a prefix. */
    StepRunner below(Path other, String otherPrefix) {
        return new StepRunner(other, otherPrefix, shared, foreseen, finished);
    }

    /** Whether steps are done, and not only foreseen. */
    boolean works() {
        return foreseen == null;
    }

    /** The work of a step. */
    interface Work {
        void run() throws IOException;
    }

    /**
     * What {@code steps/NAME.json} holds.
     *
     * @param from the run folder that the step was taken from, seen from this one; null for a step that was done here
     */
    @JsonInclude(JsonInclude.Include.NON_NULL)
    record Done(String key, double seconds, @Nullable String from) {
        static Optional<Done> read(Path file) throws IOException {
            return Files.isRegularFile(file)
                    ? Optional.of(JSON.readValue(Files.readString(file), Done.class))
                    : Optional.empty();
        }

        void write(Path file) throws IOException {
            AtomicFile.writeString(file, JSON.writeValueAsString(this));
        }

        private FinishedStep step(String name, boolean worked) {
            return new FinishedStep(name, seconds, worked, from != null);
        }
    }

    /** The steps so far, in the order in which they were asked for. */
    List<FinishedStep> finished() {
        return List.copyOf(finished);
    }

    /**
     * Does {@code work} unless it was done under the same key, here or in a folder that shares its steps.
     *
     * @param outputs files and folders that belong to this step alone, and that do not name the folder they lie in
     * @return the key, for the steps that depend on this one
     */
    StepKey run(String name, StepKey key, List<Path> outputs, Work work) throws IOException {
        return run(name, key, outputs, List.of(), shared, work);
    }

    /**
     * Does {@code work} likewise.
     *
     * @param scratch files and folders that a stopped step goes on with; they are gone when the step is done
     */
    StepKey run(String name, StepKey key, List<Path> outputs, List<Path> scratch, Work work) throws IOException {
        return run(name, key, outputs, scratch, shared, work);
    }

    /** Does {@code work} unless it was done here under the same key; its outputs name this folder, so no other can share them. */
    StepKey runHere(String name, StepKey key, List<Path> outputs, Work work) throws IOException {
        return run(name, key, outputs, List.of(), SharedSteps.NONE, work);
    }

    private StepKey run(String name, StepKey key, List<Path> outputs, List<Path> scratch, SharedSteps others, Work work)
            throws IOException {
        Path done = folder.resolve(name + ".json");
        Path started = folder.resolve(name + ".started");
        String shown = prefix + name;
        Optional<Done> before = Done.read(done);
        boolean isDone = before.isPresent()
                && before.get().key().equals(key.value())
                && outputs.stream().allMatch(Files::exists);
        boolean resumes =
                Files.isRegularFile(started) && Files.readString(started).equals(key.value());
        if (foreseen != null) {
            foresee(foreseen, name, key, outputs, others, isDone ? before : Optional.empty(), resumes);
            return key;
        }
        if (isDone) {
            LOG.info("{}: done before, skipped", shown);
            finished.add(before.get().step(shown, false));
            forget(started);
            clear(scratch);
            return key;
        }
        Files.deleteIfExists(done);
        if (!resumes) {
            // First, so that a kill in the middle of deleting leaves nothing that looks like a step to go on with.
            Files.deleteIfExists(started);
            for (Path output : outputs) {
                Folders.delete(output);
            }
            clear(scratch);
            Optional<Done> taken = others.take(name, key, outputs, folder.resolveSibling(""));
            if (taken.isPresent()) {
                taken.get().write(done);
                finished.add(taken.get().step(shown, false));
                LOG.info("{}: taken from {}", shown, taken.get().from());
                return key;
            }
        }
        AtomicFile.writeString(started, key.value());
        LOG.info("{}: {}", shown, resumes ? "goes on where it was stopped" : "starts");
        long begin = System.nanoTime();
        work.run();
        Done now = new Done(key.value(), Math.round((System.nanoTime() - begin) / 1e7) / 100.0, null);
        now.write(done);
        clear(scratch);
        finished.add(now.step(shown, true));
        forget(started);
        LOG.debug("gave freed memory back: {}", ProcessMemory.giveBack());
        LOG.info("{}: {} s", shown, now.seconds());
        return key;
    }

    private void foresee(
            Foresight.Steps steps,
            String name,
            StepKey key,
            List<Path> outputs,
            SharedSteps others,
            Optional<Done> before,
            boolean resumes)
            throws IOException {
        Path run = folder.resolveSibling("");
        Optional<Done> elsewhere = before.isPresent() || resumes ? before : others.find(name, key, outputs, run);
        if (before.isPresent()) {
            steps.add(
                    new ForeseenStep(prefix + name, Fate.DONE, "", before.get().seconds()));
        } else if (resumes) {
            steps.add(new ForeseenStep(prefix + name, Fate.GOES_ON, "", 0));
        } else if (elsewhere.isPresent()) {
            String from = String.valueOf(elsewhere.get().from());
            steps.add(new ForeseenStep(
                    prefix + name, Fate.SHARED, from, elsewhere.get().seconds()));
        } else {
            steps.add(prefix + name, name, key, run, others.isWanted());
        }
    }

    private static void clear(List<Path> scratch) throws IOException {
        for (Path file : scratch) {
            Folders.delete(file);
        }
    }

    /** What may have been linked from elsewhere must never be gone on with in place: others would see it change. */
    private void forget(Path started) throws IOException {
        if (shared.isWanted() && Files.deleteIfExists(started)) {
            LOG.debug("{} is not needed any more", started);
        }
    }
}
