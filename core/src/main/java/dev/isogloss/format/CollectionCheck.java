package dev.isogloss.format;

import dev.isogloss.data.Judgments;
import dev.isogloss.data.Key;
import dev.isogloss.data.Language;
import dev.isogloss.data.Query;
import dev.isogloss.format.CollectionReport.Dangling;
import dev.isogloss.format.CollectionReport.LanguageReport;
import dev.isogloss.format.CollectionReport.Overlap;
import dev.isogloss.format.CollectionReport.SplitReport;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.SortedMap;
import java.util.SortedSet;
import java.util.TreeMap;
import java.util.TreeSet;

/** Reads a collection once and counts what is in it: the work of {@code doctor}. Holds hashes and judgments, never passages. */
public final class CollectionCheck {
    private static final String TRAINING = "train";
    private static final int EXAMPLES = 5;

    private final CollectionSource source;
    private final SortedMap<String, List<Query>> queries = new TreeMap<>();
    private final SortedMap<String, Judgments> judgments = new TreeMap<>();

    private CollectionCheck(CollectionSource source) {
        this.source = source;
        for (String split : source.splits()) {
            queries.put(split, source.queries(split));
            judgments.put(split, source.judgments(split));
        }
    }

    /**
     * Checks a collection.
     *
     * @throws dev.isogloss.io.BadInputException when it cannot be read, or when an id occurs twice in a language
     */
    public static CollectionReport of(CollectionSource source) {
        return new CollectionCheck(source).report();
    }

    private CollectionReport report() {
        PassageCount passages = PassageCount.of(source, judgedPassages());
        SortedSet<Language> languages = new TreeSet<>(passages.languages());
        queries.values().forEach(list -> list.forEach(query -> languages.add(query.language())));
        judgments.values().forEach(judged -> judged.queries().forEach(query -> languages.add(query.language())));
        List<LanguageReport> reports = new ArrayList<>();
        for (Language language : languages) {
            PassageCount.Totals totals = passages.of(language);
            reports.add(new LanguageReport(
                    language,
                    totals.passages(),
                    totals.blank(),
                    totals.duplicateTexts(),
                    totals.meanCharacters(),
                    splits(language, passages.judged())));
        }
        return new CollectionReport(source.format(), reports, queries.keySet(), overlaps());
    }

    private Set<Key> judgedPassages() {
        Set<Key> keys = new HashSet<>();
        for (Judgments judged : judgments.values()) {
            judged.queries().forEach(query -> keys.addAll(judged.of(query).keySet()));
        }
        return keys;
    }

    private SortedMap<String, SplitReport> splits(Language language, Set<Key> present) {
        SortedMap<String, SplitReport> reports = new TreeMap<>();
        for (String split : queries.keySet()) {
            List<Query> asked = queries.getOrDefault(split, List.of()).stream()
                    .filter(query -> query.language().equals(language))
                    .toList();
            Judgments all = judgments.getOrDefault(split, Judgments.of(java.util.Map.of()));
            List<Key> judged = all.queries().stream()
                    .filter(query -> query.language().equals(language))
                    .toList();
            if (!asked.isEmpty() || !judged.isEmpty()) {
                reports.put(split, split(asked, judged, all, present));
            }
        }
        return reports;
    }

    private static SplitReport split(List<Query> asked, List<Key> judged, Judgments all, Set<Key> present) {
        Set<Key> textless = new TreeSet<>(judged);
        Set<Key> absent = new TreeSet<>();
        int blank = 0;
        int withoutPositives = 0;
        for (Query query : asked) {
            textless.remove(query.key());
            blank += query.text().isBlank() ? 1 : 0;
            withoutPositives += all.of(query.key()).values().stream().anyMatch(grade -> grade > 0) ? 0 : 1;
        }
        long pairs = 0;
        long positives = 0;
        int withNegatives = 0;
        for (Key query : judged) {
            boolean hasNegative = false;
            for (var judgment : all.of(query).entrySet()) {
                pairs++;
                positives += judgment.getValue() > 0 ? 1 : 0;
                hasNegative |= judgment.getValue() <= 0;
                if (!present.contains(judgment.getKey())) {
                    absent.add(judgment.getKey());
                }
            }
            withNegatives += hasNegative ? 1 : 0;
        }
        return new SplitReport(
                asked.size(),
                blank,
                judged.size(),
                pairs,
                positives,
                withoutPositives,
                withNegatives,
                dangling(textless),
                dangling(absent));
    }

    private static Dangling dangling(Set<Key> keys) {
        return new Dangling(keys.size(), keys.stream().limit(EXAMPLES).toList());
    }

    private List<Overlap> overlaps() {
        List<Overlap> overlaps = new ArrayList<>();
        List<Query> training = queries.get(TRAINING);
        Judgments trainingJudgments = judgments.get(TRAINING);
        if (training == null || trainingJudgments == null) {
            return overlaps;
        }
        for (String split : queries.keySet()) {
            if (!split.equals(TRAINING)) {
                overlaps.add(SplitOverlap.between(
                        TRAINING,
                        training,
                        trainingJudgments,
                        split,
                        queries.getOrDefault(split, List.of()),
                        judgments.getOrDefault(split, Judgments.of(java.util.Map.of()))));
            }
        }
        return overlaps;
    }
}
