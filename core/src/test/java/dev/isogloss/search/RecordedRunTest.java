package dev.isogloss.search;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.isogloss.data.Hit;
import dev.isogloss.data.Key;
import dev.isogloss.data.Language;
import dev.isogloss.data.Query;
import dev.isogloss.data.Ranking;
import java.util.List;
import org.junit.jupiter.api.Test;

class RecordedRunTest {
    private static final Key QUERY = Key.parse("sw:q");
    private static final Ranking RANKING = Ranking.of(
            QUERY,
            List.of(
                    new Hit(Key.parse("sw:a"), 3),
                    new Hit(Key.parse("en:b"), 2),
                    new Hit(Key.parse("sw:c"), 1),
                    new Hit(Key.parse("en:d"), 0.5f)),
            10);

    private final Retriever run = new RecordedRun("other", List.of(RANKING));

    @Test
    void repeats_what_was_recorded_within_the_scope() {
        assertThat(found(QUERY, new SearchScope.Pool(), 10)).containsExactly("sw:a", "en:b", "sw:c", "en:d");
        assertThat(found(QUERY, new SearchScope.Pool(), 2)).containsExactly("sw:a", "en:b");
        assertThat(found(QUERY, new SearchScope.OwnLanguage(), 2)).containsExactly("sw:a", "sw:c");
        assertThat(found(QUERY, new SearchScope.Only(new Language("en")), 1)).containsExactly("en:b");
        assertThat(run.name()).isEqualTo("other");
    }

    @Test
    void finds_nothing_for_a_query_that_was_not_asked() {
        assertThat(found(Key.parse("sw:new"), new SearchScope.OwnLanguage(), 5)).isEmpty();
    }

    @Test
    void refuses_a_query_twice() {
        assertThatThrownBy(() -> new RecordedRun("other", List.of(RANKING, RANKING)))
                .hasMessageContaining("other")
                .hasMessageContaining("sw:q");
    }

    private List<String> found(Key query, SearchScope scope, int depth) {
        return run.retrieve(List.of(new Query(query, "swali")), scope, depth).getFirst().hits().stream()
                .map(hit -> hit.passage().toString())
                .toList();
    }
}
