package dev.isogloss.job;

import dev.isogloss.io.AtomicFile;
import dev.isogloss.io.BadInputException;
import java.io.IOException;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.FileSystemException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.stream.Stream;

/** Deleting what a changed input made worthless, and linking what another place can use too. */
public final class Folders {
    private Folders() {}

    /** Deletes a file or a folder with everything in it; nothing happens where there is none. */
    public static void delete(Path path) throws IOException {
        if (!Files.exists(path)) {
            return;
        }
        try (Stream<Path> below = Files.walk(path)) {
            for (Path file : below.sorted(Comparator.reverseOrder()).toList()) {
                Files.delete(file);
            }
        }
    }

    /** Deletes what is in a folder, and leaves the folder itself. */
    static void empty(Path folder) throws IOException {
        try (Stream<Path> there = Files.list(folder)) {
            for (Path one : there.toList()) {
                delete(one);
            }
        }
    }

    /**
     * Puts a file, or a folder with everything in it, in another place, by links where the file system has them and by copies
     * elsewhere. Locks and what a killed run left half written stay behind.
     *
     * @param to where nothing is yet
     */
    public static void link(Path from, Path to) throws IOException {
        try (Stream<Path> below = Files.walk(from)) {
            for (Path source : below.sorted().toList()) {
                Path target = to.resolve(from.relativize(source).toString());
                if (Files.isDirectory(source)) {
                    Path made = Files.createDirectories(target);
                    assert Files.isDirectory(made);
                } else if (!source.endsWith(".lock") && !AtomicFile.isPartial(source)) {
                    linkFile(source, target);
                }
            }
        }
    }

    private static void linkFile(Path source, Path target) throws IOException {
        Path parent = target.toAbsolutePath().getParent();
        if (parent != null) {
            Path made = Files.createDirectories(parent);
            assert Files.isDirectory(made);
        }
        try {
            Path linked = Files.createLink(target, source);
            assert Files.exists(linked);
        } catch (NoSuchFileException | FileAlreadyExistsException e) {
            throw e;
        } catch (UnsupportedOperationException | FileSystemException e) {
            Path copied = Files.copy(source, target);
            assert Files.exists(copied);
        }
    }

    /** Refuses an {@code --out} that is replaced as a whole while something lies there that would be lost. */
    public static void requireFree(Path out) throws IOException {
        if (!Files.exists(out)) {
            AtomicFile.requireWritable(out);
            return;
        }
        if (!Files.isDirectory(out)) {
            throw new BadInputException("--out must name a folder, and " + out + " is a file");
        }
        try (Stream<Path> there = Files.list(out)) {
            if (there.findAny().isPresent()) {
                throw new BadInputException(
                        "the folder " + out + " holds files already; name another one with --out, or delete it");
            }
        }
    }
}
