package dev.isogloss.mine;

import static dev.isogloss.mine.TableScorer.key;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.isogloss.data.Key;
import dev.isogloss.data.Passage;
import dev.isogloss.io.BadInputException;
import dev.isogloss.search.Pair;
import dev.isogloss.search.PairScorer;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.SortedMap;
import java.util.SplittableRandom;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A scorer that looks scores up is as good as the one that made them, and asks it for nothing twice. */
class PairScoresFileTest {
    @TempDir
    private Path folder = Path.of("");

    private static Pair pair(int query, int passage) {
        return new Pair(TableScorer.query("q" + query), new Passage(key("d" + passage), "", "text " + passage));
    }

    /** Scores by the names, and remembers what it was asked. */
    private record Live(List<Pair> asked) implements PairScorer {
        @Override
        public String describe() {
            return "live";
        }

        @Override
        public float[] score(List<Pair> pairs) {
            asked.addAll(pairs);
            float[] scores = new float[pairs.size()];
            for (int i = 0; i < scores.length; i++) {
                Pair pair = pairs.get(i);
                scores[i] = (float) new SplittableRandom(
                                (pair.query().key() + " " + pair.passage().key()).hashCode())
                        .nextDouble(-20, 20);
            }
            return scores;
        }
    }

    @Test
    void whatWasScoredIsLookedUpAndTheRestIsAsked() throws IOException {
        Live live = new Live(new ArrayList<>());
        Path file = folder.resolve("scores.jsonl.zst");
        PairScoresFile.write(file, sink -> {
            for (int query = 0; query < 9; query++) {
                SortedMap<Key, Float> scores = new TreeMap<>();
                for (int passage = 0; passage < 40; passage++) {
                    scores.put(key("d" + passage), live.score(List.of(pair(query, passage)))[0]);
                }
                sink.write(key("q" + query), scores);
            }
        });
        live.asked.clear();
        List<Pair> pairs = new ArrayList<>();
        List<Pair> unknown = new ArrayList<>();
        for (int query = 9; query >= 0; query--) {
            for (int passage = 45; passage >= 0; passage--) {
                pairs.add(pair(query, passage));
                if (query == 9 || passage >= 40) {
                    unknown.add(pair(query, passage));
                }
            }
        }
        PairScorer recorded = PairScoresFile.recorded(file, live);
        float[] scores = recorded.score(pairs);
        assertThat(live.asked).isEqualTo(unknown);
        assertThat(scores).isEqualTo(live.score(pairs));
        assertThat(recorded.describe()).isEqualTo("live");
        live.asked.clear();
        assertThat(recorded.score(List.of(pair(3, 7)))).hasSize(1);
        assertThat(live.asked).isEmpty();
    }

    @Test
    void aBrokenLineIsNamed() throws IOException {
        for (String bad :
                List.of("{\"query\":\"q\",\"language\":\"sw\"}", "{\"language\":\"sw\",\"scores\":{\"a\":1}}")) {
            Path file = Files.writeString(folder.resolve("bad.jsonl"), bad + "\n");
            assertThatThrownBy(() -> PairScoresFile.recorded(file, new Live(new ArrayList<>())))
                    .isInstanceOf(BadInputException.class)
                    .hasMessageContaining("bad.jsonl:1");
        }
    }
}
