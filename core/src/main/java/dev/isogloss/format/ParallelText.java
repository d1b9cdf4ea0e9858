package dev.isogloss.format;

import dev.isogloss.data.Key;
import dev.isogloss.data.Language;
import dev.isogloss.data.Passage;
import dev.isogloss.data.Query;
import dev.isogloss.data.TextFingerprint;
import dev.isogloss.io.BadInputException;
import dev.isogloss.io.JsonLine;
import dev.isogloss.io.Origin;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/**
 * Sentences that are translations of each other, read to learn from: every sentence is a query, and its answers are all sentences
 * of its group. A folder has one of two layouts, each file also {@code .gz} or {@code .zst}:
 *
 * <ul>
 *   <li>{@code sentences.jsonl}: {@code {"_id": "ntrex-ar-0", "lang": "ar", "text": "...", "group": 0}}; without {@code _id} the
 *       number of the line is the id;
 *   <li>{@code LANG.tsv}, one or more: a sentence in that language, a tab, its translation into the one language that all files
 *       share (the pivot). Lines with the same translation are one group, also across files.
 * </ul>
 */
public final class ParallelText {
    private static final Pattern SENTENCES = Pattern.compile("sentences\\.jsonl(\\.gz|\\.zst)?");
    private static final Pattern TABLE = Pattern.compile("([a-z]{2,3}(?:-[a-z0-9]{2,8})*)\\.tsv(\\.gz|\\.zst)?");

    private final Path folder;
    private final Language pivot;
    private final List<Query> queries = new ArrayList<>();
    private final Map<Key, Passage> passages = new HashMap<>();
    private final Map<String, Set<Key>> groups = new HashMap<>();
    private final Map<Key, Set<Key>> known = new HashMap<>();

    private ParallelText(Path folder, Language pivot) {
        this.folder = folder;
        this.pivot = pivot;
    }

    /**
     * The files of a folder of parallel text, in the order of their names.
     *
     * @throws BadInputException when there are none
     */
    public static List<Path> files(Path folder) {
        List<Path> sentences = matching(folder, SENTENCES);
        List<Path> files = sentences.isEmpty() ? matching(folder, TABLE) : sentences;
        if (files.isEmpty()) {
            throw new BadInputException("no parallel text in " + folder.toAbsolutePath()
                    + "; it needs sentences.jsonl {lang, text, group}, or files LANG.tsv: sentence, tab, translation");
        }
        if (!sentences.isEmpty() && sentences.size() > 1) {
            throw new BadInputException("several files of sentences in " + folder + ", keep one: " + sentences);
        }
        return files;
    }

    /**
     * Reads everything.
     *
     * @param pivot the language of the translations in files {@code LANG.tsv}
     * @throws BadInputException at a line that cannot be read, with file and line
     */
    public static AnsweredQueries read(Path folder, Language pivot) {
        ParallelText text = new ParallelText(folder, pivot);
        for (Path file : files(folder)) {
            if (SENTENCES.matcher(name(file)).matches()) {
                PassageFile.lines(file, text::sentence);
            } else {
                text.table(file);
            }
        }
        return AnsweredQueries.of(text.queries, text.known, text.passages, text.passages.size(), 0);
    }

    private void sentence(JsonLine line) {
        Language language = PassageFile.declaredLanguage(line)
                .orElseThrow(() -> line.error("a sentence of parallel text needs its language in \"lang\""));
        String id = line.text("_id", "id").orElseGet(() -> "line-" + passages.size());
        String group = line.requiredText("group");
        add(ReadKeys.key(line.origin(), language, id), line.requiredText("text"), group, line.origin());
    }

    private void table(Path file) {
        var matcher = TABLE.matcher(name(file));
        if (!matcher.matches()) {
            throw new IllegalStateException("not a file of sentences and translations: " + file);
        }
        Language language = new Language(matcher.group(1));
        if (language.equals(pivot)) {
            throw new BadInputException(file + " is in " + pivot + ", the language that all files of " + folder
                    + " translate into; name another one with pivot: LANG");
        }
        int[] number = {0};
        QueryFile.eachLine(file, line -> {
            int tab = line.text().indexOf('\t');
            if (tab < 0) {
                throw line.origin().error("expected: sentence, tab, translation (got: " + line.text() + ")");
            }
            String translation = line.text().substring(tab + 1);
            String group = TextFingerprint.of(translation).hash();
            Key key = new Key(language, language + "-" + number[0]++);
            add(key, line.text().substring(0, tab), group, line.origin());
            Key shared = new Key(pivot, pivot + "-" + group);
            if (!passages.containsKey(shared)) {
                add(shared, translation, group, line.origin());
            }
        });
    }

    private void add(Key key, String text, String group, Origin origin) {
        if (passages.put(key, new Passage(key, "", text)) != null) {
            throw origin.error("id " + key + " occurs more than once; ids must be unique within a language");
        }
        queries.add(new Query(key, text));
        Set<Key> members = groups.computeIfAbsent(group, first -> new TreeSet<>());
        members.add(key);
        known.put(key, members);
    }

    private static List<Path> matching(Path folder, Pattern pattern) {
        if (!Files.isDirectory(folder)) {
            throw new BadInputException("there is no folder " + folder.toAbsolutePath());
        }
        try (Stream<Path> children = Files.list(folder)) {
            return children.filter(file -> pattern.matcher(name(file)).matches() && Files.isRegularFile(file))
                    .sorted()
                    .toList();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static String name(Path file) {
        return String.valueOf(file.getFileName());
    }
}
