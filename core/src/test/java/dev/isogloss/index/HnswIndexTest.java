package dev.isogloss.index;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.isogloss.data.Hit;
import dev.isogloss.data.Key;
import dev.isogloss.data.Language;
import dev.isogloss.data.Query;
import dev.isogloss.data.Ranking;
import dev.isogloss.embed.VectorApiProduct;
import dev.isogloss.embed.Vectors;
import dev.isogloss.io.BadInputException;
import dev.isogloss.io.Progress;
import dev.isogloss.search.SearchScope;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.SplittableRandom;
import java.util.stream.IntStream;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class HnswIndexTest {
    private static final List<Language> LANGUAGES = List.of(new Language("sw"), new Language("te"));
    private static final int DIMENSION = 48;
    private static final float[][] ALL;
    private static final Vectors PASSAGES;
    private static final List<Query> QUERIES = IntStream.range(0, 200)
            .mapToObj(i -> new Query(new Key(LANGUAGES.get(i % 2), "q" + i), "?"))
            .toList();

    static {
        ALL = HeapVectors.clustered(8200, DIMENSION, 100, 1.0, new SplittableRandom(11));
        PASSAGES = new HeapVectors(HeapVectors.keys(8000, LANGUAGES, true), ALL, DIMENSION);
    }

    @TempDir
    static Path folder;

    @BeforeAll
    static void build() {
        HnswIndex.build(folder.resolve("graph"), PASSAGES, HnswIndex.Graph.STANDARD, Progress.SILENT);
    }

    @ParameterizedTest
    @ValueSource(booleans = {true, false})
    void finds_nearly_all_that_exact_search_finds_with_the_same_scores(boolean pool) {
        SearchScope scope = pool ? new SearchScope.Pool() : new SearchScope.OwnLanguage();
        List<Ranking> exact = new FlatIndex("dense", PASSAGES, HnswIndexTest::encode, new VectorApiProduct())
                .retrieve(QUERIES, scope, 10);

        try (HnswIndex index = HnswIndex.open(folder.resolve("graph"), HnswIndexTest::encode, 160)) {
            List<Ranking> found = index.retrieve(QUERIES, scope, 10);

            long shared = 0;
            for (int i = 0; i < found.size(); i++) {
                // Hits hold their scores, so this compares those too.
                shared += exact.get(i).hits().stream()
                        .filter(found.get(i).hits()::contains)
                        .count();
                assertThat(found.get(i).hits()).hasSize(10);
            }
            assertThat(shared / 2000.0).isGreaterThanOrEqualTo(0.95);
            assertThat(index.retrieve(QUERIES, scope, 10)).isEqualTo(found);
        }
    }

    @Test
    void a_search_of_one_language_finds_that_language_only() {
        try (HnswIndex index = HnswIndex.open(folder.resolve("graph"), HnswIndexTest::encode, 20)) {
            List<Ranking> found = index.retrieve(QUERIES, new SearchScope.Only(LANGUAGES.get(1)), 30);

            assertThat(found).allSatisfy(ranking -> assertThat(ranking.hits()).hasSize(30));
            assertThat(found.stream().flatMap(ranking -> ranking.hits().stream()))
                    .extracting(hit -> hit.passage().language())
                    .containsOnly(LANGUAGES.get(1));
            assertThat(index.retrieve(QUERIES.subList(0, 1), new SearchScope.Only(new Language("yo")), 5)
                            .getFirst()
                            .hits())
                    .isEmpty();
        }
    }

    /** Law: a graph of balanced vectors, asked with balanced queries, scores as exact search with the dial does. */
    @Test
    void a_balanced_graph_scores_as_the_dial_does() throws IOException {
        Vectors some = new HeapVectors(HeapVectors.keys(600, LANGUAGES, true), ALL, DIMENSION);
        Path file = folder.resolve("balance.json");
        LanguageBalance.of(some, 0.7).write(file);
        LanguageBalance balance = LanguageBalance.read(file);
        HnswIndex.build(folder.resolve("balanced"), balance.balanced(some), HnswIndex.Graph.STANDARD, Progress.SILENT);
        List<Ranking> exact = new FlatIndex("dense", some, HnswIndexTest::encode, new VectorApiProduct())
                .balanced(LanguageBalance.of(some, 0.7))
                .retrieve(QUERIES, new SearchScope.Pool(), 10);
        try (HnswIndex index = HnswIndex.open(
                folder.resolve("balanced"), balance.balanced((QueryEncoder) HnswIndexTest::encode), 600)) {
            assertThat(index.retrieve(QUERIES, new SearchScope.Pool(), 10))
                    .as("600 vectors, beam of 600: nothing is missed")
                    .isEqualTo(exact);
        }
        assertThat(balance.with(0).balanced(some).vector(7)).isEqualTo(some.vector(7));
    }

    @Test
    void vectors_of_any_length_keep_their_raw_inner_product() {
        List<Key> keys = HeapVectors.keys(4, LANGUAGES, true);
        Vectors passages = new HeapVectors(keys, new float[][] {{3, 0}, {-5, 0}, {0, 0}, {0.5f, 9}}, 2);
        HnswIndex.build(folder.resolve("small"), passages, new HnswIndex.Graph(4, 8), Progress.SILENT);

        try (HnswIndex index = HnswIndex.open(folder.resolve("small"), asked -> new float[][] {{2, 0}}, 1)) {
            assertThat(index.retrieve(QUERIES.subList(0, 1), new SearchScope.Pool(), 9)
                            .getFirst()
                            .hits())
                    .containsExactly(
                            new Hit(keys.get(0), 6),
                            new Hit(keys.get(3), 1),
                            new Hit(keys.get(2), 0),
                            new Hit(keys.get(1), -10));
        }
    }

    @Test
    void an_empty_index_and_a_foreign_one() {
        HnswIndex.build(
                folder.resolve("none"),
                new HeapVectors(List.of(), new float[0][], DIMENSION),
                HnswIndex.Graph.STANDARD,
                Progress.SILENT);
        try (HnswIndex index = HnswIndex.open(folder.resolve("none"), HnswIndexTest::encode, 10)) {
            assertThat(index.retrieve(QUERIES, new SearchScope.Pool(), 5))
                    .hasSize(200)
                    .allSatisfy(ranking -> assertThat(ranking.hits()).isEmpty());
        }
        Bm25Index.build(folder.resolve("lexical"), List.of(), false, Progress.SILENT);
        assertThatThrownBy(() -> HnswIndex.open(folder.resolve("lexical"), HnswIndexTest::encode, 10))
                .isInstanceOf(BadInputException.class)
                .hasMessageContaining("no graph of vectors");
        assertThatThrownBy(() -> HnswIndex.open(folder.resolve("absent"), HnswIndexTest::encode, 10))
                .isInstanceOf(BadInputException.class)
                .hasMessageContaining("no Lucene index in");
    }

    @Test
    void refuses_impossible_graphs_and_broken_vectors() {
        assertThatThrownBy(() -> new HnswIndex.Graph(1, 100)).hasMessageContaining("got: 1");
        assertThatThrownBy(() -> new HnswIndex.Graph(16, 0)).hasMessageContaining("got: 0");
        Vectors broken = new HeapVectors(HeapVectors.keys(1, LANGUAGES, true), new float[][] {{Float.NaN}}, 1);
        assertThatThrownBy(() ->
                        HnswIndex.build(folder.resolve("broken"), broken, HnswIndex.Graph.STANDARD, Progress.SILENT))
                .isInstanceOf(BadInputException.class)
                .hasMessageContaining("sw:");
    }

    private static float[][] encode(List<Query> queries) {
        float[][] vectors = new float[queries.size()][];
        for (int i = 0; i < vectors.length; i++) {
            vectors[i] = ALL[8000 + Integer.parseInt(queries.get(i).key().id().substring(1))];
        }
        return vectors;
    }
}
