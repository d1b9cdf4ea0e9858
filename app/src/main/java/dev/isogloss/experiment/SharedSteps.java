package dev.isogloss.experiment;

import dev.isogloss.job.Folders;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;

/**
 * Run folders whose finished steps others may have: what was done under a key need not be done again under the same key. A step is
 * shared by links to its files, which are never written to again; where the file system has no links they are copied.
 *
 * @param folders asked in this order
 */
record SharedSteps(List<Path> folders, boolean isWanted) {
    /** Nothing is shared. */
    static final SharedSteps NONE = new SharedSteps(List.of(), false);

    SharedSteps {
        folders = List.copyOf(folders);
    }

    /**
     * Puts a step's outputs into a run folder, if one of the others has them all.
     *
     * @param outputs where they go, below {@code into}; nothing is there yet
     * @return what the run folder's record of the step should say
     */
    Optional<StepRunner.Done> take(String name, StepKey key, List<Path> outputs, Path into) throws IOException {
        for (Path folder : folders) {
            Path record = folder.resolve("steps").resolve(name + ".json");
            Optional<StepRunner.Done> done = StepRunner.Done.read(record);
            if (isSame(folder, into)
                    || done.isEmpty()
                    || !done.get().key().equals(key.value())
                    || !linked(folder, outputs, into)) {
                continue;
            }
            // Another process may have begun to do the step again meanwhile.
            if (done.equals(StepRunner.Done.read(record))) {
                String from = into.toAbsolutePath()
                        .normalize()
                        .relativize(folder.toAbsolutePath().normalize())
                        .toString();
                return Optional.of(new StepRunner.Done(key.value(), done.get().seconds(), from));
            }
            delete(outputs);
        }
        return Optional.empty();
    }

    private static boolean isSame(Path a, Path b) {
        return a.toAbsolutePath().normalize().equals(b.toAbsolutePath().normalize());
    }

    private static boolean linked(Path folder, List<Path> outputs, Path into) throws IOException {
        try {
            for (Path output : outputs) {
                Path source = folder.resolve(into.toAbsolutePath()
                        .relativize(output.toAbsolutePath())
                        .toString());
                if (!Files.exists(source)) {
                    delete(outputs);
                    return false;
                }
                Folders.link(source, output);
            }
            return true;
        } catch (NoSuchFileException e) {
            // A file that vanishes while it is linked belongs to a folder somebody is working in; the next may have it.
            delete(outputs);
            return false;
        }
    }

    private static void delete(List<Path> outputs) throws IOException {
        for (Path output : outputs) {
            Folders.delete(output);
        }
    }
}
