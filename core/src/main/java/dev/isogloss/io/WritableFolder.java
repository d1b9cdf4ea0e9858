package dev.isogloss.io;

import java.io.IOException;
import java.nio.file.AccessDeniedException;
import java.nio.file.FileSystemException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.ReadOnlyFileSystemException;
import org.jspecify.annotations.Nullable;

/** Makes folders, and turns what the file system has against it into words. */
final class WritableFolder {
    private WritableFolder() {}

    /**
     * Makes a folder with its parents unless it is there. The names of those that were made are on the disk when this returns.
     *
     * @throws BadInputException when a file is in the way, or when it cannot be written to
     */
    static void make(Path folder) throws IOException {
        try {
            Path absolute = folder.toAbsolutePath();
            Path there = firstThere(absolute);
            if (there != null && !Files.isDirectory(there)) {
                throw new BadInputException(
                        "cannot make the folder " + folder + ": " + there + " is a file; choose another name");
            }
            Files.createDirectories(folder);
            for (Path made = absolute; made != null && !made.equals(there); made = made.getParent()) {
                AtomicFile.syncParent(made);
            }
            if (!Files.isWritable(folder)) {
                throw refused(folder, null);
            }
        } catch (AccessDeniedException | ReadOnlyFileSystemException e) {
            throw refused(folder, e);
        } catch (FileSystemException e) {
            if (isReadOnly(e)) {
                throw refused(folder, e);
            }
            throw e;
        }
    }

    static BadInputException refused(Path path, @Nullable Exception cause) {
        return new BadInputException(
                "cannot write " + path + ": permission denied, or a read-only disk; choose a folder you may write to",
                cause);
    }

    static boolean isReadOnly(FileSystemException e) {
        return String.valueOf(e.getReason()).contains("Read-only");
    }

    /** The folder itself or the nearest above it that exists. */
    private static @Nullable Path firstThere(Path folder) {
        Path path = folder;
        while (path != null && !Files.exists(path)) {
            path = path.getParent();
        }
        return path;
    }
}
