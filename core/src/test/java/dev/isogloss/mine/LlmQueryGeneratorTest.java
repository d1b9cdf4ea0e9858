package dev.isogloss.mine;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.isogloss.data.Key;
import dev.isogloss.data.Language;
import dev.isogloss.data.Passage;
import dev.isogloss.data.Query;
import dev.isogloss.format.LinguaDetector;
import dev.isogloss.io.BadInputException;
import dev.isogloss.io.Progress;
import dev.isogloss.llm.LoopbackServer;
import dev.isogloss.llm.LoopbackServer.Call;
import dev.isogloss.llm.LoopbackServer.Reply;
import dev.isogloss.mine.QueryGenerator.Generated;
import dev.isogloss.mine.QueryGenerator.Made;
import dev.isogloss.mine.QueryGenerator.Refused;
import dev.isogloss.mine.QueryGenerator.Source;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

class LlmQueryGeneratorTest {
    private static final Language FINNISH = new Language("fi");
    private static final LinguaDetector DETECTOR = LinguaDetector.among(Language.MIRACL);
    private static final Function<String, Optional<Language>> LANGUAGE_OF =
            text -> Optional.of(DETECTOR.detect(text)).filter(language -> !language.equals(Language.UNDETERMINED));

    private static final String PASSAGE =
            "Helsinki on Suomen pääkaupunki ja väkiluvultaan maan suurin kaupunki. Se perustettiin"
                    + " vuonna 1550 Vantaanjoen suulle, ja pääkaupunki siitä tuli vuonna 1812.";
    private static final String SUMMARY =
            "Helsingistä tehtiin Suomen pääkaupunki vuonna 1812, ja kaupungin perustaminen tapahtui" + " 1550.";
    private static final String QUESTION = "Minä vuonna Helsingistä tuli Suomen pääkaupunki?";
    private static final Source SOURCE = source(FINNISH, "Mikä on Suomen suurin kaupunki?", PASSAGE);

    @TempDir
    Path folder;

    @Test
    void aSummaryIsMadeAndAskedAbout() throws IOException {
        try (var llm = server(call -> call.user().contains(PASSAGE)
                ? LoopbackServer.say("```json\n{\"summary\": \"" + SUMMARY + "\"}\n```")
                : LoopbackServer.say("Query: \"" + QUESTION + "\""))) {
            assertThat(one(llm)).isEqualTo(new Made(SUMMARY, QUESTION));
            JsonNode first = llm.server.calls().get(0).body();
            JsonNode second = llm.server.calls().get(1).body();
            assertThat(first.get("max_tokens").intValue()).isEqualTo(256);
            assertThat(second.get("max_tokens").intValue()).isEqualTo(128);
            assertThat(List.of(first, second)).allSatisfy(body -> {
                assertThat(body.get("top_p").doubleValue()).isEqualTo(0.9);
                assertThat(body.get("temperature").doubleValue()).isEqualTo(0.7);
            });
            assertThat(llm.server.calls()).allMatch(call -> call.user().contains("Finnish"));
            assertThat(llm.server.calls().get(1).user()).contains(SUMMARY).doesNotContain(PASSAGE);
            assertThat(one(llm)).isEqualTo(new Made(SUMMARY, QUESTION));
            assertThat(llm.server.count()).isEqualTo(2);
        }
    }

    @Test
    void anotherLanguageIsAskedForAgainAndThenRefused() throws IOException {
        String english = "The city of Helsinki has been the capital of Finland since the year 1812.";
        try (var llm = server(call -> call.user().contains(PASSAGE)
                ? summary(call.number() == 1 ? english : SUMMARY)
                : query("In which year was this city made the capital?"))) {
            assertThat(one(llm)).isEqualTo(new Refused("the query is in another language"));
            assertThat(llm.server.count()).isEqualTo(2 + 3);
        }
    }

    @Test
    void everyRefusalSaysWhy() throws IOException {
        assertThat(refusal("{\"summary\": \"\"}", "")).isEqualTo("the summary is blank");
        assertThat(refusal("{\"summary\": \"" + "pitkä ".repeat(300) + "\"}", ""))
                .isEqualTo("the summary is too long");
        assertThat(refusal("{\"summary\": \"" + PASSAGE.toUpperCase(java.util.Locale.ROOT) + "\"}", ""))
                .isEqualTo("the summary copies the passage");
        assertThat(refusal("{\"summary\": \"half of", "")).isEqualTo("the summary is not readable");
        assertThat(refusal(SUMMARY, "...")).isEqualTo("the query is blank");
        assertThat(refusal(SUMMARY, QUESTION.repeat(10))).isEqualTo("the query is too long");
        assertThat(refusal(SUMMARY, "mikä on suomen SUURIN kaupunki"))
                .isEqualTo("the query repeats the training query");
        assertThat(refusal(SUMMARY, "<think>what now?")).isEqualTo("the query is blank");
    }

    @Test
    void aServerThatTakesNoPromptIsAReasonToo() throws IOException {
        try (var llm = server(call -> LoopbackServer.status(400))) {
            assertThat(one(llm)).isEqualTo(new Refused("the server gave no summary"));
        }
    }

    @Test
    void aLanguageWithoutANameIsRefusedBeforeAnythingIsAsked() throws IOException {
        try (var llm = server(call -> summary(SUMMARY))) {
            for (String code : List.of("und", "qqx")) {
                Source unknown = source(new Language(code), "q", PASSAGE);
                assertThatThrownBy(() -> generator(llm).generate(List.of(SOURCE, unknown), Progress.SILENT))
                        .isInstanceOf(BadInputException.class)
                        .hasMessageContaining(code);
            }
            assertThat(llm.server.count()).isZero();
        }
    }

    @Test
    void allLanguagesOfMiraclHaveNames() {
        assertThat(Language.MIRACL)
                .allSatisfy(language -> assertThat(LanguageName.known(language))
                        .as(language.code())
                        .isPresent());
        assertThat(LanguageName.of(new Language("yo"))).isEqualTo("Yoruba");
        assertThat(LanguageName.of(new Language("fa"))).isEqualTo("Persian");
    }

    @Test
    void anEstimateSpendsNothing() throws IOException {
        try (var llm = server(call -> summary(SUMMARY))) {
            var estimate = generator(llm).estimate(List.of(SOURCE, SOURCE));
            assertThat(estimate.calls()).isEqualTo(4);
            assertThat(estimate.outputTokens()).isEqualTo(2 * (256 + 128.0));
            assertThat(llm.server.count()).isZero();
        }
    }

    @Test
    void anEstimateFollowsWhatIsRecorded() throws IOException {
        String english = "The city of Helsinki has been the capital of Finland since the year 1812.";
        boolean[] queriesToo = {false};
        try (var llm = server(call -> {
            if (call.user().contains(PASSAGE)) {
                return summary(call.number() == 1 ? english : SUMMARY);
            }
            return queriesToo[0] ? query(QUESTION) : LoopbackServer.status(400);
        })) {
            assertThat(one(llm)).isEqualTo(new Refused("the server gave no query"));
            var half = generator(llm).estimate(List.of(SOURCE));
            assertThat(half.prompts())
                    .as("an unusable summary, a usable one, a query")
                    .isEqualTo(3);
            assertThat(half.calls()).isEqualTo(1);
            queriesToo[0] = true;
            assertThat(one(llm)).isEqualTo(new Made(SUMMARY, QUESTION));
            int before = llm.server.count();
            var whole = generator(llm).estimate(List.of(SOURCE));
            assertThat(whole.prompts()).isEqualTo(3);
            assertThat(whole.calls()).isZero();
            assertThat(llm.server.count()).isEqualTo(before);
        }
    }

    @Test
    void instructionsAreThePromptsWithTheAnswersWanted() throws IOException {
        Path file = folder.resolve("instructions.jsonl");
        Source refused = source(new Language("sw"), "swali?", "Kifungu.");
        var export = new InstructionExport(GeneratorPrompts.standard(), LlmGeneratorSettings.DEFAULT);
        InstructionExport.Summary summary =
                export.write(file, List.of(SOURCE, refused), List.of(new Made(SUMMARY, QUESTION), new Refused("why")));
        assertThat(summary).isEqualTo(new InstructionExport.Summary(Map.of("fi", 1), 1));
        List<JsonNode> lines = Files.readAllLines(file).stream()
                .map(line -> JsonMapper.shared().readTree(line))
                .toList();
        assertThat(lines).hasSize(2);
        for (JsonNode line : lines) {
            assertThat(line.get("language").stringValue()).isEqualTo("fi");
            assertThat(line.get("messages").size()).isEqualTo(3);
            assertThat(line.get("messages").get(0).get("content").stringValue()).contains("Finnish");
        }
        assertThat(lines.get(0).get("messages").get(1).get("content").stringValue())
                .contains(PASSAGE);
        assertThat(wanted(lines.get(0), "summary")).contains(SUMMARY);
        assertThat(lines.get(1).get("messages").get(1).get("content").stringValue())
                .contains(SUMMARY);
        assertThat(wanted(lines.get(1), "query")).contains(SOURCE.query().text());
    }

    private static Optional<String> wanted(JsonNode line, String field) {
        return AnswerText.field(line.get("messages").get(2).get("content").stringValue(), field);
    }

    private String refusal(String summary, String query) throws IOException {
        Files.deleteIfExists(folder.resolve("answers.jsonl"));
        try (var llm = server(call -> LoopbackServer.say(call.user().contains(PASSAGE) ? summary : query))) {
            return one(llm) instanceof Refused refused ? refused.reason() : "made";
        }
    }

    private static Generated one(LlmServer llm) {
        return generator(llm).generate(List.of(SOURCE), Progress.SILENT).getFirst();
    }

    private static LlmQueryGenerator generator(LlmServer llm) {
        return new LlmQueryGenerator(llm.pool, GeneratorPrompts.standard(), LANGUAGE_OF, LlmGeneratorSettings.DEFAULT);
    }

    private LlmServer server(Function<Call, Reply> behaviour) throws IOException {
        return new LlmServer(folder.resolve("answers.jsonl"), behaviour);
    }

    private static Reply summary(String text) {
        return LoopbackServer.say("{\"summary\": \"" + text + "\"}");
    }

    private static Reply query(String text) {
        return LoopbackServer.say("{\"query\": \"" + text + "\"}");
    }

    private static Source source(Language language, String query, String passage) {
        return new Source(
                new Query(new Key(language, "q"), query), new Passage(new Key(language, "p"), "Otsikko", passage));
    }
}
