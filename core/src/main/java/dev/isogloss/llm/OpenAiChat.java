package dev.isogloss.llm;

import dev.isogloss.llm.ChatFailure.Kind;
import dev.langchain4j.data.message.ChatMessage;
import dev.langchain4j.data.message.SystemMessage;
import dev.langchain4j.data.message.UserMessage;
import dev.langchain4j.model.chat.request.ChatRequest;
import dev.langchain4j.model.chat.response.ChatResponse;
import dev.langchain4j.model.openai.OpenAiChatModel;
import dev.langchain4j.model.openai.OpenAiChatRequestParameters;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * A model behind an OpenAI-compatible chat server: vLLM, llama.cpp, Ollama, hosted ones. Each answer is asked for once. Whether the
 * server can force the form of an answer is found out: when it refuses the first such request and takes the same one without, it
 * is never asked for a form again. Safe for many threads.
 */
public final class OpenAiChat implements ChatModel, AutoCloseable {
    private final ServerAddress address;
    private final ServerConnection connection;
    private final OpenAiChatModel server;
    private volatile boolean takesForms = true;

    /**
     * A server; nothing is sent yet.
     *
     * @param baseUrl up to and with the version, for example {@code http://127.0.0.1:8000/v1}
     * @param timeout for one whole answer
     */
    public OpenAiChat(String baseUrl, String model, ApiKey key, Duration timeout) {
        this.address = new ServerAddress(baseUrl, model, key);
        this.connection = ServerAddress.connect(timeout);
        var builder = OpenAiChatModel.builder()
                .httpClientBuilder(connection.asBuilder())
                .baseUrl(baseUrl)
                .modelName(model)
                .strictJsonSchema(true)
                .maxRetries(0)
                .logRequests(false)
                .logResponses(false);
        this.server = (key.isGiven() ? builder.apiKey(key.secret()) : builder).build();
    }

    @Override
    public String name() {
        return address.model();
    }

    /**
     * Asks for one short answer, so that what can never work is known before the long part; also finds out whether forms work. A
     * server that is only busy passes.
     *
     * @throws dev.isogloss.io.BadInputException when the server cannot be reached, refuses the key, does not know the model or does not take this
     *     kind of request
     */
    public void check() {
        var form = new AnswerForm.JsonObject("check", List.of(new AnswerForm.WholeNumber("number", 0, 2)));
        var prompt = new Prompt("", "Answer with this JSON object and nothing else: {\"number\": 1}", form);
        try {
            answer(prompt, new Sampling(0.9, 0.4, 16, 1));
        } catch (ChatFailure e) {
            if (e.kind() == Kind.BUSY) {
                return;
            }
            throw address.unusable(e, "chat/completions with temperature, top_p, max_tokens and seed");
        }
    }

    @Override
    public ChatAnswer answer(Prompt prompt, Sampling sampling) {
        boolean formed = takesForms && !(prompt.form() instanceof AnswerForm.FreeText);
        try {
            return ask(prompt, sampling, formed);
        } catch (ChatFailure e) {
            if (!formed || e.kind() != Kind.REFUSED) {
                throw e;
            }
            // the form or the prompt: only an answer to the same without the form says which
            ChatAnswer plain = ask(prompt, sampling, false);
            takesForms = false;
            return plain;
        }
    }

    /** Whether the server was not yet found to refuse forms. */
    public boolean takesForms() {
        return takesForms;
    }

    @Override
    public void close() {
        connection.close();
    }

    @Override
    public String toString() {
        return "OpenAiChat[" + address.model() + " at " + address.baseUrl() + ", " + address.key() + "]";
    }

    private ChatAnswer ask(Prompt prompt, Sampling sampling, boolean formed) {
        List<ChatMessage> messages = new ArrayList<>();
        if (!prompt.system().isEmpty()) {
            messages.add(SystemMessage.from(prompt.system()));
        }
        messages.add(UserMessage.from(prompt.user()));
        var parameters = OpenAiChatRequestParameters.builder()
                .topP(sampling.topP())
                .temperature(sampling.temperature())
                .maxOutputTokens(sampling.maxNewTokens())
                .seed(sampling.seed());
        if (formed) {
            parameters.responseFormat(Forms.responseFormat(prompt.form()));
        }
        var request = ChatRequest.builder()
                .messages(messages)
                .parameters(parameters.build())
                .build();
        ChatResponse response;
        try {
            response = server.chat(request);
        } catch (RuntimeException e) {
            throw classified(e);
        }
        return answer(prompt, response);
    }

    private static ChatAnswer answer(Prompt prompt, ChatResponse response) {
        String said = response.aiMessage().text();
        String text = said == null ? "" : said;
        var usage = response.tokenUsage();
        // a server that does not count still costs: a token in four characters
        long input = count(usage == null ? null : usage.inputTokenCount(), prompt.characters());
        long output = count(usage == null ? null : usage.outputTokenCount(), text.length());
        return new ChatAnswer(text, input, output);
    }

    private static long count(@Nullable Integer counted, int characters) {
        return counted == null ? Math.ceilDiv(characters, 4) : Math.max(0, counted);
    }

    /** What langchain4j threw, by what is at its bottom; a cause that may quote the key is left behind. */
    private RuntimeException classified(RuntimeException thrown) {
        for (Throwable cause = thrown; cause != null; cause = cause.getCause()) {
            if (cause instanceof ServerConnection.Refusal refusal) {
                return address.refused(refusal);
            }
            if (cause instanceof ChatFailure || cause instanceof java.util.concurrent.CancellationException) {
                return (RuntimeException) cause;
            }
        }
        return new ChatFailure(
                Kind.BROKEN,
                "what " + address.place() + " sent is not an answer of a chat server ("
                        + address.quoted(String.valueOf(thrown.getMessage())) + ")");
    }
}
