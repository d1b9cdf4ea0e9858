package dev.isogloss.hub;

import dev.isogloss.io.AtomicFile;
import dev.isogloss.io.BadInputException;
import java.io.IOException;
import java.nio.file.FileSystemException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.SortedMap;

/** A folder of a person's own that shows files of the cache under the names their format wants. */
public final class DatasetFolder {
    private DatasetFolder() {}

    /**
     * Links every file, or copies it; files that are there already and are the same stay.
     *
     * @param layout path in the folder to the file in the cache
     * @throws BadInputException when something else is in the way; nothing has been changed then
     */
    public static void lay(Path folder, SortedMap<String, Path> layout, boolean copy) throws IOException {
        for (Map.Entry<String, Path> entry : layout.entrySet()) {
            Path target = folder.resolve(entry.getKey());
            if (!target.normalize().startsWith(folder.normalize())) {
                throw new BadInputException(entry.getKey() + " would lie outside of " + folder);
            }
            if (Files.exists(target) && !isSame(target, entry.getValue())) {
                throw new BadInputException(
                        target + " is there already and is another file; name another folder, or delete it");
            }
        }
        for (Map.Entry<String, Path> entry : layout.entrySet()) {
            Path target = folder.resolve(entry.getKey());
            if (!Files.exists(target)) {
                AtomicFile.requireWritable(target);
                boolean dangling = Files.deleteIfExists(target);
                assert !dangling || Files.notExists(target);
                place(target, entry.getValue().toRealPath(), copy);
            }
        }
    }

    private static boolean isSame(Path target, Path file) throws IOException {
        return Files.isSameFile(target, file) || Files.isRegularFile(target) && Files.mismatch(target, file) < 0;
    }

    private static void place(Path target, Path file, boolean copy) throws IOException {
        if (!copy) {
            try {
                Path linked = Files.createSymbolicLink(target, file);
                assert Files.exists(linked);
                return;
            } catch (UnsupportedOperationException | FileSystemException e) {
                AtomicFile.requireWritable(target); // no links here: a copy does as well
            }
        }
        AtomicFile.write(target, out -> {
            long copied = Files.copy(file, out);
            assert copied == Files.size(file);
        });
    }
}
