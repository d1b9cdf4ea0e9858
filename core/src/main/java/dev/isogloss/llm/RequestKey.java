package dev.isogloss.llm;

import dev.isogloss.io.Checksums;
import java.nio.charset.StandardCharsets;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ObjectNode;

/**
 * What an answer is recorded under: the SHA-256 of the JSON object {@code {model, system, user, form, topP, temperature,
 * maxNewTokens, seed}}, in hexadecimal. The server's address is not part of it, so a record made elsewhere counts.
 */
public record RequestKey(String sha256) {
    private static final JsonMapper JSON = JsonMapper.shared();

    public RequestKey {
        if (!sha256.matches("[0-9a-f]{64}")) {
            throw new IllegalArgumentException("a key is 64 hexadecimal digits (got: " + sha256 + ")");
        }
    }

    /** The key of one request to one model. */
    public static RequestKey of(String model, Prompt prompt, Sampling sampling) {
        ObjectNode node = JSON.createObjectNode();
        node.put("model", model)
                .put("system", prompt.system())
                .put("user", prompt.user())
                .put("form", canonical(prompt.form()))
                .put("topP", sampling.topP())
                .put("temperature", sampling.temperature())
                .put("maxNewTokens", sampling.maxNewTokens())
                .put("seed", sampling.seed());
        return new RequestKey(Checksums.sha256(JSON.writeValueAsString(node).getBytes(StandardCharsets.UTF_8)));
    }

    private static String canonical(AnswerForm form) {
        return switch (form) {
            case AnswerForm.FreeText text -> "text";
            case AnswerForm.JsonObject object -> {
                StringBuilder words = new StringBuilder(object.name());
                for (AnswerForm.Field field : object.fields()) {
                    words.append(' ').append(field.name()).append(':');
                    words.append(
                            switch (field) {
                                case AnswerForm.Text text -> "text";
                                case AnswerForm.WholeNumber number -> number.least() + ".." + number.most();
                            });
                }
                yield words.toString();
            }
        };
    }
}
