package dev.isogloss.format;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.isogloss.data.Judgments;
import dev.isogloss.data.Key;
import dev.isogloss.data.Language;
import dev.isogloss.io.BadInputException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;
import net.jqwik.api.constraints.Size;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class QrelsTest {
    private static final Language SW = new Language("sw");
    private static final Language EN = new Language("en");

    @TempDir
    private Path folder;

    @Property(tries = 200)
    void judgmentsComeBack(
            @ForAll @Size(max = 10)
                    Map<
                                    @IntRange(min = 0, max = 99) Integer,
                                    @Size(min = 1, max = 5) Map<
                                            @IntRange(min = 0, max = 9) Integer, @IntRange(min = -1, max = 3) Integer>>
                            grades,
            @ForAll boolean qualified)
            throws IOException {
        Map<Key, Map<Key, Integer>> keyed = new HashMap<>();
        grades.forEach((query, passages) -> {
            Map<Key, Integer> keys = new HashMap<>();
            passages.forEach((passage, grade) -> keys.put(new Key(SW, passage + "#0"), grade));
            keyed.put(new Key(SW, "q" + query), keys);
        });
        Judgments judgments = Judgments.of(keyed);
        Path file = Files.createTempFile("qrels", ".tsv.zst");
        try {
            Qrels.write(file, judgments, qualified);
            assertThat(Qrels.read(file, qualified ? KeyResolver.qualified() : KeyResolver.of(SW)))
                    .isEqualTo(judgments);
        } finally {
            Files.delete(file);
        }
    }

    @Test
    void readsTrecAndBeirAlike() throws IOException {
        Map<String, Map<String, Integer>> expected = Map.of("1", Map.of("a", 1, "b", 0), "2", Map.of("a", 2));
        assertThat(Qrels.read(file("1 0 a 1", "1\tQ0\tb\t0", "", "2  0  a  2"))).isEqualTo(expected);
        assertThat(Qrels.read(file("query-id\tcorpus-id\tscore", "1\ta\t1", "1\tb\t0", "2\ta\t2")))
                .isEqualTo(expected);
        assertThat(Qrels.read(file("1 0 a 1"), KeyResolver.of(SW, EN)).positives(new Key(SW, "1")))
                .containsExactly(new Key(EN, "a"));
    }

    @Test
    void saysFileAndLineOfWhatIsWrong() throws IOException {
        requireMessage(":2: expected query, 0, passage, grade (got 3 columns", "1 0 a 1", "1 b 0");
        requireMessage(":1: expected query, 0, passage, grade (got 3 columns: 1\ta\t1); a BEIR file", "1\ta\t1");
        requireMessage(":2: expected query-id, corpus-id, score (got 4", "query-id\tcorpus-id\tscore", "1 0 a 1");
        requireMessage(":1: the grade must be a whole number (got: yes)", "1 0 a yes");
        requireMessage(":2: query 1 and passage a are judged twice (1 before, now 0)", "1 0 a 1", "1 0 a 0");
    }

    private Path file(String... lines) throws IOException {
        return Files.write(folder.resolve("qrels.tsv"), List.of(lines));
    }

    private void requireMessage(String message, String... lines) throws IOException {
        Path file = file(lines);
        assertThatThrownBy(() -> Qrels.read(file))
                .isInstanceOf(BadInputException.class)
                .hasMessageContaining(file + message);
    }
}
