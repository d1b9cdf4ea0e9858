package dev.isogloss.mine;

import static dev.isogloss.mine.TableScorer.key;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.isogloss.data.Key;
import dev.isogloss.data.Query;
import dev.isogloss.data.Ranking;
import dev.isogloss.io.BadInputException;
import dev.isogloss.io.Progress;
import dev.isogloss.search.Retriever;
import dev.isogloss.search.SearchScope;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import java.util.NoSuchElementException;
import java.util.SortedMap;
import java.util.SplittableRandom;
import java.util.TreeMap;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;

/** Mining in two steps, with a file of candidates between them, makes the same negatives as mining in one. */
class CandidatesFileTest {
    private static final int PASSAGES = 80;

    private final SmallCollection collection =
            new SmallCollection(PASSAGES, Map.of(9, "text of passage 0", 12, " ", 13, "\u00e9\"\\ \u0928\u0940\u0932"));
    private final Ensemble ensemble = EnsembleTest.ensemble(collection, 60, 40);

    private static List<MiningQuery> queries(int count) {
        List<MiningQuery> queries = new ArrayList<>();
        for (int i = count - 1; i >= 0; i--) {
            queries.add(new MiningQuery(
                    TableScorer.query("q" + i),
                    List.of(key("d0"), key("d" + (1 + i % 5))),
                    i % 2 == 0 ? List.of(key("d9"), key("d50")) : List.of()));
        }
        return queries;
    }

    private static Map<Key, Query> texts(List<MiningQuery> queries) {
        Map<Key, Query> texts = new HashMap<>();
        queries.forEach(query -> texts.put(query.query().key(), query.query()));
        return texts;
    }

    private static byte[] written(Iterator<Candidates> candidates) throws IOException {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        try (CandidatesWriter writer = new CandidatesWriter(bytes)) {
            candidates.forEachRemaining(writer);
        }
        return bytes.toByteArray();
    }

    private static List<Candidates> read(byte[] bytes, Map<Key, Query> texts) throws IOException {
        List<Candidates> read = new ArrayList<>();
        try (CandidatesReader reader =
                new CandidatesReader(new ByteArrayInputStream(bytes), "candidates.jsonl", texts)) {
            reader.forEachRemaining(read::add);
        }
        return read;
    }

    @Test
    void candidatesComeBackAsTheyWereWritten() throws IOException {
        List<MiningQuery> queries = queries(150);
        List<Candidates> found = new ArrayList<>();
        new CandidateSearch(ensemble, collection.lookup()).of(queries).forEachRemaining(found::add);
        byte[] bytes = written(found.iterator());
        assertThat(read(bytes, texts(queries))).isEqualTo(found);
        assertThat(written(read(bytes, texts(queries)).iterator())).isEqualTo(bytes);
        assertThat(found).extracting(each -> each.query().key()).isSorted().hasSize(150);
        assertThat(found.getFirst().known()).as("positives have scores").isNotEmpty();
        assertThat(found)
                .flatExtracting(Candidates::dropped)
                .extracting(Dropped::reason)
                .contains(Ensemble.EMPTY, Ensemble.DUPLICATE);
    }

    /** Scores decide ties and thresholds, so not one bit of them may be lost. */
    @Test
    void everyFiniteScoreComesBack() throws IOException {
        SplittableRandom random = new SplittableRandom(11);
        List<Candidate> candidates = new ArrayList<>();
        Map<Key, Float> known = new HashMap<>();
        Map<Key, SortedMap<String, Integer>> ranks = new HashMap<>();
        for (int i = 0; i < 3000; i++) {
            float score = Float.intBitsToFloat(random.nextInt());
            if (Float.isFinite(score)) {
                SortedMap<String, Integer> found = new TreeMap<>(Map.of("bm25", 1 + random.nextInt(1000)));
                candidates.add(new Candidate(key("c" + i), found, score));
                known.put(key("k" + i), -score);
                ranks.put(key("k" + i), found);
            }
        }
        Candidates all = new Candidates(
                TableScorer.query("q"),
                List.of(key("k0")),
                List.of(),
                candidates,
                List.of(new Dropped(key("x"), "ensemble", Ensemble.EMPTY, random.nextDouble(), "votes: 0, 2")),
                known,
                ranks);
        assertThat(read(written(List.of(all).iterator()), Map.of(all.query().key(), all.query())))
                .containsExactly(all);
    }

    @Test
    void negativesMadeFromTheFileHaveTheBytesOfThoseMadeAtOnce() throws IOException {
        List<MiningQuery> queries = queries(150);
        Map<Key, Float> scores = new HashMap<>();
        for (int i = 0; i < PASSAGES; i++) {
            scores.put(key("d" + i), 1 - i / 100f);
        }
        Scorers scorers = Scorers.of(new TableScorer("dense", scores));
        List<MiningStage> rules = List.of(new PercPos("dense", 0.95, new Baseline.Zero()), new Shift(2));
        for (MiningPlan plan :
                List.of(MiningPlan.naive(30), new MiningPlan(rules, 30, true), new MiningPlan(rules, 20, false))) {
            ByteArrayOutputStream atOnce = new ByteArrayOutputStream();
            try (NegativesWriter writer = new NegativesWriter(atOnce)) {
                MinedAtOnce.mine(plan, ensemble, scorers, queries, collection.lookup(), writer);
            }
            List<MiningQuery> seen = plan.judgedFirst()
                    ? queries
                    : queries.stream().map(MiningQuery::withoutJudgedNegatives).toList();
            byte[] file = written(new CandidateSearch(ensemble, collection.lookup()).of(seen));
            ByteArrayOutputStream inTwo = new ByteArrayOutputStream();
            try (NegativesWriter writer = new NegativesWriter(inTwo);
                    CandidatesReader offered =
                            new CandidatesReader(new ByteArrayInputStream(file), "file", texts(queries))) {
                plan.run(offered, 150, scorers, collection.lookup(), Progress.SILENT, writer);
            }
            assertThat(inTwo.toByteArray()).isNotEmpty().isEqualTo(atOnce.toByteArray());
        }
    }

    @Test
    void passesSideBySideAskTheMembersOnce() {
        AtomicInteger asked = new AtomicInteger();
        List<Retriever> counted = ensemble.members().stream()
                .map(member -> (Retriever) new Counted(member, asked))
                .toList();
        Ensemble watched = new Ensemble(counted, ensemble.fusion(), "sum", 60, 40);
        List<MiningQuery> queries = queries(150);
        List<MiningQuery> unaware =
                queries.stream().map(MiningQuery::withoutJudgedNegatives).toList();
        CandidateSearch search = new CandidateSearch(watched, collection.lookup());
        Iterator<Candidates> informed = search.of(queries);
        Iterator<Candidates> naive = search.of(unaware);
        List<Candidates> both = new ArrayList<>();
        while (informed.hasNext()) {
            both.add(informed.next());
            both.add(naive.next());
        }
        assertThat(naive.hasNext()).isFalse();
        assertThatThrownBy(naive::next).isInstanceOf(NoSuchElementException.class);
        int chunks = (150 + CandidateSearch.CHUNK - 1) / CandidateSearch.CHUNK;
        assertThat(asked.get()).isEqualTo(chunks * counted.size());
        List<Candidates> alone = new ArrayList<>();
        new CandidateSearch(ensemble, collection.lookup()).of(unaware).forEachRemaining(alone::add);
        for (int i = 0; i < alone.size(); i++) {
            assertThat(both.get(2 * i + 1)).isEqualTo(alone.get(i));
        }
    }

    private record Counted(Retriever member, AtomicInteger asked) implements Retriever {
        @Override
        public String name() {
            return member.name();
        }

        @Override
        public List<Ranking> retrieve(List<Query> queries, SearchScope scope, int depth) {
            asked.incrementAndGet();
            return member.retrieve(queries, scope, depth);
        }
    }

    @Test
    void aBrokenLineIsNamed() throws IOException {
        List<MiningQuery> queries = queries(1);
        byte[] good = written(new CandidateSearch(ensemble, collection.lookup()).of(queries));
        for (String bad : List.of("{\"query\":", "{\"query\":\"q0\",\"language\":\"sw\"}", "[]")) {
            byte[] bytes = (new String(good, StandardCharsets.UTF_8) + bad + "\n").getBytes(StandardCharsets.UTF_8);
            assertThatThrownBy(() -> read(bytes, texts(queries)))
                    .isInstanceOf(BadInputException.class)
                    .hasMessageContaining("candidates.jsonl:2: ");
        }
        assertThatThrownBy(() -> read(good, Map.of()))
                .isInstanceOf(BadInputException.class)
                .hasMessageContaining("sw:q0");
    }
}
