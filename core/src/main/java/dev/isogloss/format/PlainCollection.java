package dev.isogloss.format;

import dev.isogloss.data.Judgments;
import dev.isogloss.data.Key;
import dev.isogloss.data.Language;
import dev.isogloss.data.Passage;
import dev.isogloss.data.Query;
import dev.isogloss.io.BadInputException;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * A folder of {@code corpus.jsonl}, {@code queries.jsonl} or {@code queries-SPLIT.jsonl}, and {@code qrels.tsv},
 * {@code qrels-SPLIT.tsv} or BEIR's {@code qrels/SPLIT.tsv}; every file may be {@code .gz} or {@code .zst}.
 *
 * <p>Files that name no split are the split {@code all}. Languages come from {@code lang} fields; a passage without one is
 * detected, a query without one is in the corpus's language where that has only one, else detected.
 */
public final class PlainCollection implements CollectionSource {
    private final PlainLayout layout;
    private final Set<Language> chosen;
    private final LanguageDetector detector;
    private @Nullable PlainScan scan;

    private PlainCollection(PlainLayout layout, Set<Language> chosen, LanguageDetector detector) {
        this.layout = layout;
        this.chosen = Set.copyOf(chosen);
        this.detector = detector;
    }

    /** Opens all languages. */
    public static PlainCollection open(Path folder, LanguageDetector detector) {
        return open(folder, Set.of(), detector);
    }

    /**
     * Opens some languages.
     *
     * @param chosen empty for all; one that the corpus does not have is an error as soon as the corpus is read
     * @param detector asked for texts without {@code lang}; {@link LanguageDetector#always} where the language is known
     */
    public static PlainCollection open(Path folder, Set<Language> chosen, LanguageDetector detector) {
        return new PlainCollection(PlainLayout.find(folder), chosen, detector);
    }

    @Override
    public String format() {
        return "plain";
    }

    @Override
    public List<Language> languages() {
        return Languages.choose(layout.folder(), scan().languages(), chosen);
    }

    @Override
    public void passages(Consumer<Passage> sink) {
        passagesWithOrigin((passage, origin) -> sink.accept(passage));
    }

    @Override
    public void passagesWithOrigin(PassageSink sink) {
        PlainScan known = scan();
        Set<Language> languages = Set.copyOf(languages());
        int[] position = {0};
        PassageFile.lines(layout.corpus(), line -> {
            Language language = known.languageAt(position[0]++);
            if (languages.contains(language)) {
                sink.accept(PassageFile.passage(line, LanguageDetector.always(language)), line.origin());
            }
        });
    }

    @Override
    public List<Query> queries(String split) {
        List<Query> queries = readQueries(split);
        if (!layout.bySplit().isCutByJudgments(split)) {
            return queries;
        }
        PlainKeys keys = new PlainKeys(queries, scan());
        Set<Key> judged = new HashSet<>();
        layout.bySplit()
                .qrelsOf(split)
                .ifPresent(file -> Qrels.read(file, (query, passage, grade, origin) -> {
                    try {
                        judged.add(keys.query(query));
                    } catch (IllegalArgumentException e) {
                        throw origin.error(String.valueOf(e.getMessage()), e);
                    }
                }));
        return queries.stream().filter(query -> judged.contains(query.key())).toList();
    }

    @Override
    public Judgments judgments(String split) {
        List<Query> queries = readQueries(split);
        Optional<Path> file = layout.bySplit().qrelsOf(split);
        if (file.isEmpty()) {
            return Judgments.of(Map.of());
        }
        Judgments all = Qrels.read(file.get(), new PlainKeys(queries, scan()));
        boolean shared = !layout.bySplit().qrels().containsKey(split) && !split.equals(PlainLayout.WHOLE);
        Set<Key> asked = new HashSet<>();
        queries.forEach(query -> asked.add(query.key()));
        Map<Key, Map<Key, Integer>> grades = new HashMap<>();
        for (Key query : all.queries()) {
            // a judgment of a query that is nowhere is kept, to be reported; one of another split's query is not ours
            if (asked.contains(query) || (!shared && chosen.isEmpty())) {
                Map<Key, Integer> passages = new HashMap<>(all.of(query));
                passages.keySet().removeIf(passage -> !chosen.isEmpty() && !chosen.contains(passage.language()));
                if (!passages.isEmpty()) {
                    grades.put(query, passages);
                }
            }
        }
        return Judgments.of(grades);
    }

    @Override
    public Set<String> splits() {
        return layout.splits();
    }

    @Override
    public List<Path> files() {
        return layout.files();
    }

    private List<Query> readQueries(String split) {
        if (!splits().contains(split)) {
            throw new BadInputException("the collection in " + layout.folder() + " has no split " + split
                    + (splits().isEmpty() ? "; it has no queries.jsonl" : "; it has: " + String.join(" ", splits())));
        }
        Path file = layout.bySplit()
                .queriesOf(split)
                .orElseThrow(() -> new BadInputException("no queries.jsonl in " + layout.folder()));
        Set<Language> ofPassages = scan().languages();
        LanguageDetector otherwise = ofPassages.size() == 1
                ? LanguageDetector.always(ofPassages.iterator().next())
                : detector;
        return QueryFile.read(file, Optional.empty(), otherwise).stream()
                .filter(query -> chosen.isEmpty() || chosen.contains(query.language()))
                .sorted(Comparator.comparing(Query::language)) // stable: source order within a language
                .toList();
    }

    private synchronized PlainScan scan() {
        if (scan == null) {
            Set<String> judged = new HashSet<>();
            for (Path file : layout.bySplit().qrels().values()) {
                Qrels.read(file, (query, passage, grade, origin) -> judged.add(passage));
            }
            scan = PlainScan.of(layout.corpus(), detector, judged);
        }
        return scan;
    }
}
