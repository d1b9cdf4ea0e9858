package dev.isogloss.experiment;

import dev.isogloss.job.Folders;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/**
 * Run folders whose finished steps others may have, with the rounds and earlier trainings in them: what was done under a key need not be done again
 * under the same key. A step is shared by links to its files, which are never written to again; where the file system has no
 * links they are copied.
 *
 * @param folders asked in this order, each before the rounds in it
 */
record SharedSteps(List<Path> folders, boolean isWanted) {
    /** Nothing is shared. */
    static final SharedSteps NONE = new SharedSteps(List.of(), false);

    SharedSteps {
        folders = List.copyOf(folders);
    }

    /** The same, with one folder more that is asked first. */
    SharedSteps with(Path folder) {
        List<Path> all = new ArrayList<>(List.of(folder));
        all.addAll(folders);
        return new SharedSteps(all, true);
    }

    /**
     * Puts a step's outputs into a run folder, if one of the others has them all.
     *
     * @param outputs where they go, below {@code into}; nothing is there yet
     * @return what the run folder's record of the step should say
     */
    Optional<StepRunner.Done> take(String name, StepKey key, List<Path> outputs, Path into) throws IOException {
        for (Path folder : withThoseBelow()) {
            Optional<StepRunner.Done> done = done(folder, name, key, into);
            if (done.isEmpty() || !linked(folder, outputs, into)) {
                continue;
            }
            // Another process may have begun to do the step again meanwhile.
            if (done.equals(done(folder, name, key, into))) {
                return Optional.of(from(folder, done.get(), into));
            }
            delete(outputs);
        }
        return Optional.empty();
    }

    /** What {@link #take} would give, without taking it. */
    Optional<StepRunner.Done> find(String name, StepKey key, List<Path> outputs, Path into) throws IOException {
        for (Path folder : withThoseBelow()) {
            Optional<StepRunner.Done> done = done(folder, name, key, into);
            if (done.isPresent() && outputs.stream().allMatch(output -> Files.exists(source(folder, output, into)))) {
                return Optional.of(from(folder, done.get(), into));
            }
        }
        return Optional.empty();
    }

    /** A run folder as another names it. */
    static String named(Path folder, Path seenFrom) {
        return seenFrom.toAbsolutePath()
                .normalize()
                .relativize(folder.toAbsolutePath().normalize())
                .toString();
    }

    /** The folders, and those below them that are laid out alike. */
    private List<Path> withThoseBelow() throws IOException {
        List<Path> all = new ArrayList<>();
        for (Path folder : folders) {
            all.add(folder);
            for (String name : List.of("rounds", "also", "pre-fine-tuning")) {
                Path parent = folder.resolve(name);
                if (Files.isDirectory(parent)) {
                    try (Stream<Path> below = Files.list(parent)) {
                        below.filter(Files::isDirectory).sorted().forEach(all::add);
                    }
                }
            }
        }
        return all;
    }

    private static StepRunner.Done from(Path folder, StepRunner.Done done, Path into) {
        return new StepRunner.Done(done.key(), done.seconds(), named(folder, into));
    }

    /** The record of a folder that has done the step under this key. */
    private static Optional<StepRunner.Done> done(Path folder, String name, StepKey key, Path into) throws IOException {
        return isSame(folder, into)
                ? Optional.empty()
                : StepRunner.Done.read(folder.resolve("steps").resolve(name + ".json"))
                        .filter(done -> done.key().equals(key.value()));
    }

    private static boolean isSame(Path a, Path b) {
        return a.toAbsolutePath().normalize().equals(b.toAbsolutePath().normalize());
    }

    private static Path source(Path folder, Path output, Path into) {
        return folder.resolve(
                into.toAbsolutePath().relativize(output.toAbsolutePath()).toString());
    }

    private static boolean linked(Path folder, List<Path> outputs, Path into) throws IOException {
        try {
            for (Path output : outputs) {
                Path source = source(folder, output, into);
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
