package dev.isogloss.encoder;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.isogloss.checkpoint.ModelFolder;
import dev.isogloss.checkpoint.VocabularyTrim;
import dev.isogloss.checkpoint.WritingSystem;
import dev.isogloss.data.Language;
import dev.isogloss.embed.Role;
import dev.isogloss.io.BadInputException;
import dev.isogloss.tensor.Device;
import dev.isogloss.tensor.Precision;
import dev.isogloss.tokenize.TokenBatch;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.BitSet;
import java.util.List;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.FieldSource;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ObjectNode;

/** A model with fewer word pieces: the same on the texts it was trimmed for, whatever kind of vocabulary it has. */
class VocabularyTrimTest {
    @TempDir
    Path temporary;

    @ParameterizedTest
    @FieldSource("dev.isogloss.encoder.FamilyFixture#FAMILIES")
    void textsThatItWasTrimmedForKeepTheirPiecesAndVectors(String family) throws IOException {
        FamilyFixture fixture = FamilyFixture.read(family);
        ModelFolder whole = withLongPieces(fixture);
        List<String> covered = fixture.texts().subList(0, 3);
        ModelFolder trimmed =
                trimmed(whole, used(whole, covered), whole.architecture().layers());
        assertThat(trimmed.architecture().vocabulary())
                .as("rows of the word embedding, of %d", whole.architecture().vocabulary())
                .isLessThan(whole.architecture().vocabulary())
                .isEqualTo(vocabulary(trimmed));
        assertThat(pieces(trimmed, covered)).isEqualTo(pieces(whole, covered));
        for (Role role : Role.values()) {
            float[][] before = embed(whole, covered, role);
            float[][] after = embed(trimmed, covered, role);
            for (int text = 0; text < before.length; text++) {
                assertThat(after[text]).as(covered.get(text)).containsExactly(before[text]);
            }
        }
    }

    /** No text becomes unknown: what has to be cut into smaller pieces still has its characters. */
    @ParameterizedTest
    @FieldSource("dev.isogloss.encoder.FamilyFixture#FAMILIES")
    void otherTextsAreCutIntoSmallerPiecesAndNotLost(String family) throws IOException {
        FamilyFixture fixture = FamilyFixture.read(family);
        ModelFolder whole = ModelFolder.open(fixture.folder());
        ModelFolder trimmed = trimmed(whole, new BitSet(), whole.architecture().layers());
        for (String text : fixture.texts()) {
            int before = unknown(whole, text);
            assertThat(unknown(trimmed, text)).as(text).isLessThanOrEqualTo(before);
        }
    }

    @Test
    void keepsEverythingWhenEverythingIsWanted() throws IOException {
        ModelFolder whole = ModelFolder.open(FamilyFixture.read("xlm-roberta").folder());
        BitSet all = new BitSet();
        all.set(0, whole.architecture().vocabulary());
        ModelFolder same = trimmed(whole, all, whole.architecture().layers());
        List<String> texts = FamilyFixture.read("xlm-roberta").texts();
        assertThat(vocabulary(same)).isEqualTo(vocabulary(whole));
        float[][] before = embed(whole, texts, Role.QUERY);
        float[][] after = embed(same, texts, Role.QUERY);
        for (int text = 0; text < before.length; text++) {
            assertThat(after[text]).containsExactly(before[text]);
        }
        assertThat(Files.readAllBytes(trimmed(same, all, 2).weightFiles().getFirst()))
                .as("trimmed again for the same: the same bytes")
                .isEqualTo(Files.readAllBytes(same.weightFiles().getFirst()));
    }

    @Test
    void layersGoInTheSameStep() throws IOException {
        ModelFolder whole = ModelFolder.open(FamilyFixture.read("bert").folder());
        ModelFolder small = trimmed(whole, new BitSet(), 1);
        assertThat(small.architecture().layers()).isEqualTo(1);
        assertThatThrownBy(() -> trimmed(whole, new BitSet(), 9))
                .isInstanceOf(BadInputException.class)
                .hasMessageContaining("(got: 9)");
    }

    @Test
    void languagesKeepThePiecesOfTheirScripts() {
        WritingSystem european = WritingSystem.of(List.of(new Language("de"), new Language("ru")));
        assertThat(european.writes("Zugspitze 2962")).isTrue();
        assertThat(european.writes("река")).isTrue();
        assertThat(european.writes("река नदी")).isFalse();
        assertThat(european.writes("...")).isTrue();
        WritingSystem japanese = WritingSystem.of(List.of(new Language("ja")));
        assertThat(japanese.writes("富士山の高さ")).isTrue();
        assertThat(japanese.writes("メートル")).isTrue();
        assertThat(japanese.writes("Fuji")).isFalse();
        assertThat(WritingSystem.of(List.of(new Language("ko"))).writes("한강漢")).isTrue();
        assertThatThrownBy(() -> WritingSystem.of(List.of(Language.UNDETERMINED)))
                .isInstanceOf(BadInputException.class)
                .hasMessageContaining("und");
        assertThatThrownBy(() -> WritingSystem.of(List.of(new Language("qqq"))))
                .isInstanceOf(BadInputException.class)
                .hasMessageContaining("qqq");
    }

    @ParameterizedTest
    @FieldSource("dev.isogloss.encoder.FamilyFixture#FAMILIES")
    void aScriptOfFewLettersIsSmallerThanAll(String family) throws IOException {
        ModelFolder whole = ModelFolder.open(FamilyFixture.read(family).folder());
        BitSet latin = VocabularyTrim.writtenIn(whole, WritingSystem.of(List.of(new Language("en"))));
        BitSet none = VocabularyTrim.writtenIn(whole, WritingSystem.of(List.of()));
        assertThat(latin.cardinality())
                .isGreaterThan(none.cardinality())
                .isLessThan(whole.architecture().vocabulary());
        List<String> english = FamilyFixture.read(family).texts().stream()
                .filter(text -> text.matches("\\p{ASCII}+"))
                .toList();
        assertThat(english).isNotEmpty();
        ModelFolder trimmed = trimmed(whole, latin, whole.architecture().layers());
        assertThat(pieces(trimmed, english)).isEqualTo(pieces(whole, english));
    }

    /** The WordPiece fixtures have pieces of one character only, which all stay: some that no text needs become longer here. */
    private ModelFolder withLongPieces(FamilyFixture fixture) throws IOException {
        Path copy = temporary.resolve("with-long-pieces");
        fixture.copy(copy);
        ModelFolder model = ModelFolder.open(copy);
        JsonNode file = JsonMapper.shared().readTree(Files.readString(model.tokenizerFile()));
        if (file.path("model").path("vocab") instanceof ObjectNode vocabulary
                && !file.path("model").has("merges")) {
            BitSet used = used(model, fixture.texts());
            file.path("added_tokens").forEach(token -> used.set(token.get("id").intValue()));
            List<String> unused = vocabulary.properties().stream()
                    .filter(entry -> !used.get(entry.getValue().intValue()))
                    .map(java.util.Map.Entry::getKey)
                    .limit(20)
                    .toList();
            for (String piece : unused) {
                JsonNode id = vocabulary.remove(piece);
                vocabulary.set("zzz" + piece, id);
            }
            Files.writeString(model.tokenizerFile(), JsonMapper.shared().writeValueAsString(file));
        }
        return ModelFolder.open(copy);
    }

    private ModelFolder trimmed(ModelFolder whole, BitSet wanted, int layers) throws IOException {
        Path out = temporary.resolve("trimmed-"
                + IntStream.iterate(0, i -> i + 1)
                        .filter(i -> !Files.exists(temporary.resolve("trimmed-" + i)))
                        .findFirst()
                        .orElseThrow());
        int kept = VocabularyTrim.write(out, whole, wanted, layers);
        ModelFolder folder = ModelFolder.open(out);
        assertThat(folder.architecture().vocabulary()).isEqualTo(kept);
        return folder;
    }

    private static BitSet used(ModelFolder model, List<String> texts) {
        BitSet used = new BitSet();
        try (HuggingFaceTextTokenizer tokenizer = HuggingFaceTextTokenizer.open(model)) {
            for (Role role : Role.values()) {
                List<String> prompted = texts.stream()
                        .map(text -> model.contract().prompt(role) + text)
                        .toList();
                for (int id : tokenizer.tokenize(prompted, Integer.MAX_VALUE).ids()) {
                    used.set(id);
                }
            }
        }
        return used;
    }

    private static int vocabulary(ModelFolder model) {
        try (HuggingFaceTextTokenizer tokenizer = HuggingFaceTextTokenizer.open(model)) {
            return tokenizer.vocabularySize();
        }
    }

    private static List<String> pieces(ModelFolder model, List<String> texts) throws IOException {
        try (var tokenizer = ai.djl.huggingface.tokenizers.HuggingFaceTokenizer.newInstance(model.tokenizerFile())) {
            return texts.stream()
                    .flatMap(text -> Stream.of(tokenizer.encode(text).getTokens()))
                    .toList();
        }
    }

    /** Tokens that stand for unknown text. */
    private static int unknown(ModelFolder model, String text) {
        try (HuggingFaceTextTokenizer tokenizer = HuggingFaceTextTokenizer.open(model)) {
            TokenBatch never = tokenizer.tokenize(List.of("\uDBFF\uDFFD"), 8);
            int candidate = never.ids().length > 1 ? never.ids()[1] : -1;
            return (int) IntStream.of(
                            tokenizer.tokenize(List.of(text), Integer.MAX_VALUE).ids())
                    .filter(id -> never.ids().length == 3 && id == candidate)
                    .count();
        }
    }

    private static float[][] embed(ModelFolder model, List<String> texts, Role role) {
        try (TransformerEmbedder embedder =
                TransformerEmbedder.open(model, EmbedderSettings.of(Precision.FP32, Device.CPU))) {
            return embedder.embed(texts, role).vectors();
        }
    }
}
