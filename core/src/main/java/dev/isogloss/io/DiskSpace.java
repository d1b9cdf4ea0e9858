package dev.isogloss.io;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/** Says before a long step starts that its result will not fit on the disk. */
public final class DiskSpace {
    private DiskSpace() {}

    /**
     * Requires room for {@code bytes} where {@code folder} is or will be made.
     *
     * @param what what needs the room, for example {@code the vectors}
     * @throws BadInputException when less is free
     */
    public static void require(Path folder, long bytes, String what) throws IOException {
        Path existing = nearestExisting(folder.toAbsolutePath());
        if (existing == null) {
            throw new BadInputException("there is no folder above " + folder);
        }
        long free = Files.getFileStore(existing).getUsableSpace();
        if (free < bytes) {
            throw new BadInputException(what + " may need " + size(bytes) + " in " + folder + ", but only " + size(free)
                    + " are free there; free some or choose a folder on another disk");
        }
    }

    /** Whether a write failed because the disk, or what one may use of it, is full. */
    public static boolean ranOut(IOException failure) {
        String message = String.valueOf(failure.getMessage());
        return message.contains("No space left on device") || message.contains("Disk quota exceeded");
    }

    private static @Nullable Path nearestExisting(Path folder) {
        Path path = folder;
        while (path != null && !Files.exists(path)) {
            path = path.getParent();
        }
        return path;
    }

    private static String size(long bytes) {
        return bytes < 1_000_000
                ? bytes + " bytes"
                : bytes < 1_000_000_000
                        ? String.format(Locale.ROOT, "%.1f MB", bytes / 1e6)
                        : String.format(Locale.ROOT, "%.1f GB", bytes / 1e9);
    }
}
