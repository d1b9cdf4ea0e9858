package dev.isogloss.index;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.isogloss.data.Hit;
import dev.isogloss.data.Key;
import dev.isogloss.data.Language;
import dev.isogloss.data.Query;
import dev.isogloss.data.Ranking;
import dev.isogloss.embed.MatrixProduct;
import dev.isogloss.embed.VectorApiProduct;
import dev.isogloss.embed.Vectors;
import dev.isogloss.io.BadInputException;
import dev.isogloss.search.SearchScope;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;
import java.util.concurrent.ForkJoinPool;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import net.jqwik.api.constraints.IntRange;
import org.junit.jupiter.api.Test;

class FlatIndexTest {
    private static final List<Language> LANGUAGES = List.of(new Language("ar"), new Language("sw"), new Language("zh"));

    @Property(tries = 150)
    void equals_a_double_loop_for_all_blocks_products_and_scopes(
            @ForAll @IntRange(max = 120) int passageCount,
            @ForAll @IntRange(min = 1, max = 30) int queryCount,
            @ForAll @IntRange(min = 1, max = 21) int dimension,
            @ForAll @IntRange(min = 1, max = 40) int depth,
            @ForAll boolean mixed,
            @ForAll boolean ties,
            @ForAll("blockings") FlatIndex.Blocking blocking,
            @ForAll("scopes") SearchScope scope,
            @ForAll long seed) {
        SplittableRandom random = new SplittableRandom(seed);
        Vectors passages = new HeapVectors(
                HeapVectors.keys(passageCount, LANGUAGES, mixed),
                vectors(passageCount, dimension, ties, random),
                dimension);
        float[][] queryVectors = vectors(queryCount, dimension, ties, random);
        List<Query> queries = queries(queryCount);
        List<Ranking> expected = doubleLoop(passages, queries, queryVectors, scope, depth);

        for (MatrixProduct product : List.of(new VectorApiProduct(), new Sloppy())) {
            FlatIndex index = new FlatIndex("dense", passages, asked -> queryVectors, product, blocking);
            assertThat(index.retrieve(queries, scope, depth)).isEqualTo(expected);
        }
    }

    /** Law: the dial gives what searching the balanced vectors gives; at 0 it changes nothing. */
    @Property(tries = 60)
    void a_balanced_index_is_an_index_of_balanced_vectors(
            @ForAll @IntRange(min = 1, max = 120) int passageCount,
            @ForAll @IntRange(min = 1, max = 20) int queryCount,
            @ForAll boolean mixed,
            @ForAll("blockings") FlatIndex.Blocking blocking,
            @ForAll("scopes") SearchScope scope,
            @ForAll long seed) {
        SplittableRandom random = new SplittableRandom(seed);
        int dimension = 9;
        List<Key> keys = HeapVectors.keys(passageCount, LANGUAGES, mixed);
        float[][] raw = vectors(passageCount, dimension, false, random);
        Vectors passages = new HeapVectors(keys, raw, dimension);
        float[][] queryVectors = vectors(queryCount, dimension, false, random);
        List<Query> queries = queries(queryCount);
        FlatIndex index = new FlatIndex("dense", passages, asked -> queryVectors, new VectorApiProduct(), blocking);
        assertThat(index.balanced(LanguageBalance.of(passages, 0)).retrieve(queries, scope, 10))
                .isEqualTo(index.retrieve(queries, scope, 10));

        LanguageBalance balance = LanguageBalance.of(passages, 0.7);
        float[][] moved = new float[passageCount][];
        for (int i = 0; i < passageCount; i++) {
            moved[i] = balance.balanced(keys.get(i).language(), raw[i]);
            double norm = 0;
            for (float value : moved[i]) {
                norm += value * value;
            }
            assertThat(norm).isCloseTo(1, org.assertj.core.api.Assertions.within(1e-5));
        }
        float[][] asked = new float[queryCount][];
        for (int i = 0; i < queryCount; i++) {
            asked[i] = balance.balanced(queries.get(i).language(), queryVectors[i]);
        }
        assertThat(index.balanced(balance).retrieve(queries, scope, 10))
                .isEqualTo(doubleLoop(new HeapVectors(keys, moved, dimension), queries, asked, scope, 10));
    }

    @Test
    void does_not_depend_on_the_number_of_threads() throws Exception {
        SplittableRandom random = new SplittableRandom(5);
        Vectors passages = new HeapVectors(
                HeapVectors.keys(3000, LANGUAGES, false), HeapVectors.clustered(3000, 24, 40, 0.5, random), 24);
        float[][] queryVectors = HeapVectors.clustered(200, 24, 40, 0.5, random);
        List<Query> queries = queries(200);
        FlatIndex index = new FlatIndex(
                "dense", passages, asked -> queryVectors, new VectorApiProduct(), new FlatIndex.Blocking(16, 100, 8));
        List<Ranking> expected = doubleLoop(passages, queries, queryVectors, new SearchScope.Pool(), 50);

        for (int threads : new int[] {1, 2, 5}) {
            try (ForkJoinPool pool = new ForkJoinPool(threads)) {
                assertThat(pool.submit(() -> index.retrieve(queries, new SearchScope.Pool(), 50))
                                .get())
                        .isEqualTo(expected);
            }
        }
    }

    @Test
    void a_crowd_of_equal_passages_is_ranked_by_key() {
        float[][] equal = new float[500][];
        java.util.Arrays.fill(equal, new float[] {0.6f, 0.8f});
        Vectors passages = new HeapVectors(HeapVectors.keys(500, LANGUAGES, false), equal, 2);
        FlatIndex index = new FlatIndex(
                "dense",
                passages,
                asked -> new float[][] {{1, 0}},
                new VectorApiProduct(),
                new FlatIndex.Blocking(1, 64, 4));

        List<Hit> hits =
                index.retrieve(queries(1), new SearchScope.Pool(), 3).getFirst().hits();

        List<Key> greatest = HeapVectors.keys(500, LANGUAGES, false).stream()
                .sorted(java.util.Comparator.reverseOrder())
                .limit(3)
                .toList();
        assertThat(hits).extracting(Hit::passage).containsExactlyElementsOf(greatest);
        assertThat(hits).extracting(Hit::score).containsOnly(0.6f);
    }

    @Test
    void refuses_vectors_that_are_not_finite_and_queries_of_another_dimension() {
        List<Key> keys = HeapVectors.keys(2, LANGUAGES, true);
        Vectors broken = new HeapVectors(keys, new float[][] {{1, 0}, {Float.NaN, 0}}, 2);
        assertThatThrownBy(() -> new FlatIndex("dense", broken, asked -> new float[0][], new VectorApiProduct()))
                .isInstanceOf(BadInputException.class)
                .hasMessageContaining(keys.get(1).toString());

        Vectors sound = new HeapVectors(keys, new float[][] {{1, 0}, {0, 1}}, 2);
        FlatIndex index = new FlatIndex("dense", sound, asked -> new float[][] {{1, 0, 0}}, new VectorApiProduct());
        assertThatThrownBy(() -> index.retrieve(queries(1), new SearchScope.Pool(), 1))
                .isInstanceOf(BadInputException.class)
                .hasMessageContaining("3 components")
                .hasMessageContaining("2;");
        FlatIndex notFinite = new FlatIndex(
                "dense", sound, asked -> new float[][] {{1, Float.POSITIVE_INFINITY}}, new VectorApiProduct());
        assertThatThrownBy(() -> notFinite.retrieve(queries(1), new SearchScope.Pool(), 1))
                .isInstanceOf(BadInputException.class)
                .hasMessageContaining("ar:q0");
        assertThatThrownBy(() -> index.retrieve(queries(1), new SearchScope.Pool(), 0))
                .hasMessageContaining("got: 0");
    }

    /** Every score as far off, up or down, as 32-bit sums may be: d 2^-24 |q| |p|. */
    private static final class Sloppy implements MatrixProduct {
        @Override
        public void multiply(
                MemorySegment queries,
                int rows,
                MemorySegment passages,
                int columns,
                int dimension,
                MemorySegment scores) {
            SplittableRandom random = new SplittableRandom(columns);
            for (int i = 0; i < rows; i++) {
                for (int j = 0; j < columns; j++) {
                    double sum = 0;
                    double queryNorm = 0;
                    double passageNorm = 0;
                    for (int k = 0; k < dimension; k++) {
                        double left = queries.getAtIndex(ValueLayout.JAVA_FLOAT, (long) i * dimension + k);
                        double right = passages.getAtIndex(ValueLayout.JAVA_FLOAT, (long) j * dimension + k);
                        sum += left * right;
                        queryNorm += left * left;
                        passageNorm += right * right;
                    }
                    double error = dimension * 0x1p-24 * Math.sqrt(queryNorm * passageNorm);
                    sum += random.nextBoolean() ? error : -error;
                    scores.setAtIndex(ValueLayout.JAVA_FLOAT, (long) i * columns + j, (float) sum);
                }
            }
        }
    }

    @Provide
    Arbitrary<FlatIndex.Blocking> blockings() {
        return Arbitraries.of(
                new FlatIndex.Blocking(1, 1, 1),
                new FlatIndex.Blocking(3, 7, 1),
                new FlatIndex.Blocking(4, 16, 9),
                new FlatIndex.Blocking(100, 1000, 4),
                FlatIndex.Blocking.standard());
    }

    @Provide
    Arbitrary<SearchScope> scopes() {
        return Arbitraries.of(
                new SearchScope.OwnLanguage(),
                new SearchScope.Pool(),
                new SearchScope.Only(LANGUAGES.get(1)),
                new SearchScope.Only(new Language("yo")));
    }

    private static float[][] vectors(int count, int dimension, boolean ties, SplittableRandom random) {
        return ties
                ? HeapVectors.whole(count, dimension, random)
                : HeapVectors.clustered(count, dimension, 3, 0.001, random);
    }

    private static List<Query> queries(int count) {
        return HeapVectors.keys(count, LANGUAGES, true).stream()
                .map(key -> new Query(new Key(key.language(), "q" + key.id().replaceAll(".*x", "")), "?"))
                .toList();
    }

    static List<Ranking> doubleLoop(
            Vectors passages, List<Query> queries, float[][] queryVectors, SearchScope scope, int depth) {
        List<Ranking> rankings = new ArrayList<>();
        for (int i = 0; i < queries.size(); i++) {
            List<Hit> hits = new ArrayList<>();
            for (int row = 0; row < passages.size(); row++) {
                Language language = passages.key(row).language();
                boolean searched = switch (scope) {
                    case SearchScope.OwnLanguage() ->
                        language.equals(queries.get(i).language());
                    case SearchScope.Pool() -> true;
                    case SearchScope.Only(Language only) -> language.equals(only);
                };
                if (searched) {
                    double sum = 0;
                    float[] passage = passages.vector(row);
                    for (int k = 0; k < passage.length; k++) {
                        sum += (double) queryVectors[i][k] * passage[k];
                    }
                    hits.add(new Hit(passages.key(row), (float) sum));
                }
            }
            rankings.add(Ranking.of(queries.get(i).key(), hits, depth));
        }
        return rankings;
    }
}
