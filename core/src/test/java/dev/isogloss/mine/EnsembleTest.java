package dev.isogloss.mine;

import static dev.isogloss.mine.TableScorer.key;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.tuple;

import dev.isogloss.data.Key;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class EnsembleTest {
    private static final List<Key> POSITIVES = List.of(key("d0"), key("d1"));

    @Test
    void positivesCopiesAndEmptyPassagesNeverBecomeCandidates() {
        SmallCollection collection =
                new SmallCollection(30, Map.of(0, "The Nile  flows north.", 5, "the nile flows NORTH.", 7, " "));
        Ensemble ensemble = ensemble(collection, 20, 10);
        MiningQuery query = new MiningQuery(TableScorer.query("q"), POSITIVES, List.of(key("d2")));

        Candidates found =
                ensemble.candidates(List.of(query), collection.lookup()).getFirst();

        assertThat(found.candidates()).hasSize(10);
        assertThat(found.passages()).doesNotContain(key("d0"), key("d1"), key("d2"), key("d5"), key("d7"));
        assertThat(found.dropped())
                .extracting(Dropped::passage, Dropped::stage, Dropped::reason)
                .contains(
                        tuple(key("d5"), "ensemble", "duplicate of a positive"), tuple(key("d7"), "ensemble", "empty"));
    }

    @Test
    void keepsTheRankUnderEveryMember() {
        SmallCollection collection = new SmallCollection(12, Map.of());
        Candidates found = ensemble(collection, 12, 10)
                .candidates(List.of(new MiningQuery(TableScorer.query("q"), POSITIVES, List.of())), collection.lookup())
                .getFirst();
        Candidate third = found.candidates().stream()
                .filter(candidate -> candidate.passage().equals(key("d2")))
                .findFirst()
                .orElseThrow();
        assertThat(third.ranks()).isEqualTo(Map.of("numbered", 3, "swapped", 4));
    }

    @Test
    void asksDeeperWhereTooFewAreLeft() {
        Map<Integer, String> texts = new HashMap<>();
        for (int i = 2; i < 25; i++) {
            texts.put(i, "text of passage 0");
        }
        SmallCollection collection = new SmallCollection(60, texts);
        Ensemble ensemble = new Ensemble(
                List.of(collection.retriever("numbered", true)), SmallCollection::fuse, "reciprocal-rank", 10, 10);
        Candidates found = ensemble.candidates(
                        List.of(new MiningQuery(TableScorer.query("q"), POSITIVES, List.of())), collection.lookup())
                .getFirst();
        assertThat(found.passages().getFirst()).isEqualTo(key("d25"));
        assertThat(found.candidates()).hasSize(10);
    }

    @Test
    void givesWhatThereIsInASmallCollection() {
        SmallCollection collection = new SmallCollection(5, Map.of());
        Candidates found = ensemble(collection, 100, 40)
                .candidates(List.of(new MiningQuery(TableScorer.query("q"), POSITIVES, List.of())), collection.lookup())
                .getFirst();
        assertThat(found.passages()).containsExactlyInAnyOrder(key("d2"), key("d3"), key("d4"));
    }

    @Test
    void refusesTwoMembersOfOneName() {
        SmallCollection collection = new SmallCollection(5, Map.of());
        assertThatThrownBy(() -> new Ensemble(
                        List.of(collection.retriever("a", true), collection.retriever("a", false)),
                        SmallCollection::fuse,
                        "reciprocal-rank",
                        10,
                        10))
                .hasMessageContaining("[a, a]");
    }

    static Ensemble ensemble(SmallCollection collection, int memberDepth, int depth) {
        return new Ensemble(
                List.of(collection.retriever("numbered", true), collection.retriever("swapped", false)),
                SmallCollection::fuse,
                "reciprocal-rank",
                memberDepth,
                depth);
    }
}
