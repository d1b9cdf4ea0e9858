package dev.isogloss.batch;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.isogloss.data.Key;
import dev.isogloss.data.Language;
import dev.isogloss.io.BadInputException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class TopicLabelsTest {
    private static final Language SWAHILI = new Language("sw");
    private static final List<Language> TWO = List.of(new Language("en"), SWAHILI);

    @TempDir
    private Path folder = Path.of("");

    private TopicLabels read(List<Language> languages, String... lines) throws IOException {
        return TopicLabels.read(Files.write(folder.resolve("topics.tsv"), List.of(lines)), languages);
    }

    @Test
    void aQueryHasItsOwnTopicOrThatOfItsFirstPositive() throws IOException {
        TopicLabels labels = read(TWO, "sw:1#0\tsports and games", "sw:q1\tbread", "", "en:1#0\tbread", "sw:q1\tbread");
        assertThat(labels.names()).containsExactly("bread", "sports and games");
        Key first = Key.parse("sw:1#0");
        assertThat(labels.of(Key.parse("sw:q1"), List.of(first))).hasValue(0);
        assertThat(labels.of(Key.parse("sw:q2"), List.of(first))).hasValue(1);
        assertThat(labels.of(Key.parse("sw:q2"), List.of(Key.parse("sw:2#0"), first)))
                .as("of the first alone, as for clusters")
                .isEmpty();
        assertThat(labels.of(Key.parse("en:q1"), List.of())).isEmpty();
    }

    @Test
    void withinOneLanguageIdsMayBeBare() throws IOException {
        TopicLabels labels = read(List.of(SWAHILI), "1#0\tbread", "sw:2#0\tsea");
        assertThat(labels.of(Key.parse("sw:q"), List.of(Key.parse("sw:1#0")))).hasValue(0);
        assertThat(labels.of(Key.parse("sw:q"), List.of(Key.parse("sw:2#0")))).hasValue(1);
    }

    @Test
    void whatIsWrongIsNamedWithItsLine() {
        refused("topics.tsv:2: expected id, tab, topic", "sw:1\tsea", "sw:2 sea");
        refused("expected id, tab, topic", "sw:1\t ");
        refused("sw:1 has two topics, sea and bread", "sw:1\tsea", "sw:1\tbread");
        refused("expected lang:id", "1#0\tsea");
        assertThatThrownBy(() -> TopicLabels.read(folder.resolve("none.tsv"), TWO))
                .isInstanceOf(BadInputException.class)
                .hasMessageContaining("there is no file");
    }

    private void refused(String message, String... lines) {
        assertThatThrownBy(() -> read(TWO, lines))
                .isInstanceOf(BadInputException.class)
                .hasMessageContaining(message);
    }
}
