package dev.isogloss.dataset.collection;

import dev.isogloss.format.PlainLayout;
import dev.isogloss.io.BadInputException;
import dev.isogloss.io.CompressedFiles;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Set;
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
        SortedMap<String, Path> whole = new TreeMap<>();
        try (Stream<Path> children = Files.list(folder)) {
            children.filter(Files::isRegularFile).sorted().forEach(file -> {
                Matcher matcher = name.matcher(CompressedFiles.plainName(file));
                if (matcher.matches()) {
                    Path earlier = matcher.group(1) == null
                            ? whole.putIfAbsent(PlainLayout.WHOLE, file)
                            : found.putIfAbsent(matcher.group(1), file);
                    if (earlier != null) {
                        throw new BadInputException(
                                "both " + earlier + " and " + file + " are there; keep one of them");
                    }
                }
            });
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return found.isEmpty() ? whole : found;
    }

    /** The ending of a split's file: empty for all that there is, else with its name. */
    static String ending(String split, Set<String> splits) {
        return split.equals(PlainLayout.WHOLE) && splits.size() == 1 ? "" : "." + split;
    }
}
