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
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/**
 * Where the files of a plain or BEIR folder of JSON lines are.
 *
 * @param bySplit queries and judgments; the empty split is {@code queries.jsonl} and {@code qrels.tsv}
 */
public record PlainLayout(Path folder, Path corpus, SplitPaths<Path> bySplit) {
    /** The split of files that name none. */
    public static final String WHOLE = SplitPaths.WHOLE;

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
        return new PlainLayout(folder, only, new SplitPaths<>(matching(folder, QUERIES), judgments(folder)));
    }

    /** Whether a folder has passages as JSON lines, without which there is no such layout. */
    public static boolean isThere(Path folder) {
        return !matching(folder, CORPUS).isEmpty();
    }

    /** The judgments of a folder: {@code qrels[-SPLIT].tsv} and {@code qrels/SPLIT.tsv}. */
    public static SortedMap<String, Path> judgments(Path folder) {
        SortedMap<String, Path> qrels = matching(folder, QRELS);
        matching(folder.resolve("qrels"), BEIR_QRELS).forEach((split, file) -> put(qrels, split, file));
        return qrels;
    }

    /** The splits; {@link #WHOLE} stands for files that name none. */
    public Set<String> splits() {
        return bySplit.splits();
    }

    /** Every file. */
    public List<Path> files() {
        List<Path> files = new ArrayList<>();
        files.add(corpus);
        files.addAll(bySplit.queries().values());
        files.addAll(bySplit.qrels().values());
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
