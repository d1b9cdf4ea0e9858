package dev.isogloss.llm;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import dev.isogloss.io.BadInputException;
import dev.isogloss.llm.LoopbackServer.Call;
import dev.isogloss.llm.LoopbackServer.Reply;
import dev.isogloss.llm.LoopbackServer.Status;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class LikelihoodServerTest {
    private static final ApiKey KEY = ApiKey.from("SOME_KEY", name -> "sk-secret");
    private static final Sampling ANY = new Sampling(1, 0, 1, 0);

    private static LikelihoodServer open(LoopbackServer server) {
        return new LikelihoodServer(server.url(), "loopback", KEY, Duration.ofSeconds(10));
    }

    private static Likelihood ask(LikelihoodServer server, String read, String text) {
        return Likelihood.parse(server.answer(new Prompt(read, text, new AnswerForm.FreeText()), ANY)
                .text());
    }

    private static Likelihood of(List<String> tokens, String read, String text) {
        try (var server = new LoopbackServer(call -> EchoedPrompt.of(tokens));
                var scorer = open(server)) {
            return ask(scorer, read, text);
        }
    }

    private static Throwable failure(Function<Call, Reply> behaviour) {
        try (var server = new LoopbackServer(behaviour);
                var scorer = open(server)) {
            var caught = new Throwable[1];
            assertThatThrownBy(() -> ask(scorer, "A passage.", " A query")).satisfies(thrown -> caught[0] = thrown);
            assertThat(String.valueOf(caught[0].getMessage())).doesNotContain("sk-secret");
            return caught[0];
        }
    }

    @Test
    void onlyTheTokensOfTheTextAreSummed() {
        try (var server = new LoopbackServer(EchoedPrompt::of);
                var scorer = open(server)) {
            Likelihood found = ask(scorer, "one two three", " four five");
            assertThat(found.logarithm()).isCloseTo(-0.09, within(1e-12));
            assertThat(found.tokens()).isEqualTo(2);
            assertThat(server.count()).isEqualTo(1);
        }
    }

    @Test
    void theRequestAsksForThePromptsOwnProbabilities() {
        Function<Call, Reply> strict = call -> call.authorization().equals("Bearer sk-secret")
                        && call.body().get("echo").booleanValue()
                        && call.body().get("logprobs").intValue() == 1
                        && call.body().get("max_tokens").intValue() == 1
                        && call.body().get("model").stringValue().equals("loopback")
                ? EchoedPrompt.of(call)
                : LoopbackServer.status(400);
        try (var server = new LoopbackServer(strict);
                var scorer = open(server)) {
            scorer.check();
            assertThat(ask(scorer, "one", " two").tokens()).isEqualTo(1);
        }
    }

    @Test
    void aTokenOnBothSidesCounts() {
        assertThat(of(List.of("<s>", "one", " tw", "o th", "ree"), "one two", " three"))
                .isEqualTo(new Likelihood(-0.07, 2));
    }

    @Test
    void partsOfCharactersAreBridged() {
        // 京 and 都 in parts, as vLLM, llama-cpp-python and SentencePiece's bytes show them
        for (String part : List.of("\uFFFD", "", "<0xE4>", "bytes:\\xe4")) {
            List<String> tokens = List.of("<s>", "北", part, part, "の", part, part, part, "は");
            assertThat(of(tokens, "北京の", "都は")).as(part).isEqualTo(new Likelihood(-0.26, 4));
            assertThat(of(tokens, "北京", "の都は").tokens()).as(part).isEqualTo(5);
        }
        assertThat(of(List.of("<s>", "one", "\uFFFD", "\uFFFD"), "one", "é")).isEqualTo(new Likelihood(-0.05, 2));
    }

    @Test
    void aServerWithoutWhatIsNeededIsNamed() {
        for (String answer : List.of(
                "{\"choices\":[{\"text\":\"x\",\"logprobs\":null}]}",
                "{\"choices\":[{\"text\":\"x\"}]}",
                "{\"choices\":[{\"text\":\"x\",\"logprobs\":{\"content\":[]}}]}",
                "{\"choices\":[{\"logprobs\":{\"tokens\":[\" x\"],\"token_logprobs\":[-1]}}],\"usage\":{\"prompt_tokens\":9}}",
                "{\"choices\":[{\"logprobs\":{\"tokens\":[\" x\"],\"token_logprobs\":[-1]}}]}")) {
            assertThat(failure(call -> new Status(200, Map.of(), answer)))
                    .as(answer)
                    .isInstanceOf(BadInputException.class)
                    .hasMessageContainingAll("log-probabilities", "echo", "logprobs");
        }
    }

    @Test
    void tokensThatAreNotThePromptsAreRefused() {
        assertThat(failure(call -> EchoedPrompt.of(List.of("<s>", "A", " passage", ".", " A"))))
                .as("cut at its end")
                .isInstanceOf(BadInputException.class)
                .hasMessageContaining("not those of the prompt");
        assertThat(failure(call -> EchoedPrompt.of(List.of("token_id:1", "token_id:2", "token_id:3"))))
                .isInstanceOf(BadInputException.class)
                .hasMessageContaining("numbers for tokens");
        assertThat(failure(call -> EchoedPrompt.of(List.of("A", " query"))))
                .as("cut at its beginning: the first token has no probability")
                .isInstanceOf(BadInputException.class)
                .hasMessageContaining("is the prompt cut");
    }

    @Test
    void everyFailureHasItsKind() {
        assertThat(kind(call -> LoopbackServer.status(429))).isEqualTo(ChatFailure.Kind.BUSY);
        assertThat(kind(call -> LoopbackServer.status(500))).isEqualTo(ChatFailure.Kind.BROKEN);
        assertThat(kind(call -> LoopbackServer.status(400))).isEqualTo(ChatFailure.Kind.REFUSED);
        assertThat(kind(call -> new Status(200, Map.of(), "{\"choices\":[{\"te")))
                .isEqualTo(ChatFailure.Kind.BROKEN);
        assertThat(kind(call -> new Status(200, Map.of(), "{}"))).isEqualTo(ChatFailure.Kind.BROKEN);
        assertThat(kind(call -> new LoopbackServer.Cut(false))).isEqualTo(ChatFailure.Kind.CONNECTION);
        assertThat(kind(call -> new LoopbackServer.Cut(true))).isEqualTo(ChatFailure.Kind.CONNECTION);
        assertThat(failure(call -> LoopbackServer.status(401))).hasMessageContaining("SOME_KEY");
        assertThat(failure(call -> LoopbackServer.status(404)))
                .hasMessageContaining("does not know the model loopback");
    }

    private static ChatFailure.Kind kind(Function<Call, Reply> behaviour) {
        Throwable thrown = failure(behaviour);
        assertThat(thrown).isInstanceOf(ChatFailure.class);
        return ((ChatFailure) thrown).kind();
    }

    @Test
    void throughThePoolAScoreIsRecordedAndABusyServerIsAskedAgain(@TempDir Path folder) throws IOException {
        Function<Call, Reply> busyAtFirst = call ->
                call.number() <= 2 ? LoopbackServer.status(call.number() == 1 ? 429 : 500) : EchoedPrompt.of(call);
        Retries quick = new Retries(4, Duration.ofMillis(1), Duration.ofMillis(4), 0);
        try (var server = new LoopbackServer(busyAtFirst);
                var scorer = open(server);
                var cache = AnswerCache.open(folder.resolve("answers.jsonl"))) {
            var pool = new ChatPool(scorer, cache, ChatLimits.DEFAULT, quick, Budget.UNLIMITED);
            Likelihood first = LikelihoodServer.likelihood("one two", " three", pool);
            assertThat(first).isEqualTo(new Likelihood(-0.03, 1));
            assertThat(LikelihoodServer.likelihood("one two", " three", pool)).isEqualTo(first);
            assertThat(server.count()).isEqualTo(3);
            assertThat(cache.models()).containsOnlyKeys("loopback (log-likelihood)");
            assertThat(pool.usage().inputTokens()).isEqualTo(4);
        }
        try (var cache = AnswerCache.readOnly(folder.resolve("answers.jsonl"))) {
            var pool = ChatPool.offline(LikelihoodServer.nameOf("loopback"), cache);
            assertThat(LikelihoodServer.likelihood("one two", " three", pool).tokens())
                    .isEqualTo(1);
        }
    }
}
