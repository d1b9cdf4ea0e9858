package dev.isogloss.llm;

import dev.isogloss.llm.LoopbackServer.Status;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.regex.Pattern;
import tools.jackson.databind.json.JsonMapper;

/**
 * What a completion server echoes of a prompt: words with the blank before them, after a token that begins every text. The n-th word
 * costs n hundredths, so that a sum says which words are in it.
 */
public final class EchoedPrompt {
    private static final Pattern WORD = Pattern.compile("\\s*\\S+");

    private EchoedPrompt() {}

    public static Status of(LoopbackServer.Call call) {
        List<String> tokens = new ArrayList<>(List.of("<s>"));
        WORD.matcher(call.body().get("prompt").stringValue()).results().forEach(word -> tokens.add(word.group()));
        return of(tokens);
    }

    /** These tokens, and one that was generated after them. */
    public static Status of(List<String> prompt) {
        var node = JsonMapper.shared().createObjectNode();
        var choice = node.putArray("choices").addObject();
        choice.put("text", String.join("", prompt) + " more");
        var logprobs = choice.putObject("logprobs");
        var tokens = logprobs.putArray("tokens");
        var values = logprobs.putArray("token_logprobs");
        var offsets = logprobs.putArray("text_offset");
        int offset = 0;
        for (int i = 0; i < prompt.size(); i++) {
            tokens.add(prompt.get(i));
            offsets.add(offset);
            offset += prompt.get(i).length();
            if (i == 0) {
                values.addNull();
            } else {
                values.add(-i / 100.0);
            }
        }
        tokens.add(" more");
        values.add(-99.0);
        offsets.add(offset);
        node.putObject("usage").put("prompt_tokens", prompt.size()).put("completion_tokens", 1);
        return new Status(
                200,
                Map.of("Content-Type", "application/json"),
                JsonMapper.shared().writeValueAsString(node));
    }
}
