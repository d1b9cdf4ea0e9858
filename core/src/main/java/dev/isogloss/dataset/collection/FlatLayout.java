package dev.isogloss.dataset.collection;

import dev.isogloss.dataset.RowFile;
import dev.isogloss.format.PlainLayout;
import dev.isogloss.format.SplitPaths;
import dev.isogloss.format.TranslationGroups;
import dev.isogloss.io.BadInputException;
import dev.isogloss.io.CompressedFiles;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/**
 * Where the files of a plain or BEIR folder are: those of {@link PlainLayout}; or, as the hub keeps BEIR, {@code corpus} and {@code
 * queries} each a Parquet file or a folder of files of rows, and {@code qrels/SPLIT[-00000-of-00001].parquet} (or {@code .tsv}). What is
 * in pieces is read in the order of their names.
 *
 * @param groups what says which passages are translations of each other; empty where nothing does
 */
record FlatLayout(List<Path> corpus, SplitPaths<List<Path>> bySplit, List<Path> groups) {
    private static final Pattern QUERIES = Pattern.compile("queries(?:-([^./]+))?\\.parquet");
    private static final Pattern QRELS = Pattern.compile("(.+?)(?:-\\d+-of-\\d+)?\\.(?:parquet|jsonl)");

    FlatLayout {
        corpus = List.copyOf(corpus);
        groups = List.copyOf(groups);
    }

    /**
     * Looks around.
     *
     * @throws BadInputException when there are no passages, or two files claim one place
     */
    static FlatLayout find(Path folder) {
        if (!Files.isDirectory(folder) || PlainLayout.isThere(folder)) {
            return of(PlainLayout.find(folder));
        }
        List<Path> corpus = rows(folder, "corpus");
        if (corpus.isEmpty()) {
            throw new BadInputException(
                    "no corpus.jsonl (or corpus.jsonl.gz, corpus.parquet, or a folder corpus/ of them) in " + folder);
        }
        SortedMap<String, List<Path>> queries = new TreeMap<>();
        List<Path> all = rows(folder, "queries");
        if (!all.isEmpty()) {
            queries.put("", all);
        }
        for (Path file : children(folder)) {
            Matcher matcher = QUERIES.matcher(String.valueOf(file.getFileName()));
            if (matcher.matches() && matcher.group(1) != null) {
                queries.put(matcher.group(1), List.of(file));
            }
        }
        SortedMap<String, List<Path>> qrels = new TreeMap<>();
        PlainLayout.judgments(folder).forEach((split, file) -> qrels.put(split, List.of(file)));
        for (Path file : children(folder.resolve("qrels"))) {
            Matcher matcher = QRELS.matcher(CompressedFiles.plainName(file));
            if (matcher.matches() && Files.isRegularFile(file)) {
                qrels.computeIfAbsent(matcher.group(1), split -> new ArrayList<>())
                        .add(file);
            }
        }
        return new FlatLayout(corpus, new SplitPaths<>(queries, qrels), List.of());
    }

    private static FlatLayout of(PlainLayout plain) {
        return new FlatLayout(
                List.of(plain.corpus()),
                new SplitPaths<>(
                        each(plain.bySplit().queries()), each(plain.bySplit().qrels())),
                TranslationGroups.file(plain.folder()).stream().toList());
    }

    private static SortedMap<String, List<Path>> each(SortedMap<String, Path> files) {
        SortedMap<String, List<Path>> lists = new TreeMap<>();
        files.forEach((split, file) -> lists.put(split, List.of(file)));
        return lists;
    }

    /** {@code NAME.parquet}, or the files of rows in a folder {@code NAME}. */
    private static List<Path> rows(Path folder, String name) {
        Path single = folder.resolve(name + ".parquet");
        if (Files.isRegularFile(single)) {
            return List.of(single);
        }
        Path inner = folder.resolve(name);
        return Files.isDirectory(inner) ? RowFile.findAll(inner) : List.of();
    }

    private static List<Path> children(Path folder) {
        if (!Files.isDirectory(folder)) {
            return List.of();
        }
        try (Stream<Path> children = Files.list(folder)) {
            return children.sorted().toList();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Every file that is read. */
    List<Path> files() {
        List<Path> files = new ArrayList<>(corpus);
        bySplit.queries().values().forEach(files::addAll);
        bySplit.qrels().values().forEach(files::addAll);
        files.addAll(groups);
        return List.copyOf(files);
    }
}
