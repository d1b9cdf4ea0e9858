package dev.isogloss.dataset;

import static org.assertj.core.api.Assertions.assertThat;

import dev.isogloss.data.Language;
import dev.isogloss.dataset.convert.DividedSubset;
import dev.isogloss.dataset.convert.Inspection;
import dev.isogloss.dataset.convert.SampleSubset;
import dev.isogloss.dataset.convert.TokenCounter;
import dev.isogloss.format.QueryNormalizer;
import java.io.IOException;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.OptionalInt;
import java.util.Set;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.Combinators;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import net.jqwik.api.constraints.IntRange;
import org.junit.jupiter.api.Test;

/** Samples and divisions: what is kept, what never shares, and that order does not matter. */
class PartsTest {
    private static final List<Language> LANGUAGES = List.of(new Language("en"), new Language("sw"));

    @Property(tries = 50)
    void aSampleKeepsWhatIsJudgedAndSoManyOthers(
            @ForAll("collections") MemoryCollection all, @ForAll @IntRange(max = 4) int passages, @ForAll long seed)
            throws IOException {
        CollectionFiles sample = new SampleSubset(seed, OptionalInt.of(passages), OptionalInt.empty()).of(all);
        Set<String> judged = new HashSet<>();
        all.judgments("train", (row, origin) -> judged.add(row.passage()));
        List<PassageRow> kept = passages(sample);
        assertThat(all.rows()).containsSubsequence(kept);
        for (Language language : LANGUAGES) {
            long others = all.rows().stream()
                    .filter(row -> row.language().equals(language) && !judged.contains(row.id()))
                    .count();
            assertThat(kept.stream().filter(row -> row.language().equals(language) && !judged.contains(row.id())))
                    .hasSize((int) Math.min(passages, others));
        }
        assertThat(kept)
                .containsAll(all.rows().stream()
                        .filter(row -> judged.contains(row.id()))
                        .toList());
        assertThat(queries(sample, "train")).isEqualTo(queries(all, "train"));
    }

    @Property(tries = 50)
    void queriesBringTheirJudgmentsAndPassages(
            @ForAll("collections") MemoryCollection all,
            @ForAll @IntRange(min = 1, max = 3) int count,
            @ForAll long seed)
            throws IOException {
        SampleSubset subset = new SampleSubset(seed, OptionalInt.of(0), OptionalInt.of(count));
        CollectionFiles sample = subset.of(all);
        Set<String> asked = new HashSet<>();
        Map<Language, Integer> perLanguage = new HashMap<>();
        sample.queries("train", (row, origin) -> {
            asked.add(row.id());
            perLanguage.merge(row.language(), 1, Integer::sum);
        });
        assertThat(perLanguage.values()).allMatch(kept -> kept <= count);
        Set<String> judged = new HashSet<>();
        sample.judgments("train", (row, origin) -> {
            assertThat(asked).contains(row.query());
            judged.add(row.passage());
        });
        assertThat(passages(sample)).extracting(PassageRow::id).containsExactlyInAnyOrderElementsOf(judged);
        MemoryCollection reversed = reversed(all);
        assertThat(new HashSet<>(queries(subset.of(reversed), "train")))
                .isEqualTo(new HashSet<>(queries(sample, "train")));
    }

    @Property(tries = 50)
    void noQueryTextIsOnBothSides(
            @ForAll("collections") MemoryCollection all, @ForAll("shares") double share, @ForAll long seed)
            throws IOException {
        CollectionFiles divided = new DividedSubset("train", List.of("train", "dev"), share, seed, false).of(all);
        List<QueryRow> train = queries(divided, "train");
        List<QueryRow> dev = queries(divided, "dev");
        Set<String> texts = new HashSet<>();
        train.forEach(row -> texts.add(normal(row.text())));
        assertThat(dev).noneMatch(row -> texts.contains(normal(row.text())));
        List<QueryRow> both = new ArrayList<>(train);
        both.addAll(dev);
        assertThat(both).containsExactlyInAnyOrderElementsOf(queries(all, "train"));
        Set<String> asked = new HashSet<>();
        dev.forEach(row -> asked.add(row.id()));
        int[] judgments = {0};
        divided.judgments("dev", (row, origin) -> {
            judgments[0]++;
            assertThat(asked).contains(row.query());
        });
        divided.judgments("train", (row, origin) -> judgments[0]++);
        assertThat(judgments[0])
                .isEqualTo(all.judged().getOrDefault("train", List.of()).size());
        assertThat(new HashSet<>(queries(
                        new DividedSubset("train", List.of("train", "dev"), share, seed, false).of(reversed(all)),
                        "dev")))
                .isEqualTo(new HashSet<>(dev));
    }

    @Test
    void anInspectionSeesWhatIsWrong() throws IOException {
        Language sw = new Language("sw");
        MemoryCollection files = new MemoryCollection(
                false,
                List.of(
                        new PassageRow("a", sw, "T", "one two"),
                        new PassageRow("b", sw, "T", "one two"),
                        new PassageRow("b", sw, "", " ")),
                Map.of(
                        "train", List.of(new QueryRow("1", sw, "Who?"), new QueryRow("2", sw, "Where")),
                        "dev", List.of(new QueryRow("3", sw, "who"))),
                Map.of(
                        "train",
                        List.of(
                                new JudgmentRow(Language.UNDETERMINED, "1", "a", 1),
                                new JudgmentRow(Language.UNDETERMINED, "1", "a", 1),
                                new JudgmentRow(Language.UNDETERMINED, "1", "gone", 0),
                                new JudgmentRow(Language.UNDETERMINED, "9", "a", 1))));
        Map<String, Object> seen = new Inspection(null).of(files);
        assertThat(seen.toString())
                .contains(
                        "passages={count=3",
                        "blank=1",
                        "equal-to-another=1",
                        "ids-used-twice={count=1, for-example=[b]}")
                .contains("judged-passages-not-there={count=1, for-example=[gone]}")
                .contains("judged-queries-without-text={count=1, for-example=[9]}")
                .contains("pairs-judged-twice={count=1", "queries-without-relevant=1")
                .contains("queries-also-in-train={dev=1}")
                .contains("characters={mean=6.3, half-up-to=9, 95%-up-to=9, longest=9}");
    }

    @Test
    void anInspectionCountsWhatAModelWouldCut() throws IOException {
        MemoryCollection files = new MemoryCollection(
                false,
                List.of(
                        new PassageRow("a", Language.UNDETERMINED, "", "one two three"),
                        new PassageRow("b", Language.UNDETERMINED, "", "one")),
                Map.of(),
                Map.of());
        Map<String, Object> seen = new Inspection(new WordCounter()).of(files);
        assertThat(seen.toString()).contains("tokens={mean=2.0, half-up-to=1, 95%-up-to=3, longest=3}, cut=1");
    }

    /** Takes words for tokens, two at most. */
    private static final class WordCounter implements TokenCounter {
        @Override
        public int[] ofQueries(List<String> queries) {
            return ofPassages(queries);
        }

        @Override
        public int[] ofPassages(List<String> passages) {
            return passages.stream().mapToInt(text -> text.split(" ").length).toArray();
        }

        @Override
        public int queryLimit() {
            return 2;
        }

        @Override
        public int passageLimit() {
            return 2;
        }
    }

    private static String normal(String text) {
        String normal = QueryNormalizer.normalize(text);
        return normal.isEmpty() ? text : normal;
    }

    private static List<PassageRow> passages(CollectionFiles files) throws IOException {
        List<PassageRow> rows = new ArrayList<>();
        files.passages((row, origin) -> rows.add(row));
        return rows;
    }

    private static List<QueryRow> queries(CollectionFiles files, String split) throws IOException {
        List<QueryRow> rows = new ArrayList<>();
        files.queries(split, (row, origin) -> rows.add(row));
        return rows;
    }

    private static MemoryCollection reversed(MemoryCollection all) {
        List<PassageRow> passages = new ArrayList<>(all.rows());
        Collections.reverse(passages);
        List<QueryRow> queries = new ArrayList<>(all.asked().getOrDefault("train", List.of()));
        Collections.reverse(queries);
        return new MemoryCollection(false, passages, Map.of("train", queries), all.judged());
    }

    @Provide
    Arbitrary<Double> shares() {
        return Arbitraries.of(0.1, 0.3, 0.5, 0.9);
    }

    @Provide
    Arbitrary<MemoryCollection> collections() {
        Arbitrary<List<String>> texts = Arbitraries.of("a", "A!", "b", "B ", "c", "?", "d e", "D-E", "f")
                .list()
                .ofMinSize(1)
                .ofMaxSize(12);
        return Combinators.combine(
                        Arbitraries.integers().between(1, 12),
                        texts,
                        Arbitraries.integers().between(0, 100).list().ofSize(24))
                .as((count, queries, dice) -> {
                    List<PassageRow> rows = new ArrayList<>();
                    for (int i = 0; i < count; i++) {
                        rows.add(new PassageRow("p" + i, LANGUAGES.get(dice.get(i) % 2), "", "text " + i));
                    }
                    List<QueryRow> asked = new ArrayList<>();
                    Set<JudgmentRow> judged = new LinkedHashSet<>();
                    for (int i = 0; i < queries.size(); i++) {
                        asked.add(new QueryRow("q" + i, LANGUAGES.get(dice.get(12 + i) % 2), queries.get(i)));
                        judged.add(new JudgmentRow(
                                Language.UNDETERMINED,
                                "q" + i,
                                rows.get(dice.get(i) % count).id(),
                                1));
                    }
                    return new MemoryCollection(
                            false, rows, Map.of("train", asked), Map.of("train", new ArrayList<>(judged)));
                });
    }
}
