package dev.isogloss.langchain4j;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import dev.isogloss.cli.ChildProcess;
import dev.isogloss.cli.ServedSample;
import dev.isogloss.data.Language;
import dev.isogloss.embed.Role;
import dev.isogloss.io.BadInputException;
import dev.isogloss.job.EncoderChoice;
import dev.isogloss.job.Isogloss;
import dev.isogloss.job.OpenIndex;
import dev.isogloss.job.TextVectors;
import dev.langchain4j.data.segment.TextSegment;
import dev.langchain4j.exception.UnsupportedFeatureException;
import dev.langchain4j.model.embedding.request.EmbeddingInput;
import dev.langchain4j.model.embedding.request.EmbeddingInputType;
import dev.langchain4j.model.embedding.request.EmbeddingRequest;
import dev.langchain4j.model.embedding.response.EmbeddingResponse;
import dev.langchain4j.rag.content.Content;
import dev.langchain4j.rag.content.ContentMetadata;
import dev.langchain4j.rag.content.aggregator.ReRankingContentAggregator;
import dev.langchain4j.rag.query.Query;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.OptionalInt;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** LangChain4j's contracts over the repository's sample. */
class AdaptersTest {
    private static final String QUESTION = "why do tides rise twice a day";
    private static final List<String> TEXTS = List.of(
            "Mawimbi hupanda mara mbili kwa siku.",
            "",
            "A bee that found flowers dances for the others. " + "They fly out to the same field. ".repeat(5));

    @TempDir
    static Path folder;

    private static ServedSample sample;

    @BeforeAll
    static void make() throws Exception {
        sample = ServedSample.make(folder);
    }

    @Test
    void vectorsAreThoseOfTheModel() {
        EncoderChoice choice = new EncoderChoice(
                sample.model().toString(), "fp32", "cpu", OptionalInt.of(8), OptionalInt.of(32), "warn");
        try (TextVectors ours = TextVectors.open(choice);
                IsoglossEmbeddingModel model = IsoglossEmbeddingModel.open(choice)) {
            float[][] passages = ours.embed(TEXTS, Role.PASSAGE).vectors();
            List<TextSegment> segments = List.of(TextSegment.from(TEXTS.get(0)), TextSegment.from(TEXTS.get(2)));
            assertThat(model.embedAll(segments).content().get(0).vector()).containsExactly(passages[0]);
            assertThat(model.embedAll(segments).content().get(1).vector()).containsExactly(passages[2]);
            assertThat(model.embed(TEXTS.get(2)).content().vector()).containsExactly(passages[2]);
            assertThat(model.embedAll(segments).tokenUsage()).isNotNull();
            assertThat(model.dimension()).isEqualTo(passages[0].length);

            EmbeddingResponse query = model.embed(request(TEXTS.get(2), EmbeddingInputType.QUERY, OptionalInt.empty()));
            float[] asQuery = ours.embed(List.of(TEXTS.get(2)), Role.QUERY).vectors()[0];
            assertThat(query.embeddings().getFirst().vector()).containsExactly(asQuery);
            assertThat(asQuery).isNotEqualTo(passages[2]); // queries are cut earlier

            float[] prefix = model.embed(request(TEXTS.get(0), EmbeddingInputType.DOCUMENT, OptionalInt.of(4)))
                    .embeddings()
                    .getFirst()
                    .vector();
            assertThat(prefix).hasSize(4);
            assertThat(prefix[1] / prefix[0]).isCloseTo(passages[0][1] / passages[0][0], within(1e-4f));
            assertThatThrownBy(() ->
                            model.embed(request(TEXTS.get(0), EmbeddingInputType.DOCUMENT, OptionalInt.of(1_000))))
                    .isInstanceOf(BadInputException.class);
            assertThatThrownBy(() -> model.embed(EmbeddingRequest.builder()
                            .inputs(List.of(EmbeddingInput.from("a")))
                            .modelName("another")
                            .build()))
                    .isInstanceOf(UnsupportedFeatureException.class);
        }
    }

    private static EmbeddingRequest request(String text, EmbeddingInputType type, OptionalInt dimensions) {
        EmbeddingRequest.Builder request = EmbeddingRequest.builder()
                .inputs(List.of(EmbeddingInput.from(text)))
                .inputType(type);
        return dimensions.isEmpty()
                ? request.build()
                : request.dimensions(dimensions.getAsInt()).build();
    }

    @Test
    void contentsAreTheHitsOfSearch() throws Exception {
        try (Isogloss search = Isogloss.open(sample.run())) {
            List<OpenIndex.Found> hits = search.search(QUESTION);
            List<Content> contents = new IsoglossContentRetriever(search, 10, List.of()).retrieve(Query.from(QUESTION));
            assertThat(contents).hasSameSizeAs(hits);
            for (int i = 0; i < hits.size(); i++) {
                assertThat(contents.get(i).textSegment().metadata().getString("id"))
                        .isEqualTo(hits.get(i).id());
                assertThat(contents.get(i).textSegment().text())
                        .isEqualTo(hits.get(i).title() + "\n" + hits.get(i).text());
                assertThat(contents.get(i).metadata()).containsEntry(ContentMetadata.SCORE, (double)
                        hits.get(i).score());
            }
            assertThat(new IsoglossContentRetriever(search, 4, List.of(new Language("sw")))
                            .retrieve(Query.from(QUESTION)))
                    .hasSize(4)
                    .allMatch(content ->
                            "sw".equals(content.textSegment().metadata().getString("language")));
        }
        assertThatThrownBy(() -> Isogloss.open(folder.resolve("nothing"))).isInstanceOf(BadInputException.class);
    }

    @Test
    void scoresOrderContents() throws Exception {
        try (IsoglossScoringModel model =
                        IsoglossScoringModel.open(sample.reranker().toString());
                Isogloss search = Isogloss.open(sample.run())) {
            List<Content> contents = new IsoglossContentRetriever(search, 6, List.of()).retrieve(Query.from(QUESTION));
            List<TextSegment> segments =
                    contents.stream().map(Content::textSegment).toList();
            List<Double> scores = model.scoreAll(segments, QUESTION).content();
            assertThat(scores).hasSize(6).allMatch(score -> score > 0 && score < 1);
            assertThat(model.score(segments.get(3), QUESTION).content()).isCloseTo(scores.get(3), within(1e-6));
            assertThat(model.scoreAll(List.of(), QUESTION).content()).isEmpty();

            Query query = Query.from(QUESTION);
            List<Content> ordered = ReRankingContentAggregator.builder()
                    .scoringModel(model)
                    .build()
                    .aggregate(Map.of(query, List.of(contents)));
            double best = scores.stream().mapToDouble(Double::doubleValue).max().orElseThrow();
            assertThat(scores.get(segments.indexOf(ordered.getFirst().textSegment())))
                    .isEqualTo(best);
        }
    }

    @Test
    void theExampleRuns() throws Exception {
        Process process = ChildProcess.java(
                        List.of("examples/AskTheSample.java", sample.run().toString(), QUESTION))
                .start();
        String printed = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        String complaints = new String(process.getErrorStream().readAllBytes(), StandardCharsets.UTF_8);
        assertThat(process.waitFor()).as(complaints).isZero();
        try (Isogloss search = Isogloss.open(sample.run())) {
            for (OpenIndex.Found hit : search.search(QUESTION).subList(0, 3)) {
                assertThat(printed).contains(hit.id(), hit.text());
            }
        }
        assertThat(printed).contains(QUESTION);
    }
}
