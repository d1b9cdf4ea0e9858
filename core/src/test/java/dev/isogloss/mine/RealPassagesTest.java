package dev.isogloss.mine;

import static org.assertj.core.api.Assertions.assertThat;

import dev.isogloss.data.Hit;
import dev.isogloss.data.Judgments;
import dev.isogloss.data.Key;
import dev.isogloss.data.Language;
import dev.isogloss.data.Passage;
import dev.isogloss.data.Query;
import dev.isogloss.data.Ranking;
import dev.isogloss.data.TextFingerprint;
import dev.isogloss.embed.Vectors;
import dev.isogloss.search.Retriever;
import dev.isogloss.search.SearchScope;
import dev.isogloss.testing.SharedData;
import dev.isogloss.testing.VectorsInHeap;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.TreeMap;
import java.util.stream.Collectors;
import java.util.zip.GZIPInputStream;
import org.junit.jupiter.api.Test;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** Mines real Swahili queries with vectors of hashed letter trigrams, a crude but honest scorer that needs no model. */
class RealPassagesTest {
    private static final Language SW = new Language("sw");
    private static final int DIMENSION = 512;

    private final Map<Key, Passage> passages = new TreeMap<>();
    private final List<MiningQuery> queries = new ArrayList<>();

    @Test
    void aWholeLanguageIsMinedCalibratedAndReported() throws IOException {
        read(SharedData.require("data/miracl-mini"));
        Vectors passageVectors = vectors(passages.values().stream()
                .collect(Collectors.toMap(Passage::key, passage -> passage.title() + " " + passage.text())));
        Vectors queryVectors = vectors(queries.stream()
                .collect(Collectors.toMap(
                        query -> query.query().key(), query -> query.query().text())));
        VectorScorer scorer = new VectorScorer("trigrams", queryVectors, passageVectors);
        Scorers scorers = Scorers.of(scorer);
        List<MiningQuery> heldOut = queries.subList(0, queries.size() / 2);
        List<MiningQuery> others = queries.subList(queries.size() / 2, queries.size());
        Baseline chance = Baseline.Chance.draw(Map.of(SW, List.copyOf(passages.keySet())), 100, 1);
        MiningPlan asked =
                new MiningPlan(List.of(new PercPos("trigrams", 0.95, chance), new Similarity("trigrams", 1)), 30, true);

        Calibration.CalibratedPlan plan = Calibration.USUAL.calibrate(asked, heldOut, scorers);
        List<RuleCheck> checks = plan.plan().stages().stream()
                .map(ScoreRule.class::cast)
                .map(rule -> RuleCheck.of(rule, others, scorers))
                .toList();
        Ensemble ensemble = new Ensemble(List.of(exact(scorer)), SmallCollection::fuse, "reciprocal-rank", 100, 40);
        MiningTally tally = new MiningTally(plan.plan(), scorers, this::passage, 30);
        MinedAtOnce.mine(plan.plan(), ensemble, scorers, others, this::passage, mined -> {
            tally.accept(mined);
            assertLaws(mined);
        });
        MiningReport report = tally.report(plan.how(), checks, List.of());

        assertThat(report.languages().getFirst().queries()).isEqualTo(others.size());
        assertThat(report.toText()).contains("perc-pos", "Agreement with people's judgments");
        for (RuleCheck check : checks) {
            assertThat(check.total().wronglyDroppedShare()).as(check.rule()).isLessThan(0.25);
            assertThat(check.total().caughtShare())
                    .as(check.rule())
                    .isGreaterThan(check.total().wronglyDroppedShare());
        }
    }

    private Passage passage(Key key) {
        return Objects.requireNonNull(passages.get(key), key::toString);
    }

    private void assertLaws(MinedQuery mined) {
        Set<TextFingerprint> answers = mined.positives().stream()
                .map(key -> TextFingerprint.of(passage(key)))
                .collect(Collectors.toSet());
        assertThat(mined.negatives()).hasSizeLessThanOrEqualTo(30).allSatisfy(negative -> {
            assertThat(mined.positives()).doesNotContain(negative.passage());
            assertThat(answers).doesNotContain(TextFingerprint.of(passage(negative.passage())));
        });
    }

    private Retriever exact(VectorScorer scorer) {
        List<Key> all = List.copyOf(passages.keySet());
        record Exact(String name, List<Key> all, VectorScorer scorer) implements Retriever {
            @Override
            public List<Ranking> retrieve(List<Query> queries, SearchScope scope, int depth) {
                List<Ranking> rankings = new ArrayList<>();
                for (Query query : queries) {
                    float[] scores = scorer.score(query, all);
                    List<Hit> hits = new ArrayList<>();
                    for (int i = 0; i < scores.length; i++) {
                        hits.add(new Hit(all.get(i), scores[i]));
                    }
                    rankings.add(Ranking.of(query.key(), hits, depth));
                }
                return rankings;
            }
        }
        return new Exact("trigrams", all, scorer);
    }

    private static Vectors vectors(Map<Key, String> texts) {
        List<Key> keys = texts.keySet().stream().sorted().toList();
        float[][] rows = new float[keys.size()][DIMENSION];
        for (int row = 0; row < rows.length; row++) {
            String text = texts.getOrDefault(keys.get(row), "").toLowerCase(Locale.ROOT);
            for (int i = 0; i + 3 <= text.length(); i++) {
                rows[row][Math.floorMod(text.substring(i, i + 3).hashCode() * 0x9e3779b1, DIMENSION)]++;
            }
            double squares = 0;
            for (int i = 0; i < DIMENSION; i++) {
                rows[row][i] = (float) Math.sqrt(rows[row][i]);
                squares += rows[row][i] * rows[row][i];
            }
            for (int i = 0; i < DIMENSION; i++) {
                rows[row][i] /= (float) Math.sqrt(Math.max(squares, 1));
            }
        }
        return new VectorsInHeap(keys, rows);
    }

    private void read(Path folder) throws IOException {
        try (BufferedReader lines = new BufferedReader(new InputStreamReader(
                new GZIPInputStream(Files.newInputStream(folder.resolve("miracl-corpus-v1.0-sw/docs-0.jsonl.gz"))),
                StandardCharsets.UTF_8))) {
            for (String line = lines.readLine(); line != null; line = lines.readLine()) {
                JsonNode node = JsonMapper.shared().readTree(line);
                Key key = new Key(SW, node.get("docid").asString());
                passages.put(
                        key,
                        new Passage(
                                key,
                                node.get("title").asString(),
                                node.get("text").asString()));
            }
        }
        Map<Key, Map<Key, Integer>> grades = new HashMap<>();
        for (String line : Files.readAllLines(folder.resolve("miracl-v1.0-sw/qrels/qrels.miracl-v1.0-sw-train.tsv"))) {
            String[] fields = line.split("\t", -1);
            grades.computeIfAbsent(new Key(SW, fields[0]), query -> new HashMap<>())
                    .put(new Key(SW, fields[2]), Integer.parseInt(fields[3]));
        }
        Judgments judgments = Judgments.of(grades);
        for (String line :
                Files.readAllLines(folder.resolve("miracl-v1.0-sw/topics/topics.miracl-v1.0-sw-train.tsv"))) {
            String[] fields = line.split("\t", -1);
            Query query = new Query(new Key(SW, fields[0]), fields[1]);
            if (!judgments.positives(query.key()).isEmpty()) {
                queries.add(MiningQuery.of(query, judgments));
            }
        }
    }
}
