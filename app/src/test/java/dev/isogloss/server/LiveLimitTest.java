package dev.isogloss.server;

import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.isogloss.data.Key;
import dev.isogloss.data.Language;
import dev.isogloss.data.Passage;
import dev.isogloss.index.LiveIndex;
import dev.isogloss.index.LivePassages;
import dev.isogloss.job.OpenIndex;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class LiveLimitTest {
    private static OpenIndex.Write put(String id, String text) {
        Key key = new Key(new Language("en"), id);
        return new OpenIndex.Write(LiveIndex.Rule.ANY, key, Optional.of(new Passage(key, "", text)));
    }

    @Test
    void passagesAndBytesAreLimitedAndDeletingIsNot() {
        LiveLimit limit = new LiveLimit(2, 20_000);
        assertThatCode(() -> limit.require(LivePassages.NONE, List.of(put("a", "x".repeat(4000)), put("b", "y"))))
                .doesNotThrowAnyException();
        assertThatThrownBy(() -> limit.require(LivePassages.NONE, List.of(put("a", "x"), put("b", "y"), put("c", "z"))))
                .isInstanceOf(Problem.class)
                .hasMessageContaining("at most 2 of 20000 bytes");
        assertThatThrownBy(() -> limit.require(LivePassages.NONE, List.of(put("a", "x".repeat(10_000)))))
                .isInstanceOf(Problem.class)
                .hasMessageContaining("isogloss index compact");
        OpenIndex.Write delete =
                new OpenIndex.Write(LiveIndex.Rule.ANY, new Key(new Language("en"), "a"), Optional.empty());
        assertThatCode(() -> new LiveLimit(0, 0).require(LivePassages.NONE, List.of(delete)))
                .doesNotThrowAnyException();
    }
}
