package dev.isogloss.format;

import dev.isogloss.data.Language;
import dev.isogloss.io.BadInputException;
import dev.isogloss.io.CompressedFiles;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/**
 * Where the files of a MIRACL folder are.
 *
 * @param folder the folder that holds {@code miracl-corpus-v1.0-*} and {@code miracl-v1.0-*}
 * @param corpora the {@code docs-i} files of each language that has any, in the order of their numbers
 * @param topics split to topics file of each language
 * @param qrels split to judgments file of each language
 */
public record MiraclLayout(
        Path folder,
        SortedMap<Language, List<Path>> corpora,
        SortedMap<Language, SortedMap<String, Path>> topics,
        SortedMap<Language, SortedMap<String, Path>> qrels) {
    private static final Pattern CORPUS = Pattern.compile("miracl-corpus-v1\\.0-([a-z]{2,3})");
    private static final Pattern TOPICS = Pattern.compile("miracl-v1\\.0-([a-z]{2,3})");
    private static final Pattern SHARD = Pattern.compile("docs-(\\d{1,9})\\.jsonl" + CompressedFiles.ENDINGS);
    private static final Pattern SPLIT_FILE = Pattern.compile(
            "(topics|qrels)\\.miracl-v1\\.0-([a-z]{2,3})-([A-Za-z0-9_-]+)\\.tsv" + CompressedFiles.ENDINGS);

    /**
     * Looks around.
     *
     * @throws BadInputException when there is no such collection, or two files claim one place
     */
    public static MiraclLayout find(Path given) {
        if (!Files.isDirectory(given)) {
            throw new BadInputException("there is no folder " + given.toAbsolutePath());
        }
        MiraclLayout here = list(given);
        if (!here.isEmpty()) {
            return here;
        }
        List<MiraclLayout> below = children(given).stream()
                .filter(Files::isDirectory)
                .map(MiraclLayout::list)
                .filter(layout -> !layout.isEmpty())
                .toList();
        if (below.size() == 1) {
            return below.getFirst();
        }
        throw new BadInputException(
                below.isEmpty()
                        ? "no MIRACL collection in " + given
                                + ": expected folders miracl-corpus-v1.0-LANG (docs-0.jsonl.gz"
                                + " and so on) and miracl-v1.0-LANG (topics and qrels)"
                        : "several MIRACL collections in " + given + "; choose one of "
                                + below.stream().map(MiraclLayout::folder).toList());
    }

    /** Whether the layout has names for a language's files: those of two or three letters. */
    public static boolean isNamed(Language language) {
        return TOPICS.matcher("miracl-v1.0-" + language.code()).matches();
    }

    /** Whether there is nothing of MIRACL here. */
    private boolean isEmpty() {
        return corpora.isEmpty() && topics.isEmpty();
    }

    private static MiraclLayout list(Path folder) {
        MiraclLayout layout = new MiraclLayout(folder, new TreeMap<>(), new TreeMap<>(), new TreeMap<>());
        for (Path child : children(folder)) {
            String name = child.getFileName().toString();
            Matcher corpus = CORPUS.matcher(name);
            if (corpus.matches()) {
                layout.corpora.put(new Language(corpus.group(1)), shards(child));
            } else if (TOPICS.matcher(name).matches()) {
                children(child.resolve("topics")).forEach(layout::addSplitFile);
                children(child.resolve("qrels")).forEach(layout::addSplitFile);
            } else {
                layout.addSplitFile(child); // all topics and judgments in one folder, as people pass them on
            }
        }
        return layout;
    }

    private void addSplitFile(Path file) {
        Matcher matcher = SPLIT_FILE.matcher(file.getFileName().toString());
        if (matcher.matches()) {
            var kind = matcher.group(1).equals("topics") ? topics : qrels;
            Path earlier = kind.computeIfAbsent(new Language(matcher.group(2)), language -> new TreeMap<>())
                    .putIfAbsent(matcher.group(3), file);
            if (earlier != null) {
                throw new BadInputException("both " + earlier + " and " + file + " are there; keep one of them");
            }
        }
    }

    private static List<Path> shards(Path corpus) {
        SortedMap<Integer, Path> shards = new TreeMap<>();
        for (Path file : children(corpus)) {
            Matcher shard = SHARD.matcher(file.getFileName().toString());
            if (shard.matches()) {
                Path earlier = shards.putIfAbsent(Integer.parseInt(shard.group(1)), file);
                if (earlier != null) {
                    throw new BadInputException("both " + earlier + " and " + file + " are there; keep one of them");
                }
            }
        }
        if (shards.isEmpty()) {
            throw new BadInputException("no docs-0.jsonl.gz in " + corpus + "; is the download complete?");
        }
        int last = shards.lastKey();
        if (shards.size() != last + 1) {
            int missing = 0;
            while (shards.containsKey(missing)) {
                missing++;
            }
            throw new BadInputException(
                    corpus + " has docs-" + last + " but not docs-" + missing + "; is the download complete?");
        }
        return List.copyOf(shards.values());
    }

    private static List<Path> children(Path folder) {
        if (!Files.isDirectory(folder)) {
            return List.of();
        }
        try (Stream<Path> children = Files.list(folder)) {
            List<Path> sorted = new ArrayList<>(children.toList());
            Collections.sort(sorted);
            return sorted;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** The files of some languages: passages, topics, judgments. */
    public List<Path> files(List<Language> languages) {
        List<Path> files = new ArrayList<>();
        for (Language language : languages) {
            files.addAll(corpora.getOrDefault(language, List.of()));
            for (Map<String, Path> splits : List.of(splits(topics, language), splits(qrels, language))) {
                files.addAll(splits.values());
            }
        }
        return List.copyOf(files);
    }

    /** Split to file of one language. */
    public static SortedMap<String, Path> splits(SortedMap<Language, SortedMap<String, Path>> kind, Language language) {
        return kind.getOrDefault(language, Collections.emptySortedMap());
    }
}
