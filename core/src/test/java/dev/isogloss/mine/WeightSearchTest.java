package dev.isogloss.mine;

import static dev.isogloss.mine.TableScorer.key;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import dev.isogloss.data.Hit;
import dev.isogloss.data.Key;
import dev.isogloss.data.Ranking;
import dev.isogloss.search.Fusion;
import dev.isogloss.search.RecordedRun;
import dev.isogloss.search.Retriever;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.SortedMap;
import java.util.SplittableRandom;
import java.util.function.Function;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;
import org.junit.jupiter.api.Test;

class WeightSearchTest {
    private static final int PASSAGES = 40;
    private static final Function<Map<String, Double>, CandidateFusion> SUM =
            weights -> new Fusion.WeightedSum(weights)::fuse;
    private static final WeightSearch SEARCH = new WeightSearch(SUM, 100);

    @Property(tries = 50)
    void learned_weights_are_never_worse_than_equal_ones(
            @ForAll long seed, @ForAll @IntRange(min = 1, max = 4) int members) {
        List<MiningQuery> queries = queries(12);
        List<Retriever> retrievers = retrievers(seed, members, queries);
        WeightSearch.Sample sample = SEARCH.ask(retrievers, queries);
        SortedMap<String, Double> equal = WeightSearch.equal(retrievers);

        SortedMap<String, Double> learned = SEARCH.learn(equal, sample);

        assertThat(SEARCH.quality(learned, sample)).isGreaterThanOrEqualTo(SEARCH.quality(equal, sample));
        assertThat(learned.values()).isSubsetOf(WeightSearch.GRID).anyMatch(weight -> weight > 0);
        assertThat(SEARCH.learn(equal, SEARCH.ask(retrievers.reversed(), queries)))
                .as("the order of members")
                .isEqualTo(learned);
    }

    @Test
    void a_member_that_knows_outweighs_one_that_guesses() {
        List<MiningQuery> queries = queries(30);
        Retriever knows = new RecordedRun(
                "knows",
                queries.stream()
                        .map(query -> Ranking.of(
                                query.query().key(),
                                List.of(new Hit(query.positives().getFirst(), 2), new Hit(key("d39"), 1)),
                                10))
                        .toList());
        List<Retriever> both = List.of(knows, retrievers(5, 1, queries).getFirst());
        WeightSearch.Sample sample = SEARCH.ask(both, queries);

        SortedMap<String, Double> learned = SEARCH.learn(WeightSearch.equal(both), sample);

        assertThat(learned.get("knows")).isGreaterThan(learned.get("guess0"));
        assertThat(SEARCH.quality(learned, sample)).isEqualTo(1);
    }

    @Test
    void quality_is_the_mean_ndcg_at_10_of_known_answers() {
        MiningQuery query = new MiningQuery(TableScorer.query("q"), List.of(key("a"), key("b")), List.of());
        Retriever run = new RecordedRun(
                "run",
                List.of(Ranking.of(
                        query.query().key(),
                        List.of(new Hit(key("x"), 3), new Hit(key("a"), 2), new Hit(key("y"), 1)),
                        10)));
        double expected = 1 / (Math.log(3) / Math.log(2)) / (1 + 1 / (Math.log(3) / Math.log(2)));

        assertThat(SEARCH.quality(Map.of("run", 1.0), SEARCH.ask(List.of(run), List.of(query))))
                .isEqualTo(expected, within(1e-12));
    }

    private static List<MiningQuery> queries(int count) {
        List<MiningQuery> queries = new ArrayList<>();
        for (int i = 0; i < count; i++) {
            queries.add(new MiningQuery(TableScorer.query("q" + i), List.of(key("d" + i)), List.of()));
        }
        return queries;
    }

    /** Members that each rank some passages at random. */
    private static List<Retriever> retrievers(long seed, int members, List<MiningQuery> queries) {
        SplittableRandom random = new SplittableRandom(seed);
        List<Retriever> retrievers = new ArrayList<>();
        for (int member = 0; member < members; member++) {
            List<Ranking> rankings = new ArrayList<>();
            for (MiningQuery query : queries) {
                List<Hit> hits = new ArrayList<>();
                for (int i = 0; i < PASSAGES; i++) {
                    if (random.nextInt(3) > 0) {
                        Key passage = key("d" + i);
                        hits.add(new Hit(passage, random.nextInt(100)));
                    }
                }
                rankings.add(Ranking.of(query.query().key(), hits, 30));
            }
            retrievers.add(new RecordedRun("guess" + member, rankings));
        }
        return retrievers;
    }
}
