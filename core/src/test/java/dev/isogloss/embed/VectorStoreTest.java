package dev.isogloss.embed;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.isogloss.data.Key;
import dev.isogloss.data.Language;
import dev.isogloss.io.BadInputException;
import dev.isogloss.io.Checksums;
import dev.isogloss.io.Progress;
import java.io.IOException;
import java.lang.foreign.ValueLayout;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class VectorStoreTest {
    private static final VectorEncoding.Settings SMALL = new VectorEncoding.Settings(VectorFormat.F32, 10, 4);

    @TempDir
    Path folder;

    @Test
    void givesBackEveryVectorUnderItsKey() throws IOException {
        List<KeyedText> texts = texts(37);
        HashEmbedder embedder = new HashEmbedder("w");
        VectorManifest manifest = encode(embedder, SMALL, texts, "h");
        float[][] expected = embedder.embed(texts.stream().map(KeyedText::text).toList(), Role.PASSAGE)
                .vectors();
        try (VectorStore store = VectorStore.open(folder)) {
            store.verify();
            assertThat(store.size()).isEqualTo(37);
            assertThat(manifest.shards()).hasSize(4);
            for (int row = 0; row < 37; row++) {
                assertThat(store.key(row)).isEqualTo(texts.get(row).key());
                assertThat(store.row(texts.get(row).key())).isEqualTo(row);
                assertThat(store.vector(row)).containsExactly(expected[row]);
            }
            assertThat(store.row(new Key(new Language("sw"), "nobody"))).isEqualTo(-1);
        }
    }

    @Test
    void rowsMayCrossShards() throws IOException {
        List<KeyedText> texts = texts(25);
        assertThat(encode(new HashEmbedder("w"), SMALL, texts, "h").rows()).isEqualTo(25);
        try (VectorStore store = VectorStore.open(folder)) {
            float[] across = store.rows(7, 23).toArray(ValueLayout.JAVA_FLOAT_UNALIGNED);
            for (int row = 7; row < 23; row++) {
                assertThat(java.util.Arrays.copyOfRange(across, (row - 7) * 6, (row - 6) * 6))
                        .containsExactly(store.vector(row));
            }
            assertThat(store.rows(5, 5).byteSize()).isZero();
        }
    }

    @Test
    void halfPrecisionKeepsEightBitsOfEveryComponent() throws IOException {
        List<KeyedText> texts = texts(25);
        HashEmbedder embedder = new HashEmbedder("w");
        assertThat(encode(embedder, new VectorEncoding.Settings(VectorFormat.BF16, 10, 4), texts, "h")
                        .rows())
                .isEqualTo(25);
        float[][] expected = embedder.embed(texts.stream().map(KeyedText::text).toList(), Role.PASSAGE)
                .vectors();
        try (VectorStore store = VectorStore.open(folder)) {
            for (int row = 0; row < 25; row++) {
                float[] vector = store.vector(row);
                for (int i = 0; i < vector.length; i++) {
                    assertThat((double) Math.abs(vector[i] - expected[row][i]))
                            .isLessThanOrEqualTo(Math.abs(expected[row][i]) / 256);
                }
            }
        }
    }

    @Test
    void reportsTextsThatWereCutByLanguage() throws IOException {
        List<KeyedText> texts = new ArrayList<>(texts(5));
        texts.add(new KeyedText(new Key(new Language("fi"), "long"), "x".repeat(30)));
        TextCounts counts = encode(new HashEmbedder("w"), SMALL, texts, "h").counts();
        assertThat(counts.truncated()).containsExactly(java.util.Map.entry("fi", 1));
        assertThat(counts.texts().values().stream().mapToInt(Integer::intValue).sum())
                .isEqualTo(6);
    }

    @Test
    void anUnchangedStoreIsNotEncodedAgainAndNotEvenRead() throws IOException {
        List<KeyedText> texts = texts(12);
        VectorManifest first = encode(new HashEmbedder("w"), SMALL, texts, "h");
        HashEmbedder again = new HashEmbedder("w");
        VectorManifest second = new VectorEncoding(again, Role.PASSAGE, SMALL, Progress.SILENT)
                .run(
                        () -> {
                            throw new AssertionError("the texts were read");
                        },
                        12,
                        folder,
                        "h");
        assertThat(second).isEqualTo(first);
        assertThat(again.asked()).isZero();
    }

    @Test
    void goesOnAtTheLastFinishedShardAndEndsInTheSameBytes() throws IOException {
        List<KeyedText> texts = texts(37);
        VectorManifest undisturbed = encode(new HashEmbedder("w"), SMALL, texts, "h");
        String bytes = Checksums.sha256OfFolder(folder);
        Files.delete(folder.resolve("manifest.json"));
        Files.delete(folder.resolve("shard-00002.json"));
        Files.delete(folder.resolve("shard-00003.json"));
        Files.delete(folder.resolve("shard-00003.ids"));
        Files.writeString(folder.resolve(".shard-00003.f32.partial"), "half");
        assertThatThrownBy(() -> VectorStore.open(folder)).isInstanceOf(BadInputException.class);
        HashEmbedder embedder = new HashEmbedder("w");
        assertThat(encode(embedder, SMALL, texts, "h")).isEqualTo(undisturbed);
        assertThat(embedder.asked()).isEqualTo(17);
        assertThat(Checksums.sha256OfFolder(folder)).isEqualTo(bytes);
    }

    @Test
    void redoesWhatDependsOnAChange() throws IOException {
        List<KeyedText> texts = new ArrayList<>(texts(37));
        assertThat(encode(new HashEmbedder("w"), SMALL, texts, "h").rows()).isEqualTo(37);
        texts.set(15, new KeyedText(texts.get(15).key(), "changed"));
        HashEmbedder same = new HashEmbedder("w");
        assertThat(encode(same, SMALL, texts.subList(0, 28), "h2").rows()).isEqualTo(28);
        assertThat(same.asked()).isEqualTo(18);
        HashEmbedder other = new HashEmbedder("v");
        assertThat(encode(other, SMALL, texts.subList(0, 28), "h2").rows()).isEqualTo(28);
        assertThat(other.asked()).isEqualTo(28);
        assertThat(folder.resolve("shard-00003.f32")).doesNotExist();
    }

    @Test
    void noticesDamage() throws IOException {
        assertThat(encode(new HashEmbedder("w"), SMALL, texts(12), "h").rows()).isEqualTo(12);
        Path shard = folder.resolve("shard-00001.f32");
        byte[] bytes = Files.readAllBytes(shard);
        bytes[3] ^= 1;
        Files.write(shard, bytes);
        try (VectorStore store = VectorStore.open(folder)) {
            assertThatThrownBy(store::verify)
                    .isInstanceOf(BadInputException.class)
                    .hasMessageContaining("shard-00001");
        }
        Files.write(shard, java.util.Arrays.copyOf(bytes, 40));
        assertThatThrownBy(() -> VectorStore.open(folder))
                .isInstanceOf(BadInputException.class)
                .hasMessageContaining("40 bytes");
    }

    @Test
    void refusesAKeyThatOccursTwice() throws IOException {
        List<KeyedText> texts = new ArrayList<>(texts(3));
        texts.add(texts.getFirst());
        assertThat(encode(new HashEmbedder("w"), SMALL, texts, "h").rows()).isEqualTo(4);
        assertThatThrownBy(() -> VectorStore.open(folder))
                .isInstanceOf(BadInputException.class)
                .hasMessageContaining(texts.getFirst().key().toString());
    }

    @Test
    void nothingIsAStoreToo() throws IOException {
        assertThat(encode(new HashEmbedder("w"), SMALL, List.of(), "h").rows()).isZero();
        try (VectorStore store = VectorStore.open(folder)) {
            assertThat(store.size()).isZero();
            assertThat(store.row(new Key(new Language("sw"), "1"))).isEqualTo(-1);
        }
    }

    private VectorManifest encode(
            HashEmbedder embedder, VectorEncoding.Settings settings, List<KeyedText> texts, String hash)
            throws IOException {
        return new VectorEncoding(embedder, Role.PASSAGE, settings, Progress.SILENT)
                .run(texts::iterator, texts.size(), folder, hash);
    }

    private static List<KeyedText> texts(int count) {
        List<KeyedText> texts = new ArrayList<>();
        for (int i = 0; i < count; i++) {
            String language = List.of("sw", "zh", "yo").get(i % 3);
            texts.add(new KeyedText(new Key(new Language(language), i / 3 + "#ü"), "text " + i));
        }
        return texts;
    }
}
