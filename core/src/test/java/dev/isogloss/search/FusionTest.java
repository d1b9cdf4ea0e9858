package dev.isogloss.search;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.isogloss.data.Hit;
import dev.isogloss.data.Key;
import dev.isogloss.data.Language;
import dev.isogloss.data.Query;
import dev.isogloss.data.Ranking;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.SortedMap;
import java.util.SplittableRandom;
import java.util.TreeMap;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import net.jqwik.api.constraints.IntRange;
import org.junit.jupiter.api.Test;

class FusionTest {
    private static final Language SWAHILI = new Language("sw");
    private static final Key QUERY = new Key(SWAHILI, "q");

    @Test
    void weighted_sum_of_two_members_by_hand() {
        SortedMap<String, Ranking> members = new TreeMap<>(Map.of(
                "bm25", ranking(hit("a", 10), hit("b", 6), hit("c", 2)),
                "dense", ranking(hit("c", 0.9f), hit("b", 0.8f))));

        Ranking fused = new Fusion.WeightedSum(Map.of("bm25", 1.0, "dense", 3.0)).fuse(QUERY, members, 10);

        // a = 1/4 * 1, b = 1/4 * 1/2 + 3/4 * 0, c = 1/4 * 0 + 3/4 * 1
        assertThat(fused).isEqualTo(ranking(hit("c", 0.75f), hit("a", 0.25f), hit("b", 0.125f)));
    }

    @Test
    void hits_that_all_have_one_score_count_fully() {
        SortedMap<String, Ranking> members = new TreeMap<>(
                Map.of("bm25", ranking(hit("b", 7), hit("a", 7)), "dense", ranking(hit("c", -3)), "none", ranking()));

        Ranking fused = Fusion.DEFAULT.fuse(QUERY, members, 10);

        float third = (float) (1.0 / 3.0);
        assertThat(fused).isEqualTo(ranking(hit("c", third), hit("b", third), hit("a", third)));
    }

    @Test
    void only_the_first_hundred_hits_of_a_member_set_its_scale() {
        List<Hit> many = IntStream.range(0, 150)
                .mapToObj(i -> hit("p" + (1000 + i), 150 - i))
                .toList();
        SortedMap<String, Ranking> members = new TreeMap<>(Map.of("bm25", new Ranking(QUERY, many)));

        Ranking fused = Fusion.DEFAULT.fuse(QUERY, members, 100);

        assertThat(fused.hits()).hasSize(100);
        assertThat(fused.hits().getFirst()).isEqualTo(hit("p1000", 1f));
        assertThat(fused.hits().getLast()).isEqualTo(hit("p1099", 0f));
    }

    @Test
    void reciprocal_ranks_by_hand() {
        SortedMap<String, Ranking> members = new TreeMap<>(
                Map.of("bm25", ranking(hit("a", 10), hit("b", 6)), "dense", ranking(hit("b", 0.9f), hit("c", 0.8f))));

        Ranking fused = new Fusion.ReciprocalRank(60).fuse(QUERY, members, 2);

        assertThat(fused).isEqualTo(ranking(hit("b", (float) (1.0 / 61 + 1.0 / 62)), hit("a", (float) (1.0 / 61))));
    }

    @Test
    void refuses_impossible_weights_and_members_without_one() {
        assertThatThrownBy(() -> new Fusion.WeightedSum(Map.of("bm25", -1.0)))
                .hasMessageContaining("bm25")
                .hasMessageContaining("got: -1.0");
        assertThatThrownBy(() -> new Fusion.WeightedSum(Map.of("bm25", 0.0)))
                .hasMessageContaining("one of the weights must be above 0 (got: {bm25=0.0})");
        assertThatThrownBy(() -> new Fusion.ReciprocalRank(60, Map.of("bm25", Double.NaN)))
                .hasMessageContaining("got: NaN");
        assertThatThrownBy(() -> new Fusion.ReciprocalRank(0)).hasMessageContaining("got: 0");
        Fusion fusion = new Fusion.WeightedSum(Map.of("bm25", 1.0));
        SortedMap<String, Ranking> members = new TreeMap<>(Map.of("dense", ranking(hit("a", 1))));
        assertThatThrownBy(() -> fusion.fuse(QUERY, members, 1)).hasMessageContaining("dense");
    }

    @Test
    void weighted_reciprocal_ranks_by_hand() {
        SortedMap<String, Ranking> members = new TreeMap<>(
                Map.of("bm25", ranking(hit("a", 10), hit("b", 6)), "dense", ranking(hit("b", 0.9f), hit("c", 0.8f))));

        Ranking fused = new Fusion.ReciprocalRank(60, Map.of("bm25", 4.0, "dense", 1.0)).fuse(QUERY, members, 2);

        assertThat(fused).isEqualTo(ranking(hit("b", (float) (1.0 / 61 + 4.0 / 62)), hit("a", (float) (4.0 / 61))));
    }

    @Property(tries = 200)
    void a_member_of_weight_0_is_left_out(
            @ForAll long seed, @ForAll @IntRange(min = 2, max = 5) int count, @ForAll boolean reciprocal) {
        SortedMap<String, Ranking> members = named(rankings(seed, count));
        SortedMap<String, Double> weights = new TreeMap<>();
        members.keySet().forEach(member -> weights.put(member, 1.0 + weights.size()));
        String silent = members.lastKey();
        weights.put(silent, 0.0);
        Ranking with = weighted(weights, reciprocal).fuse(QUERY, members, 30);

        members.remove(silent);
        weights.remove(silent);

        assertThat(with).isEqualTo(weighted(weights, reciprocal).fuse(QUERY, members, 30));
    }

    @Property(tries = 200)
    void a_member_that_finds_nothing_moves_no_passage(
            @ForAll long seed, @ForAll @IntRange(min = 1, max = 4) int count) {
        SortedMap<String, Ranking> members = named(rankings(seed, count));
        SortedMap<String, Double> weights = new TreeMap<>();
        // Powers of two, also in their sum: shares are exact, so equal scores stay equal.
        members.keySet().forEach(member -> weights.put(member, 1.0));
        weights.put(members.firstKey(), 5.0 - count);
        Ranking before = weighted(weights, false).fuse(QUERY, members, 30);

        members.put("silent", ranking());
        weights.put("silent", 4.0);
        Ranking after = weighted(weights, false).fuse(QUERY, members, 30);

        assertThat(after.hits().stream().map(Hit::passage))
                .containsExactlyElementsOf(
                        before.hits().stream().map(Hit::passage).toList());
    }

    private static Fusion weighted(Map<String, Double> weights, boolean reciprocal) {
        return reciprocal ? new Fusion.ReciprocalRank(60, weights) : new Fusion.WeightedSum(weights);
    }

    @Property(tries = 200)
    void the_names_of_the_members_do_not_matter(
            @ForAll long seed, @ForAll @IntRange(min = 1, max = 5) int count, @ForAll("fusions") Fusion fusion) {
        List<Ranking> rankings = rankings(seed, count);
        Ranking expected = fusion.fuse(QUERY, named(rankings), 20);

        assertThat(fusion.fuse(QUERY, named(rankings.reversed()), 20)).isEqualTo(expected);
    }

    @Property(tries = 200)
    void stretching_and_moving_the_scores_of_a_member_does_not_matter(
            @ForAll long seed,
            @ForAll @IntRange(min = 1, max = 5) int count,
            @ForAll("fusions") Fusion fusion,
            @ForAll @IntRange(min = -6, max = 6) int power,
            @ForAll @IntRange(min = -50, max = 50) int shift) {
        List<Ranking> rankings = new ArrayList<>(rankings(seed, count));
        Ranking expected = fusion.fuse(QUERY, named(rankings), 20);

        // Whole scores, a power of two and a whole shift: exact in floating point.
        rankings.set(
                0,
                new Ranking(
                        QUERY,
                        rankings.getFirst().hits().stream()
                                .map(hit -> new Hit(hit.passage(), Math.scalb(hit.score(), power) + shift))
                                .toList()));

        assertThat(fusion.fuse(QUERY, named(rankings), 20)).isEqualTo(expected);
    }

    @Property(tries = 200)
    void the_result_is_within_the_union_and_complete_when_deep_enough(
            @ForAll long seed, @ForAll @IntRange(min = 1, max = 5) int count, @ForAll("fusions") Fusion fusion) {
        List<Ranking> rankings = rankings(seed, count);
        Set<Key> union = rankings.stream()
                .flatMap(ranking -> ranking.hits().stream())
                .map(Hit::passage)
                .collect(Collectors.toSet());

        List<Hit> all = fusion.fuse(QUERY, named(rankings), 1000).hits();
        List<Hit> some = fusion.fuse(QUERY, named(rankings), 7).hits();

        assertThat(all.stream().map(Hit::passage)).containsExactlyInAnyOrderElementsOf(union);
        assertThat(some).isEqualTo(all.subList(0, Math.min(7, all.size())));
    }

    @Test
    void a_fused_retriever_asks_its_members_for_a_hundred_hits() {
        List<Integer> depths = new ArrayList<>();
        Retriever bm25 = new Fixed("bm25", ranking(hit("a", 2), hit("b", 1)), depths);
        Retriever dense = new Fixed("dense", ranking(hit("b", 5), hit("c", 4)), depths);
        FusedRetriever hybrid = new FusedRetriever(List.of(dense, bm25), new Fusion.ReciprocalRank(60));

        List<Ranking> found = hybrid.retrieve(
                List.of(new Query(QUERY, "swali"), new Query(QUERY, "swali")), new SearchScope.Pool(), 1);

        assertThat(hybrid.name()).isEqualTo("hybrid");
        assertThat(found)
                .hasSize(2)
                .allSatisfy(ranking -> assertThat(ranking.hits())
                        .extracting(Hit::passage)
                        .containsExactly(hit("b", 0).passage()));
        assertThat(depths).containsExactly(100, 100);
        assertThatThrownBy(() -> new FusedRetriever(List.of(bm25, bm25), Fusion.DEFAULT))
                .hasMessageContaining("both called bm25");
    }

    private record Fixed(String name, Ranking answer, List<Integer> depths) implements Retriever {
        @Override
        public List<Ranking> retrieve(List<Query> queries, SearchScope scope, int depth) {
            depths.add(depth);
            return queries.stream().map(query -> answer).toList();
        }
    }

    @Provide
    Arbitrary<Fusion> fusions() {
        return Arbitraries.of(Fusion.DEFAULT, new Fusion.ReciprocalRank(60), new Fusion.ReciprocalRank(1));
    }

    private static SortedMap<String, Ranking> named(List<Ranking> rankings) {
        SortedMap<String, Ranking> members = new TreeMap<>();
        for (Ranking ranking : rankings) {
            members.put("member" + members.size(), ranking);
        }
        return members;
    }

    private static List<Ranking> rankings(long seed, int count) {
        SplittableRandom random = new SplittableRandom(seed);
        List<Ranking> rankings = new ArrayList<>();
        for (int i = 0; i < count; i++) {
            Set<Hit> hits = new HashSet<>();
            for (int passage = 0; passage < 30; passage++) {
                if (random.nextInt(3) > 0) {
                    hits.add(hit("p" + passage, random.nextInt(40)));
                }
            }
            rankings.add(Ranking.of(QUERY, hits, 30));
        }
        return rankings;
    }

    private static Hit hit(String id, float score) {
        return new Hit(new Key(SWAHILI, id), score);
    }

    private static Ranking ranking(Hit... hits) {
        return new Ranking(QUERY, List.of(hits));
    }
}
