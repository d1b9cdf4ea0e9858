package dev.isogloss.mine;

import static dev.isogloss.mine.TableScorer.key;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.github.luben.zstd.ZstdInputStream;
import com.github.luben.zstd.ZstdOutputStream;
import dev.isogloss.data.Key;
import dev.isogloss.data.Negative;
import dev.isogloss.data.Query;
import dev.isogloss.data.TrainingExample;
import dev.isogloss.io.BadInputException;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class MiningPlanTest {
    private static final int PASSAGES = 80;
    private final SmallCollection collection = new SmallCollection(PASSAGES, Map.of(9, "text of passage 0"));
    private final Ensemble ensemble = EnsembleTest.ensemble(collection, 60, 40);
    private final Scorers scorers = Scorers.of(new TableScorer("dense", scores()));
    private final MiningPlan filtered =
            new MiningPlan(List.of(new PercPos("dense", 0.95, new Baseline.Zero())), 30, true);

    private static Map<Key, Float> scores() {
        Map<Key, Float> scores = new HashMap<>();
        for (int i = 0; i < PASSAGES; i++) {
            scores.put(key("d" + i), 1 - i / 100f);
        }
        return scores;
    }

    private static List<MiningQuery> queries(int count) {
        List<MiningQuery> queries = new ArrayList<>();
        for (int i = 0; i < count; i++) {
            queries.add(new MiningQuery(
                    TableScorer.query("q" + i), List.of(key("d0")), List.of(key("d1"), key("d9"), key("d50"))));
        }
        return queries;
    }

    private List<MinedQuery> mine(MiningPlan plan, List<MiningQuery> queries) {
        List<MinedQuery> mined = new ArrayList<>();
        MinedAtOnce.mine(plan, ensemble, scorers, queries, collection.lookup(), mined::add);
        return mined;
    }

    @Test
    void judgedNegativesComeFirstAndPassEveryFilter() {
        MinedQuery mined = mine(filtered, queries(1)).getFirst();
        assertThat(mined.negatives()).hasSize(30);
        assertThat(mined.negatives().subList(0, 2))
                .extracting(Negative::passage)
                .containsExactly(key("d1"), key("d50"));
        assertThat(mined.negatives().getFirst().source()).isEqualTo(new Negative.Judged());
        assertThat(mined.negatives().get(2).source()).isEqualTo(new Negative.Retrieved());
        assertThat(mined.negatives()).extracting(Negative::passage).doesNotHaveDuplicates();
        // d9 has the text of the positive, whoever judged it.
        assertThat(mined.dropped()).contains(new Dropped(key("d9"), MiningPlan.JUDGED, Ensemble.DUPLICATE, 0));
        assertThat(mined.dropped())
                .filteredOn(drop -> drop.stage().equals("perc-pos"))
                .extracting(Dropped::passage)
                .containsExactlyInAnyOrder(key("d2"), key("d3"), key("d4"));
    }

    @Test
    void theNaiveSystemDoesNotKnowThem() {
        MinedQuery mined = mine(MiningPlan.naive(30), queries(1)).getFirst();
        assertThat(mined.negatives()).hasSize(30).allMatch(negative -> negative.source() instanceof Negative.Retrieved);
        assertThat(mined.negatives()).extracting(Negative::passage).contains(key("d1"));
        assertThat(mined.dropped())
                .filteredOn(drop -> drop.stage().equals("naive-top-k"))
                .hasSize(10);
    }

    @Test
    void everyCandidateIsAccountedFor() {
        MinedQuery mined = mine(filtered, queries(1)).getFirst();
        long retrieved = mined.negatives().stream()
                .filter(negative -> negative.source() instanceof Negative.Retrieved)
                .count();
        long dropped = mined.dropped().stream()
                .filter(drop -> drop.stage().equals("perc-pos") || drop.stage().equals(MiningPlan.CUT))
                .count();
        assertThat(retrieved + dropped).isEqualTo(40);
    }

    @Test
    void theOrderOfTheQueriesDoesNotMatter() {
        List<MiningQuery> reversed = new ArrayList<>(queries(150));
        Collections.reverse(reversed);
        assertThat(mine(filtered, reversed)).isEqualTo(mine(filtered, queries(150)));
        assertThat(mine(filtered, reversed))
                .extracting(mined -> mined.query().key())
                .isSorted();
    }

    @Test
    void aPlanIsAValue() {
        MiningPlan same = new MiningPlan(List.of(new PercPos("dense", 0.95, new Baseline.Zero())), 30, true);
        MiningPlan other = new MiningPlan(List.of(new PercPos("dense", 0.94, new Baseline.Zero())), 30, true);
        assertThat(same).isEqualTo(filtered);
        assertThat(same.hash(List.of("x"))).isEqualTo(filtered.hash(List.of("x")));
        assertThat(other.hash(List.of("x"))).isNotEqualTo(filtered.hash(List.of("x")));
        assertThat(filtered.hash(List.of("xy"))).isNotEqualTo(filtered.hash(List.of("x", "y")));
        assertThat(filtered.describe())
                .isEqualTo("judged-first=true\nperc-pos(scorer=dense, fraction=0.95, baseline=zero)\nkeep=30\n");
    }

    @Test
    void negativesComeBackAsTheyWereWritten() throws IOException {
        List<MinedQuery> mined = mine(filtered, queries(3));
        MinedQuery generated = new MinedQuery(
                TableScorer.query("qg"),
                List.of(key("d0")),
                List.of(0.7f),
                List.of(new Negative(
                        key("d3"), new Negative.Generated("nani \"aliandika\" hii?"), Map.of("dense", 2), 0.1f)),
                List.of());
        byte[] bytes = write(mined, generated);
        assertThat(write(mined, generated)).isEqualTo(bytes);

        Map<Key, Query> queries = new HashMap<>();
        mined.forEach(query -> queries.put(query.query().key(), query.query()));
        queries.put(generated.query().key(), generated.query());
        List<MinedQuery> read = new ArrayList<>();
        try (ZstdInputStream in = new ZstdInputStream(new ByteArrayInputStream(bytes))) {
            NegativesReader.read(in, "negatives.jsonl.zst", queries, read::add);
        }
        List<MinedQuery> expected = new ArrayList<>(mined);
        expected.add(generated);
        assertThat(read).isEqualTo(expected);
        try (ZstdInputStream in = new ZstdInputStream(new ByteArrayInputStream(bytes))) {
            List<TrainingExample> examples = NegativesReader.examples(in, "negatives.jsonl.zst", queries);
            assertThat(examples.getFirst().negatives())
                    .isEqualTo(mined.getFirst().negatives());
        }
    }

    private static byte[] write(List<MinedQuery> mined, MinedQuery last) throws IOException {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        try (NegativesWriter writer = new NegativesWriter(new ZstdOutputStream(bytes))) {
            mined.forEach(writer);
            writer.accept(last);
        }
        return bytes.toByteArray();
    }

    @Test
    void theFileHasTheFieldsOfTheFormat() throws IOException {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        try (NegativesWriter writer = new NegativesWriter(bytes)) {
            writer.accept(new MinedQuery(
                    TableScorer.query("q"),
                    List.of(key("d0")),
                    List.of(1.75f),
                    List.of(new Negative(key("d3"), new Negative.Retrieved(), Map.of("dense", 7, "bm25", 3), 1.5f)),
                    List.of(
                            new Dropped(key("d1"), "perc-pos", "too near", 0.75),
                            new Dropped(key("d2"), "llm", "partial", 1.25, "partial, partial, relevant, partial"))));
        }
        assertThat(bytes.toString(StandardCharsets.UTF_8))
                .isEqualTo("{\"query\":\"q\",\"language\":\"sw\",\"positives\":[\"d0\"],\"positive-scores\":[1.75],"
                        + "\"negatives\":[{\"id\":\"d3\",\"source\":\"retrieved\",\"ranks\":{\"bm25\":3,\"dense\":7},"
                        + "\"score\":1.5,\"from\":null}],"
                        + "\"dropped\":[{\"id\":\"d1\",\"stage\":\"perc-pos\",\"reason\":\"too near\",\"score\":0.75},"
                        + "{\"id\":\"d2\",\"stage\":\"llm\",\"reason\":\"partial\",\"score\":1.25,"
                        + "\"detail\":\"partial, partial, relevant, partial\"}]}\n");
    }

    @Test
    void aBrokenLineIsNamed() {
        byte[] bytes = "{\"query\":\"q\",\"language\":\"sw\"}\n".getBytes(StandardCharsets.UTF_8);
        Map<Key, Query> queries = Map.of(key("q"), TableScorer.query("q"));
        assertThatThrownBy(() -> NegativesReader.examples(new ByteArrayInputStream(bytes), "n.jsonl", queries))
                .isInstanceOf(BadInputException.class)
                .hasMessageContaining("n.jsonl:1")
                .hasMessageContaining("positives");
        assertThatThrownBy(() -> NegativesReader.examples(new ByteArrayInputStream(bytes), "n.jsonl", Map.of()))
                .hasMessageContaining("sw:q");
        byte[] half = "{\"query\":\"q\",".getBytes(StandardCharsets.UTF_8);
        assertThatThrownBy(() -> NegativesReader.examples(new ByteArrayInputStream(half), "n.jsonl", queries))
                .isInstanceOf(BadInputException.class)
                .hasMessageContaining("n.jsonl:1");
    }
}
