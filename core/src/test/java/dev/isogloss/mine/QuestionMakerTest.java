package dev.isogloss.mine;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.isogloss.data.Key;
import dev.isogloss.data.Language;
import dev.isogloss.data.Passage;
import dev.isogloss.format.LinguaDetector;
import dev.isogloss.io.BadInputException;
import dev.isogloss.io.Progress;
import dev.isogloss.llm.LoopbackServer;
import dev.isogloss.llm.LoopbackServer.Call;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Queries made from passages alone, by a language model behind a real server. */
class QuestionMakerTest {
    private static final Language ENGLISH = new Language("en");
    private static final Language GERMAN = new Language("de");
    private static final LinguaDetector DETECTOR = LinguaDetector.among(List.of(ENGLISH, GERMAN));
    private static final List<Passage> PASSAGES = List.of(
            passage("d0", "The mill at Oster Bridge has ground barley since the year 1733 without a pause."),
            passage("d1", "A sail of the mill at Oster Bridge weighs four hundred kilograms with its canvas."),
            passage("d2", " "));

    @TempDir
    Path folder;

    private boolean passagesAreEnglish = true;

    private static Passage passage(String id, String text) {
        return new Passage(new Key(ENGLISH, id), "", text);
    }

    private LlmServer server(java.util.function.Function<Call, LoopbackServer.Reply> behaviour) throws IOException {
        return new LlmServer(folder.resolve("answers.jsonl"), behaviour);
    }

    private QuestionMaker maker(LlmServer llm, List<Language> languages, Optional<RoundTrip> roundTrip) {
        var generator = new LlmQueryGenerator(
                llm.pool,
                GeneratorPrompts.asking(Exemplars.standard()),
                text -> passagesAreEnglish ? Optional.of(DETECTOR.detect(text)) : Optional.empty(),
                LlmGeneratorSettings.DEFAULT);
        return new QuestionMaker(generator, languages, query -> query.text().contains("forbidden"), roundTrip);
    }

    /** Summarises by naming what the last passage is about; asks about the weight or the year. */
    private static LoopbackServer.Reply answer(Call call, String year, String weight) {
        String asked = call.user().substring(call.user().lastIndexOf("\n\n"));
        boolean isSummary = asked.contains("Passage:");
        boolean ofYear = asked.contains("1733");
        String text = isSummary
                ? (ofYear
                        ? "This mill began its grinding of barley in 1733."
                        : "One sail of this mill weighs 400 kilograms.")
                : (ofYear ? year : weight);
        return LoopbackServer.say("{\"%s\": \"%s\"}".formatted(isSummary ? "summary" : "query", text));
    }

    @Test
    void eachPassageIsSummarisedAndAskedAboutAndABlankOneLeftOut() throws IOException {
        try (var llm = server(
                call -> answer(call, "since when does the mill grind barley", "how heavy is a sail of the mill"))) {
            QuestionMaker.Result result =
                    maker(llm, List.of(), Optional.empty()).make(PASSAGES, Progress.SILENT);
            assertThat(result.questions())
                    .extracting(question -> question.query().text())
                    .containsExactly("since when does the mill grind barley", "how heavy is a sail of the mill");
            assertThat(result.questions().getFirst().query().key()).isEqualTo(new Key(ENGLISH, "made~d0"));
            assertThat(result.questions().getFirst().passage()).isEqualTo(PASSAGES.getFirst());
            assertThat(result.tried()).containsOnly(Map.entry(ENGLISH, 2));
            assertThat(result.refused()).isEmpty();
            assertThat(llm.server.calls().getFirst().user())
                    .contains("Brackwell Library")
                    .doesNotContain("Skarn Point");
        }
    }

    @Test
    void queriesInAnotherLanguageSeeOtherExamples() throws IOException {
        try (var llm = server(call ->
                answer(call, "Seit wann mahlt die Mühle dort Gerste?", "Wie schwer ist ein Flügel der Mühle?"))) {
            QuestionMaker.Result result =
                    maker(llm, List.of(GERMAN), Optional.empty()).make(PASSAGES, Progress.SILENT);
            assertThat(result.questions())
                    .extracting(question -> question.query().key())
                    .containsExactly(new Key(GERMAN, "made~en~d0"), new Key(GERMAN, "made~en~d1"));
            String first = llm.server.calls().getFirst().user();
            assertThat(first).contains("Skarn Point").doesNotContain("Brackwell Library");
            assertThat(llm.server.calls()).anyMatch(call -> call.user().contains("Write in German"));
        }
    }

    @Test
    void whatIsMeasuredOrMadeTwiceOrInTheWrongLanguageIsRefusedWithItsReason() throws IOException {
        try (var llm =
                server(call -> answer(call, "what is the forbidden question", "what is the forbidden question"))) {
            assertThat(maker(llm, List.of(), Optional.empty())
                            .make(PASSAGES, Progress.SILENT)
                            .refused())
                    .containsOnly(Map.entry(
                            ENGLISH,
                            new java.util.TreeMap<>(Map.of(QuestionMaker.FORBIDDEN, 1, QuestionMaker.TWICE, 1))));
        }
        Files.delete(folder.resolve("answers.jsonl"));
        try (var llm = server(call -> answer(call, "since when does the mill grind barley", "how heavy is a sail"))) {
            assertThat(maker(llm, List.of(GERMAN), Optional.empty())
                            .make(PASSAGES, Progress.SILENT)
                            .refused())
                    .containsOnly(
                            Map.entry(GERMAN, new java.util.TreeMap<>(Map.of("the query is in another language", 2))));
        }
    }

    @Test
    void aQueryMustFindItsPassageAgain() throws IOException {
        passagesAreEnglish = false;
        // the collection ranks passages that are called Swahili, whatever they are written in
        List<Passage> passages = PASSAGES.stream()
                .map(passage -> new Passage(TableScorer.key(passage.key().id()), "", passage.text()))
                .toList();
        SmallCollection collection = new SmallCollection(4, Map.of());
        RoundTrip first = new RoundTrip(collection.retriever("as numbered", true), 1);
        RoundTrip firstTwo = new RoundTrip(collection.retriever("as numbered", true), 2);
        try (var llm = new LlmServer(
                folder.resolve("any.jsonl"),
                call -> answer(call, "since when does the mill grind barley", "how heavy is a sail of the mill"))) {
            QuestionMaker.Result one =
                    maker(llm, List.of(ENGLISH), Optional.of(first)).make(passages, Progress.SILENT);
            assertThat(one.questions())
                    .extracting(question -> question.passage().key().id())
                    .containsExactly("d0");
            assertThat(one.refused())
                    .containsOnly(Map.entry(ENGLISH, new java.util.TreeMap<>(Map.of(QuestionMaker.LOST, 1))));
            assertThat(maker(llm, List.of(ENGLISH), Optional.of(firstTwo))
                            .make(passages, Progress.SILENT)
                            .questions())
                    .hasSize(2);
        }
    }

    @Test
    void examplesOfOnesOwnReplaceOurs() throws IOException {
        Path own = Files.writeString(folder.resolve("own.jsonl"), """
                {"lang": "en", "passage": "My own passage.", "summary": "My own summary.", "query-lang": "en", "query": "own"}
                """);
        GeneratorPrompts prompts = GeneratorPrompts.asking(Exemplars.read(own));
        assertThat(prompts.mark())
                .isNotEqualTo(GeneratorPrompts.asking(Exemplars.standard()).mark());
        Path bad = Files.writeString(folder.resolve("bad.jsonl"), "{\"lang\": \"en\", \"passage\": \"x\"}\n");
        assertThatThrownBy(() -> Exemplars.read(bad))
                .isInstanceOf(BadInputException.class)
                .hasMessageContaining("bad.jsonl:1");
        Path empty = Files.writeString(folder.resolve("empty.jsonl"), "");
        assertThatThrownBy(() -> Exemplars.read(empty)).hasMessageContaining("hold no line");
    }

    @Test
    void oursAreFiveAcrossLanguagesAndThreeWithin() {
        List<Exemplars.Exemplar> all = Exemplars.standard().all();
        assertThat(all.stream().filter(Exemplars.Exemplar::crosses)).hasSize(5);
        assertThat(all).hasSize(8);
    }
}
