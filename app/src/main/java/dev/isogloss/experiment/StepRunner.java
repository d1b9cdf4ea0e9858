package dev.isogloss.experiment;

import dev.isogloss.io.AtomicFile;
import dev.isogloss.job.Folders;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
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

    StepRunner(Path folder) {
        this.folder = folder;
    }

    /** The work of a step. */
    interface Work {
        void run() throws IOException;
    }

    /** What {@code steps/NAME.json} holds. */
    record Done(String key, double seconds) {}

    /**
     * Does {@code work} unless it was done under the same key.
     *
     * @param outputs files and folders that belong to this step alone
     * @return the key, for the steps that depend on this one
     */
    StepKey run(String name, StepKey key, List<Path> outputs, Work work) throws IOException {
        Path done = folder.resolve(name + ".json");
        Path started = folder.resolve(name + ".started");
        if (Files.isRegularFile(done)
                && JSON.readValue(Files.readString(done), Done.class).key().equals(key.value())
                && outputs.stream().allMatch(Files::exists)) {
            LOG.info("{}: done before, skipped", name);
            return key;
        }
        boolean resumes =
                Files.isRegularFile(started) && Files.readString(started).equals(key.value());
        Files.deleteIfExists(done);
        if (!resumes) {
            // First, so that a kill in the middle of deleting leaves nothing that looks like a step to go on with.
            Files.deleteIfExists(started);
            for (Path output : outputs) {
                Folders.delete(output);
            }
        }
        AtomicFile.writeString(started, key.value());
        LOG.info("{}: {}", name, resumes ? "goes on where it was stopped" : "starts");
        long begin = System.nanoTime();
        work.run();
        double seconds = Math.round((System.nanoTime() - begin) / 1e7) / 100.0;
        AtomicFile.writeString(done, JSON.writeValueAsString(new Done(key.value(), seconds)));
        LOG.info("{}: {} s", name, seconds);
        return key;
    }
}
