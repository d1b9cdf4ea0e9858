package dev.isogloss.springai;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.isogloss.cli.ChildProcess;
import dev.isogloss.cli.ServedSample;
import dev.isogloss.embed.Role;
import dev.isogloss.io.BadInputException;
import dev.isogloss.job.EncoderChoice;
import dev.isogloss.job.TextVectors;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.List;
import java.util.OptionalInt;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.springframework.ai.document.Document;
import org.springframework.ai.embedding.EmbeddingOptions;
import org.springframework.ai.embedding.EmbeddingRequest;
import org.springframework.ai.embedding.EmbeddingResponse;
import org.springframework.ai.vectorstore.SearchRequest;
import org.springframework.ai.vectorstore.SimpleVectorStore;

/** Spring AI's contract, and one of its stores, over an untrained model. */
class IsoglossEmbeddingModelTest {
    private static final List<String> TEXTS = List.of(
            "Mawimbi hupanda mara mbili kwa siku.",
            "A bee that found flowers dances for the others. " + "They fly out to the same field. ".repeat(5));

    @TempDir
    static Path folder;

    private static String model;

    @BeforeAll
    static void make() throws Exception {
        model = ServedSample.make(folder).model().toString();
    }

    @Test
    void vectorsAreThoseOfTheModel() {
        EncoderChoice choice = new EncoderChoice(model, "fp32", "cpu", OptionalInt.of(8), OptionalInt.of(32), "warn");
        try (TextVectors ours = TextVectors.open(choice);
                IsoglossEmbeddingModel spring = IsoglossEmbeddingModel.open(choice)) {
            float[][] passages = ours.embed(TEXTS, Role.PASSAGE).vectors();
            float[][] queries = ours.embed(TEXTS, Role.QUERY).vectors();
            EmbeddingResponse response = spring.embedForResponse(TEXTS);
            for (int i = 0; i < TEXTS.size(); i++) {
                assertThat(response.getResults().get(i).getOutput()).containsExactly(passages[i]);
                assertThat(response.getResults().get(i).getIndex()).isEqualTo(i);
                assertThat(spring.embed(new Document(TEXTS.get(i)))).containsExactly(passages[i]);
                assertThat(spring.embed(TEXTS.get(i))).containsExactly(queries[i]);
            }
            assertThat(queries[1]).isNotEqualTo(passages[1]); // queries are cut earlier
            assertThat(response.getMetadata().getUsage().getPromptTokens()).isPositive();
            assertThat(spring.dimensions()).isEqualTo(passages[0].length);
            EmbeddingOptions four = EmbeddingOptions.builder().dimensions(4).build();
            assertThat(spring.call(new EmbeddingRequest(TEXTS, four))
                            .getResult()
                            .getOutput())
                    .hasSize(4);
        }
        assertThatThrownBy(() ->
                        IsoglossEmbeddingModel.open(folder.resolve("nothing").toString()))
                .isInstanceOf(BadInputException.class);
    }

    @Test
    void aStoreOfSpringSearchesByIt() {
        try (IsoglossEmbeddingModel spring = IsoglossEmbeddingModel.open(model)) {
            SimpleVectorStore store = SimpleVectorStore.builder(spring).build();
            store.add(TEXTS.stream().map(Document::new).toList());
            List<Document> found = store.similaritySearch(
                    SearchRequest.builder().query(TEXTS.get(0)).topK(2).build());
            assertThat(found).extracting(Document::getText).containsExactlyInAnyOrderElementsOf(TEXTS);
        }
    }

    @Test
    void theExampleRuns() throws Exception {
        Process process = ChildProcess.java(List.of("examples/StoreInSpring.java", model, "how do bees find flowers"))
                .start();
        String printed = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        String complaints = new String(process.getErrorStream().readAllBytes(), StandardCharsets.UTF_8);
        assertThat(process.waitFor()).as(complaints).isZero();
        assertThat(printed.lines()).hasSize(2).allMatch(line -> line.matches("-?[01][.,]\\d{3} \\S.*"));
    }
}
