package dev.isogloss.format;

import static org.assertj.core.api.Assertions.assertThat;

import dev.isogloss.data.Hit;
import dev.isogloss.data.Judgments;
import dev.isogloss.data.Key;
import dev.isogloss.data.Ranking;
import dev.isogloss.io.JsonFile;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import tools.jackson.databind.JsonNode;

class RanxFileTest {
    @TempDir
    Path folder;

    @Test
    void the_scores_alone_give_our_order_back_also_where_they_tie() throws IOException {
        List<Hit> hits = IntStream.range(0, 40)
                .mapToObj(i -> new Hit(Key.parse("sw:" + i), i / 7))
                .toList();
        Ranking ranking = Ranking.of(Key.parse("sw:q"), hits, 40);

        RanxFile.writeRun(
                folder.resolve("run.json"), List.of(ranking, new Ranking(Key.parse("sw:none"), List.of())), false);

        JsonNode run = JsonFile.read(folder.resolve("run.json"));
        assertThat(run.propertyNames()).containsExactly("q");
        List<String> byScore = new ArrayList<>(run.path("q").propertyNames());
        byScore.sort(
                Comparator.comparingDouble((String id) -> run.path("q").path(id).doubleValue())
                        .reversed());
        assertThat(byScore)
                .isEqualTo(
                        ranking.hits().stream().map(hit -> hit.passage().id()).toList());
        ranking.hits()
                .forEach(hit -> assertThat(
                                (float) run.path("q").path(hit.passage().id()).doubleValue())
                        .isEqualTo(hit.score()));
    }

    @Test
    void judgments_keep_their_grades() throws IOException {
        Judgments judgments = Judgments.of(Map.of(
                Key.parse("sw:q"), Map.of(Key.parse("sw:1"), 2, Key.parse("en:1"), 0),
                Key.parse("sw:none"), Map.of()));

        RanxFile.writeQrels(folder.resolve("qrels.json"), judgments, true);

        assertThat(JsonFile.read(folder.resolve("qrels.json")).toString())
                .isEqualTo("{\"sw:q\":{\"en:1\":0,\"sw:1\":2}}");
    }
}
