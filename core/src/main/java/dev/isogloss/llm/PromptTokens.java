package dev.isogloss.llm;

import dev.isogloss.io.BadInputException;
import dev.isogloss.llm.ChatFailure.Kind;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import tools.jackson.databind.JsonNode;

/**
 * The tokens of a prompt with their log-probabilities, as completion servers echo them.
 *
 * <p>Which of them are a text at the prompt's end is found from the tokens' own texts, from the end backwards. The offsets that
 * servers send count the texts of tokens too, and are off wherever a token is no text: a special token in front, and the parts of a
 * character that byte-level models cut into several tokens, which come as {@code U+FFFD}, as {@code <0xE0>}, {@code bytes:\xe0} or as
 * nothing. Those are bridged to the nearest token that is a text again.
 */
record PromptTokens(List<String> texts, List<Optional<Double>> logarithms) {
    private static final String NEEDED =
            "; scoring needs a server whose /v1/completions takes echo together with logprobs (vLLM"
                    + " does, llama-cpp-python with --logits_all true)";

    PromptTokens {
        texts = List.copyOf(texts);
        logarithms = List.copyOf(logarithms);
    }

    /**
     * The prompt's tokens of an answer, without those that were generated after it.
     *
     * @throws BadInputException when the server does not send log-probabilities, or not those of the prompt
     * @throws ChatFailure when the answer is not one
     */
    static PromptTokens of(JsonNode answer, ServerAddress address) {
        JsonNode choice = answer.path("choices").path(0);
        if (!choice.isObject()) {
            throw new ChatFailure(
                    Kind.BROKEN,
                    "what " + address.place() + " sent is not a completion (" + address.quoted(answer.toString())
                            + ")");
        }
        JsonNode tokens = choice.path("logprobs").path("tokens");
        JsonNode found = choice.path("logprobs").path("token_logprobs");
        if (!tokens.isArray() || !found.isArray() || tokens.size() != found.size()) {
            throw new BadInputException(address.place() + " sends no log-probabilities" + NEEDED);
        }
        int count = answer.path("usage").path("prompt_tokens").asInt(tokens.size() - 1);
        if (count < 2 || count > tokens.size()) {
            throw new BadInputException(address.place() + " sends log-probabilities of " + tokens.size()
                    + " tokens, and the prompt has " + count + ": it does not echo the prompt" + NEEDED);
        }
        List<String> texts = new ArrayList<>();
        List<Optional<Double>> logarithms = new ArrayList<>();
        for (int i = 0; i < count; i++) {
            texts.add(tokens.get(i).asString());
            JsonNode value = found.get(i);
            logarithms.add(value.isNumber() ? Optional.of(value.doubleValue()) : Optional.empty());
        }
        return new PromptTokens(texts, logarithms);
    }

    /**
     * How likely the prompt is from a place on. A token on both sides of it counts.
     *
     * @param from where in the prompt the text begins
     */
    Likelihood from(int from, String prompt) {
        double sum = 0;
        int tokens = 0;
        int end = prompt.length();
        int unplaced = 0;
        for (int i = texts.size() - 1; i >= 0 && (end > from || unplaced > 0); i--) {
            String text = texts.get(i);
            if (isPart(text)) {
                unplaced++;
            } else {
                end = placed(text, prompt, end, unplaced);
                unplaced = 0;
                if (end + text.length() <= from) {
                    break;
                }
            }
            sum += logarithms.get(i).orElseThrow(PromptTokens::incomplete);
            tokens++;
        }
        if (end > from || tokens == 0) {
            throw incomplete();
        }
        return new Likelihood(sum, tokens);
    }

    /** Where a token begins that ends at {@code end}, or some characters before it when tokens between are parts of characters. */
    private static int placed(String text, String prompt, int end, int unplaced) {
        int last = unplaced == 0 ? end - text.length() : end - 1 - text.length();
        int at = prompt.lastIndexOf(text, last);
        if (at < 0 || unplaced == 0 && at != last || end - at - text.length() > 4 * unplaced) {
            throw new BadInputException("the tokens that the server echoes are not those of the prompt (it has \""
                    + prompt.substring(Math.max(0, end - 20), end) + "\" where the server has \"" + text
                    + "\"); does the server cut prompts, or send numbers for tokens?");
        }
        return at;
    }

    private static boolean isPart(String token) {
        return token.isEmpty()
                || token.indexOf('\uFFFD') >= 0
                || token.startsWith("bytes:")
                || token.matches("<0x[0-9A-Fa-f]{2}>");
    }

    private static BadInputException incomplete() {
        return new BadInputException(
                "the server's log-probabilities do not cover the end of the prompt; is the prompt cut by the server?");
    }
}
