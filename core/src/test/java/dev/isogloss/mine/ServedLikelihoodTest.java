package dev.isogloss.mine;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.isogloss.data.Key;
import dev.isogloss.data.Passage;
import dev.isogloss.data.Query;
import dev.isogloss.io.BadInputException;
import dev.isogloss.llm.AnswerCache;
import dev.isogloss.llm.ApiKey;
import dev.isogloss.llm.Budget;
import dev.isogloss.llm.ChatLimits;
import dev.isogloss.llm.ChatPool;
import dev.isogloss.llm.EchoedPrompt;
import dev.isogloss.llm.LikelihoodServer;
import dev.isogloss.llm.LoopbackServer;
import dev.isogloss.llm.Retries;
import dev.isogloss.search.LikelihoodPrompt;
import dev.isogloss.search.LikelihoodSum;
import dev.isogloss.search.Pair;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Pairs scored by a served language model, over a real connection. */
class ServedLikelihoodTest {
    private static final LikelihoodPrompt PROMPT = new LikelihoodPrompt("Read: {passage}\nAsked: ");

    @TempDir
    private Path folder = Path.of("");

    private static Pair pair(String query, String title, String text) {
        return new Pair(new Query(Key.parse("en:q"), query), new Passage(Key.parse("en:p"), title, text));
    }

    private float[] score(LikelihoodSum sum, LoopbackServer server, List<Pair> pairs) throws IOException {
        try (var model = new LikelihoodServer(server.url(), "m", ApiKey.none(), Duration.ofSeconds(10));
                var cache = AnswerCache.open(folder.resolve("answers.jsonl"))) {
            var pool = new ChatPool(model, cache, ChatLimits.DEFAULT, Retries.DEFAULT, Budget.UNLIMITED);
            return new ServedLikelihood(pool, PROMPT, sum).score(pairs);
        }
    }

    @Test
    void theQuerysWordsAreScoredAfterTitleAndText() throws IOException {
        try (var server = new LoopbackServer(EchoedPrompt::of)) {
            // the words before: Read: t a b Asked:, and Read: a Asked:
            List<Pair> pairs = List.of(pair("x y", "t", "a b"), pair("x y z", "", "a"));
            assertThat(score(LikelihoodSum.SUM, server, pairs)).containsExactly(-0.06f - 0.07f, -0.15f);
            assertThat(score(LikelihoodSum.MEAN, server, pairs)).containsExactly(-0.065f, -0.05f);
            assertThat(server.count()).as("the second time from the record").isEqualTo(2);
        }
    }

    @Test
    void aPassageThatTheServerRefusesIsNamed() {
        try (var server = new LoopbackServer(call -> LoopbackServer.status(400))) {
            assertThatThrownBy(() -> score(LikelihoodSum.SUM, server, List.of(pair("x", "", "a"))))
                    .isInstanceOf(BadInputException.class)
                    .hasMessageContainingAll("en:p", "en:q", "400", "longer than the server takes");
        }
    }

    @Test
    void aPromptHoldsThePassageOnce() {
        assertThatThrownBy(() -> new LikelihoodPrompt("Asked: ")).hasMessageContaining("{passage} once");
        assertThatThrownBy(() -> new LikelihoodPrompt("{passage} {passage}")).hasMessageContaining("{passage} once");
        assertThat(PROMPT.read(pair("x", "t", "{passage}").passage())).isEqualTo("Read: t {passage}\nAsked:");
        assertThat(PROMPT.asked(pair("x", "", "a").query())).isEqualTo(" x");
    }
}
