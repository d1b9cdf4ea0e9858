package dev.isogloss.format;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.isogloss.data.Hit;
import dev.isogloss.data.Key;
import dev.isogloss.data.Language;
import dev.isogloss.data.Ranking;
import dev.isogloss.io.BadInputException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.Size;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class TrecRunTest {
    private static final Language SW = new Language("sw");
    private static final Language EN = new Language("en");

    @TempDir
    private Path folder;

    @Property(tries = 300)
    void scoresComeBackAsTheSameFloats(@ForAll @Size(min = 1, max = 20) List<Float> scores, @ForAll boolean qualified)
            throws IOException {
        List<Hit> hits = new ArrayList<>();
        for (int i = 0; i < scores.size(); i++) {
            hits.add(new Hit(new Key(SW, i + "#0"), scores.get(i)));
        }
        List<Ranking> rankings = List.of(Ranking.of(new Key(SW, "q"), hits, 100));
        Path file = Files.createTempFile("run", ".trec.gz");
        try {
            TrecRun.write(file, rankings, "tag", qualified);
            assertThat(TrecRun.read(file, qualified ? KeyResolver.qualified() : KeyResolver.of(SW)))
                    .isEqualTo(rankings);
        } finally {
            Files.delete(file);
        }
    }

    @Test
    void writesTheSixColumns() throws IOException {
        Path file = folder.resolve("x.trec");
        Hit first = new Hit(new Key(SW, "7#1"), 0.1f);
        Hit second = new Hit(new Key(EN, "7#1"), -1e-9f);
        Ranking ranking = Ranking.of(new Key(SW, "22"), List.of(second, first), 10);
        TrecRun.write(file, List.of(ranking), "dense", true);
        assertThat(file).hasContent("sw:22 Q0 sw:7#1 1 0.1 dense\nsw:22 Q0 en:7#1 2 -1.0E-9 dense\n");
        assertThatThrownBy(() -> TrecRun.write(file, List.of(ranking), "dense", false))
                .hasMessageContaining("in two languages");
        assertThatThrownBy(() -> TrecRun.write(file, List.of(ranking, ranking), "dense", true))
                .hasMessageContaining("two rankings");
        assertThatThrownBy(() -> TrecRun.write(file, List.of(), "my system", true))
                .hasMessageContaining("my system");
    }

    @Test
    void ordersByScoreThenIdDescendingWhateverTheRanks() throws IOException {
        Path file = file("q Q0 a 1 0.5 t", "q Q0 c 2 0.50 t", "p Q0 z 9 1 t", "q\tQ0\tb\t3\t0.7\tt");
        assertThat(TrecRun.read(file))
                .containsOnlyKeys("q", "p")
                .containsEntry("q", List.of(new RunHit("b", 0.7f), new RunHit("c", 0.5f), new RunHit("a", 0.5f)));
    }

    @Test
    void saysFileAndLineOfWhatIsWrong() throws IOException {
        requireMessage(":2: expected 6 columns", "q Q0 a 1 0.5 t", "q Q0 b 0.4 t");
        requireMessage(":1: the score must be a number (got: high)", "q Q0 a 1 high t");
        requireMessage(":1: the score must be finite (got: NaN)", "q Q0 a 1 NaN t");
        requireMessage(":3: passage a comes twice for query q", "q Q0 a 1 2 t", "q Q0 b 2 1 t", "q Q0 a 3 0 t");
        requireMessage(":4: passage a comes twice for query q", "q Q0 a 1 2 t", "p Q0 a 2 1 t", "", "q Q0 a 3 0 t");
        Path file = file("22 Q0 7#1 1 0.5 t");
        assertThatThrownBy(() -> TrecRun.read(file, KeyResolver.qualified()))
                .isInstanceOf(BadInputException.class)
                .hasMessageContaining(file + ":1: expected lang:id");
    }

    @Test
    void streamsALargeRunInOrder() throws IOException {
        Path file = folder.resolve("large.trec.zst");
        List<Ranking> rankings = new ArrayList<>();
        for (int query = 0; query < 2_000; query++) {
            List<Hit> hits = new ArrayList<>();
            for (int i = 0; i < 100; i++) {
                hits.add(new Hit(new Key(SW, (query * 31 + i) + "#0"), 1f / (i + 1)));
            }
            rankings.add(new Ranking(new Key(SW, "q" + query), hits));
        }
        TrecRun.write(file, rankings, "t", false);
        long[] lines = {0};
        TrecRun.read(file, (query, passage, score) -> {
            Hit expected = rankings.get((int) (lines[0] / 100)).hits().get((int) (lines[0] % 100));
            if (!expected.passage().id().equals(passage) || expected.score() != score) {
                throw new AssertionError("line " + lines[0] + " is " + query + " " + passage + " " + score);
            }
            lines[0]++;
        });
        assertThat(lines[0]).isEqualTo(200_000);
    }

    private Path file(String... lines) throws IOException {
        return Files.write(folder.resolve("run.trec"), List.of(lines));
    }

    private void requireMessage(String message, String... lines) throws IOException {
        Path file = file(lines);
        assertThatThrownBy(() -> TrecRun.read(file))
                .isInstanceOf(BadInputException.class)
                .hasMessageContaining(file + message);
    }
}
