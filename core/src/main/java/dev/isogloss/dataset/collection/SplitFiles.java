package dev.isogloss.dataset.collection;

import dev.isogloss.format.PlainLayout;
import dev.isogloss.io.BadInputException;
import dev.isogloss.io.CompressedFiles;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/** Finds the files of a folder by name, one for each split. */
final class SplitFiles {
    private SplitFiles() {}

    /**
     * Split to file. A file whose name has no split is that of all, and counts only where none has one.
     *
     * @param name matched by names without the ending of their compression; its first group is the split
     */
    static SortedMap<String, Path> find(Path folder, Pattern name) {
        SortedMap<String, Path> found = new TreeMap<>();
        try (Stream<Path> children = Files.list(folder)) {
            children.filter(Files::isRegularFile).sorted().forEach(file -> {
                Matcher matcher = name.matcher(CompressedFiles.plainName(file));
                if (matcher.matches()) {
                    String split = matcher.group(1) == null ? PlainLayout.WHOLE : matcher.group(1);
                    Path earlier = found.putIfAbsent(split, file);
                    if (earlier != null) {
                        throw new BadInputException(
                                "both " + earlier + " and " + file + " are there; keep one of them");
                    }
                }
            });
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        if (found.size() > 1) {
            found.remove(PlainLayout.WHOLE);
        }
        return found;
    }

    /** The ending of a split's file: empty for all, else with its name. */
    static String ending(String split) {
        return split.equals(PlainLayout.WHOLE) ? "" : "." + split;
    }
}
