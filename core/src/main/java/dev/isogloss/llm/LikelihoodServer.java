package dev.isogloss.llm;

import dev.isogloss.llm.ChatFailure.Kind;
import dev.langchain4j.http.client.HttpMethod;
import dev.langchain4j.http.client.HttpRequest;
import java.time.Duration;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ObjectNode;

/**
 * Asks a completion server (OpenAI's {@code /v1/completions} as vLLM and llama-cpp-python serve it) how likely a text is. It stands
 * behind the contract of chat models so that patience, limits, budget and records are those of a {@link ChatPool}: the prompt's first
 * part is what the model has read, its second the text to be scored, and the answer is a {@link Likelihood}. Safe for many threads.
 */
public final class LikelihoodServer implements ChatModel, AutoCloseable {
    /** Servers want to generate something; one token is asked for and not looked at. */
    private static final Sampling SCORED = new Sampling(1, 0, 1, 0);

    private final ServerAddress address;
    private final ServerConnection connection;

    /**
     * A server; nothing is sent yet.
     *
     * @param baseUrl up to and with the version, for example {@code http://127.0.0.1:8000/v1}
     * @param timeout for one whole answer
     */
    public LikelihoodServer(String baseUrl, String model, ApiKey key, Duration timeout) {
        this.address = new ServerAddress(baseUrl, model, key);
        this.connection = ServerAddress.connect(timeout);
    }

    /** Not the model's own name: a record of what it wrote is no record of this. */
    @Override
    public String name() {
        return nameOf(address.model());
    }

    /** The name under which a model's likelihoods are recorded. */
    public static String nameOf(String model) {
        return model + " (log-likelihood)";
    }

    /**
     * How likely a text is after another, recorded or new.
     *
     * @param read what the model has read before, not blank
     * @param text not blank; a blank at its beginning is part of it
     * @param pool of a server of this kind, or of its records alone
     */
    public static Likelihood likelihood(String read, String text, ChatPool pool) {
        return Likelihood.parse(pool.ask(new Prompt(read, text, new AnswerForm.FreeText()), SCORED)
                .text());
    }

    /**
     * Scores one short text, so that what can never work is known before the long part. A server that is only busy passes.
     *
     * @throws dev.isogloss.io.BadInputException when the server cannot be reached, or does not score prompts
     */
    public void check() {
        try {
            answer(new Prompt("One, two, three,", " four.", new AnswerForm.FreeText()), SCORED);
        } catch (ChatFailure e) {
            if (e.kind() != Kind.BUSY) {
                throw address.unusable(e, "completions with echo, logprobs and max_tokens");
            }
        }
    }

    /** A {@link Likelihood} as JSON; {@code sampling} decides nothing. */
    @Override
    public ChatAnswer answer(Prompt prompt, Sampling sampling) {
        if (prompt.system().isBlank()) {
            throw new IllegalArgumentException("a likelihood needs something that was read before");
        }
        String whole = prompt.system() + prompt.user();
        JsonNode answer = send(whole);
        PromptTokens tokens = PromptTokens.of(answer, address);
        Likelihood likelihood = tokens.from(prompt.system().length(), whole);
        return new ChatAnswer(
                likelihood.json(),
                tokens.texts().size(),
                answer.path("usage").path("completion_tokens").asInt(1));
    }

    @Override
    public void close() {
        connection.close();
    }

    @Override
    public String toString() {
        return "LikelihoodServer[" + address.model() + " at " + address.baseUrl() + ", " + address.key() + "]";
    }

    private JsonNode send(String prompt) {
        ObjectNode body = JsonMapper.shared().createObjectNode();
        body.put("model", address.model())
                .put("prompt", prompt)
                .put("max_tokens", SCORED.maxNewTokens())
                .put("temperature", SCORED.temperature())
                .put("echo", true)
                .put("logprobs", 1);
        var request = HttpRequest.builder()
                .method(HttpMethod.POST)
                .url(address.baseUrl() + "/completions")
                .addHeader("Content-Type", "application/json")
                .body(JsonMapper.shared().writeValueAsString(body));
        if (address.key().isGiven()) {
            request.addHeader("Authorization", "Bearer " + address.key().secret());
        }
        String said;
        try {
            said = connection.execute(request.build()).body();
        } catch (ServerConnection.Refusal e) {
            throw address.refused(e);
        }
        try {
            return JsonMapper.shared().readTree(said);
        } catch (JacksonException e) {
            throw new ChatFailure(
                    Kind.BROKEN,
                    "what " + address.place() + " sent is not the answer of a completion server ("
                            + address.quoted(said) + ")");
        }
    }
}
