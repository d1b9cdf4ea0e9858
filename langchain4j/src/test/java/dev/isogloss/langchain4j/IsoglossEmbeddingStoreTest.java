package dev.isogloss.langchain4j;

import static dev.langchain4j.store.embedding.filter.MetadataFilterBuilder.metadataKey;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import dev.isogloss.io.BadInputException;
import dev.langchain4j.data.document.Metadata;
import dev.langchain4j.data.embedding.Embedding;
import dev.langchain4j.data.segment.TextSegment;
import dev.langchain4j.store.embedding.CosineSimilarity;
import dev.langchain4j.store.embedding.EmbeddingMatch;
import dev.langchain4j.store.embedding.EmbeddingSearchRequest;
import dev.langchain4j.store.embedding.RelevanceScore;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.TreeMap;
import java.util.UUID;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class IsoglossEmbeddingStoreTest {
    private static final int COMPONENTS = 7;

    @TempDir
    Path folder;

    /** The search is what sorting all cosines is, whatever was added, replaced and removed, and so it is after every kill. */
    @ParameterizedTest
    @ValueSource(longs = {1, 2, 3})
    void isWhatAMapIs(long seed) throws IOException {
        Random random = new Random(seed);
        Map<String, float[]> expected = new TreeMap<>();
        Path kept = folder.resolve("kept");
        try (IsoglossEmbeddingStore store = IsoglossEmbeddingStore.open(kept)) {
            for (int round = 0; round < 60; round++) {
                List<String> ids = List.of("id" + random.nextInt(40), "id" + (40 + random.nextInt(40)));
                if (random.nextInt(4) == 0) {
                    store.removeAll(ids);
                    ids.forEach(expected::remove);
                } else {
                    List<float[]> vectors = List.of(vector(random), vector(random));
                    store.addAll(ids, vectors.stream().map(Embedding::from).toList(), null);
                    expected.put(ids.get(0), vectors.get(0));
                    expected.put(ids.get(1), vectors.get(1));
                }
                if (round % 20 == 19) {
                    check(store, expected, vector(random));
                    // A killed process closes nothing: what is on the disk now is all there is.
                    Path copy = Files.createDirectories(folder.resolve("copy" + round));
                    Files.copy(kept.resolve("embeddings.log"), copy.resolve("embeddings.log"));
                    try (IsoglossEmbeddingStore restarted = IsoglossEmbeddingStore.open(copy)) {
                        check(restarted, expected, vector(random));
                    }
                }
            }
        }
    }

    private static void check(IsoglossEmbeddingStore store, Map<String, float[]> expected, float[] query) {
        assertThat(store.size()).isEqualTo(expected.size());
        Embedding asked = Embedding.from(query);
        List<String> wanted = new ArrayList<>(expected.keySet());
        wanted.sort(
                Comparator.comparingDouble(id -> -CosineSimilarity.between(asked, Embedding.from(expected.get(id)))));
        List<EmbeddingMatch<TextSegment>> matches = search(store, query, 10);
        assertThat(matches)
                .extracting(EmbeddingMatch::embeddingId)
                .containsExactlyElementsOf(wanted.subList(0, Math.min(10, wanted.size())));
        for (EmbeddingMatch<TextSegment> match : matches) {
            assertThat(match.embedding().vector()).containsExactly(expected.get(match.embeddingId()));
            double cosine = CosineSimilarity.between(asked, match.embedding());
            assertThat(match.score()).isCloseTo(RelevanceScore.fromCosineSimilarity(cosine), within(1e-6));
        }
    }

    private static float[] vector(Random random) {
        float[] vector = new float[COMPONENTS];
        for (int i = 0; i < COMPONENTS; i++) {
            vector[i] = (float) random.nextGaussian();
        }
        return vector;
    }

    private static List<EmbeddingMatch<TextSegment>> search(IsoglossEmbeddingStore store, float[] query, int most) {
        return store.search(EmbeddingSearchRequest.builder()
                        .queryEmbedding(Embedding.from(query))
                        .maxResults(most)
                        .build())
                .matches();
    }

    @Test
    void textsAndMetadataAreKept() throws IOException {
        Metadata metadata = new Metadata()
                .put("text", "\"ქართული\" \n")
                .put("int", 7)
                .put("long", Long.MAX_VALUE)
                .put("float", 0.1f)
                .put("double", 0.1)
                .put("uuid", UUID.fromString("6a1c9a5e-6f6a-4c5e-9b5a-0d7d1c2b3a4f"));
        TextSegment segment = TextSegment.from("Wimbi \u0001", metadata);
        Random random = new Random(4);
        float[] vector = vector(random);
        try (IsoglossEmbeddingStore store = IsoglossEmbeddingStore.open(folder)) {
            store.add(Embedding.from(vector), segment);
            store.add("bare", Embedding.from(vector(random)));
        }
        try (IsoglossEmbeddingStore store = IsoglossEmbeddingStore.open(folder)) {
            EmbeddingMatch<TextSegment> match = search(store, vector, 1).getFirst();
            assertThat(match.embedded()).isEqualTo(segment);
            assertThat(match.score()).isCloseTo(1, within(1e-6));
            store.removeAll(metadataKey("int").isEqualTo(7));
            assertThat(search(store, vector, 5))
                    .extracting(EmbeddingMatch::embeddingId)
                    .containsExactly("bare");
        }
    }

    @Test
    void aFileOfWhichLittleCountsIsWrittenAnew() throws IOException {
        Random random = new Random(5);
        float[] last = vector(random);
        try (IsoglossEmbeddingStore store = IsoglossEmbeddingStore.open(folder)) {
            List<Embedding> batch = new ArrayList<>();
            List<String> ids = new ArrayList<>();
            for (int i = 0; i < 500; i++) {
                batch.add(Embedding.from(vector(random)));
                ids.add("id" + i);
            }
            for (int round = 0; round < 4; round++) {
                store.addAll(ids, batch, null);
            }
            store.add("last", Embedding.from(last));
        }
        long before = Files.size(folder.resolve("embeddings.log"));
        try (IsoglossEmbeddingStore store = IsoglossEmbeddingStore.open(folder)) {
            assertThat(store.size()).isEqualTo(501);
        }
        assertThat(Files.size(folder.resolve("embeddings.log"))).isLessThan(before / 3);
        try (IsoglossEmbeddingStore store = IsoglossEmbeddingStore.open(folder)) {
            assertThat(store.size()).isEqualTo(501);
            assertThat(search(store, last, 1))
                    .extracting(EmbeddingMatch::embeddingId)
                    .containsExactly("last");
        }
    }

    @Test
    void whatCannotBeIsRefusedAndChangesNothing() throws IOException {
        Random random = new Random(6);
        try (IsoglossEmbeddingStore store = IsoglossEmbeddingStore.open(folder)) {
            store.add("a", Embedding.from(vector(random)));
            Embedding longer = Embedding.from(new float[COMPONENTS + 1]);
            assertThatThrownBy(() ->
                            store.addAll(List.of("b", "c"), List.of(Embedding.from(vector(random)), longer), null))
                    .isInstanceOf(IllegalArgumentException.class)
                    .hasMessageContaining("7 components (got: 8)");
            assertThatThrownBy(() -> store.add(" ", Embedding.from(vector(random))))
                    .isInstanceOf(IllegalArgumentException.class);
            assertThatThrownBy(() -> store.addAll(List.of("b"), List.of(), null))
                    .isInstanceOf(IllegalArgumentException.class)
                    .hasMessageContaining("got: 1, 0, none");
            assertThatThrownBy(() -> search(store, new float[1], 1)).isInstanceOf(IllegalArgumentException.class);
            assertThat(store.size()).isEqualTo(1);
            assertThatThrownBy(() -> IsoglossEmbeddingStore.open(folder)).isInstanceOf(BadInputException.class);
        }
        Files.write(folder.resolve("embeddings.log"), new byte[] {1, 2, 3, 4, 5, 6, 7, 8, 9});
        assertThatThrownBy(() -> IsoglossEmbeddingStore.open(folder))
                .isInstanceOf(BadInputException.class)
                .hasMessageContaining("embeddings.log");
    }
}
