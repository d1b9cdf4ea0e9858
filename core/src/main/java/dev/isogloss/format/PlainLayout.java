package dev.isogloss.format;

import dev.isogloss.io.BadInputException;
import dev.isogloss.io.CompressedFiles;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/**
 * Where the files of a plain or BEIR folder are.
 *
 * @param queries split to queries; the empty split is {@code queries.jsonl}, which serves every split
 * @param qrels split to judgments; the empty split is {@code qrels.tsv}
 */
public record PlainLayout(Path folder, Path corpus, SortedMap<String, Path> queries, SortedMap<String, Path> qrels) {
    /** The split of files that name none. */
    public static final String WHOLE = "all";

    private static final Pattern CORPUS = Pattern.compile("corpus\\.jsonl" + CompressedFiles.ENDINGS);
    private static final Pattern QUERIES = Pattern.compile("queries(?:-([^./]+))?\\.jsonl" + CompressedFiles.ENDINGS);
    private static final Pattern QRELS = Pattern.compile("qrels(?:-([^./]+))?\\.tsv" + CompressedFiles.ENDINGS);
    private static final Pattern BEIR_QRELS = Pattern.compile("([^./]+)\\.tsv" + CompressedFiles.ENDINGS);

    /**
     * Looks around.
     *
     * @throws BadInputException when there is no such collection, or two files claim one place
     */
    public static PlainLayout find(Path folder) {
        if (!Files.isDirectory(folder)) {
            throw new BadInputException("there is no folder " + folder.toAbsolutePath());
        }
        SortedMap<String, Path> corpus = matching(folder, CORPUS);
        Path only = corpus.get("");
        if (only == null) {
            throw new BadInputException(
                    "no corpus.jsonl in " + folder + " (corpus.jsonl.gz and corpus.jsonl.zst will do too)");
        }
        SortedMap<String, Path> qrels = matching(folder, QRELS);
        matching(folder.resolve("qrels"), BEIR_QRELS).forEach((split, file) -> put(qrels, split, file));
        return new PlainLayout(folder, only, matching(folder, QUERIES), qrels);
    }

    /** The splits; {@link #WHOLE} stands for files that name none. */
    public Set<String> splits() {
        Set<String> splits = new TreeSet<>();
        queries.keySet().stream().filter(split -> !split.isEmpty()).forEach(splits::add);
        if (queries.containsKey("")) {
            qrels.keySet().stream().filter(split -> !split.isEmpty()).forEach(splits::add);
            if (splits.isEmpty() || qrels.containsKey("")) {
                splits.add(WHOLE);
            }
        }
        return splits;
    }

    /** The queries of a split, which may be in the file of all splits. */
    public Optional<Path> queriesOf(String split) {
        return Optional.ofNullable(queries.getOrDefault(split, queries.get("")));
    }

    /** The judgments of a split, which may be in the file of all splits. */
    public Optional<Path> qrelsOf(String split) {
        return Optional.ofNullable(qrels.getOrDefault(split, qrels.get("")));
    }

    /** Whether a split is named by its judgments only, so that its queries are those that have judgments in it. */
    public boolean isCutByJudgments(String split) {
        return !queries.containsKey(split) && qrels.containsKey(split);
    }

    /** Every file. */
    public List<Path> files() {
        List<Path> files = new ArrayList<>();
        files.add(corpus);
        files.addAll(queries.values());
        files.addAll(qrels.values());
        TranslationGroups.file(folder).ifPresent(files::add);
        return List.copyOf(files);
    }

    private static SortedMap<String, Path> matching(Path folder, Pattern pattern) {
        SortedMap<String, Path> found = new TreeMap<>();
        if (!Files.isDirectory(folder)) {
            return found;
        }
        try (Stream<Path> children = Files.list(folder)) {
            List<Path> sorted = new ArrayList<>(children.toList());
            Collections.sort(sorted);
            for (Path file : sorted) {
                Matcher matcher = pattern.matcher(file.getFileName().toString());
                if (matcher.matches() && Files.isRegularFile(file)) {
                    // the pattern of the corpus has one group, its extension; the others begin with the split
                    String split = pattern.equals(CORPUS) ? null : matcher.group(1);
                    put(found, split == null ? "" : split, file);
                }
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return found;
    }

    private static void put(SortedMap<String, Path> found, String split, Path file) {
        Path earlier = found.putIfAbsent(split, file);
        if (earlier != null) {
            throw new BadInputException("both " + earlier + " and " + file + " are there; keep one of them");
        }
    }
}
