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
     * Makes a folder with its parents unless it is there.
     *
     * @throws BadInputException when a file is in the way, or when it cannot be written to
     */
    static void make(Path folder) throws IOException {
        try {
            Path file = fileOnTheWay(folder.toAbsolutePath());
            if (file != null) {
                throw new BadInputException(
                        "cannot make the folder " + folder + ": " + file + " is a file; choose another name");
            }
            Files.createDirectories(folder);
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

    private static @Nullable Path fileOnTheWay(Path folder) {
        Path path = folder;
        while (path != null && !Files.exists(path)) {
            path = path.getParent();
        }
        return path == null || Files.isDirectory(path) ? null : path;
    }
}
