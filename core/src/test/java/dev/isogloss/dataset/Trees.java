package dev.isogloss.dataset;

import dev.isogloss.dataset.convert.Conversion;
import dev.isogloss.dataset.convert.Formats;
import dev.isogloss.dataset.convert.Languages;
import dev.isogloss.dataset.convert.RunNegatives;
import dev.isogloss.dataset.convert.Subset;
import dev.isogloss.io.CompressedFiles;
import dev.isogloss.io.Progress;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.List;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.stream.Stream;

/** What tests on data sets share: conversions by words, and files compared by name and content. */
final class Trees {
    private Trees() {}

    static Conversion.Outcome convert(Path input, String from, String to, Path out) throws IOException {
        return convert(input, Formats.named(from), Formats.named(to), out, BadRows.fail());
    }

    static Conversion.Outcome convert(Path input, DatasetFormat from, DatasetFormat to, Path out, BadRows badRows)
            throws IOException {
        return convert(input, from, to, out, new Languages(null, Set.of()), badRows);
    }

    static Conversion.Outcome convert(
            Path input, DatasetFormat from, DatasetFormat to, Path out, Languages languages, BadRows badRows)
            throws IOException {
        return new Conversion(input, from, to, out, null, RunNegatives.NONE, Set.of(), languages, Subset.ALL, badRows)
                .run(Progress.SILENT);
    }

    /** Relative name to decompressed content of a file or of every file below a folder. */
    static SortedMap<String, String> of(Path path) throws IOException {
        SortedMap<String, String> tree = new TreeMap<>();
        try (Stream<Path> below = Files.walk(path)) {
            for (Path file : below.filter(Files::isRegularFile).toList()) {
                tree.put(path.relativize(file).toString(), text(file));
            }
        }
        return tree;
    }

    static String text(Path file) throws IOException {
        try (InputStream in = CompressedFiles.open(file)) {
            return new String(in.readAllBytes(), StandardCharsets.UTF_8);
        }
    }

    static void delete(Path folder) {
        try (Stream<Path> below = Files.walk(folder)) {
            List<Path> all = below.sorted(Comparator.reverseOrder()).toList();
            for (Path path : all) {
                Files.delete(path);
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
