package dev.isogloss.mine;

import java.util.Locale;
import java.util.Optional;
import java.util.regex.Pattern;
import tools.jackson.core.JacksonException;
import tools.jackson.core.json.JsonReadFeature;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** The text that a language model was asked for, out of what it put around it. */
final class AnswerText {
    private static final JsonMapper JSON = JsonMapper.builder()
            .enable(JsonReadFeature.ALLOW_UNESCAPED_CONTROL_CHARS)
            .enable(JsonReadFeature.ALLOW_TRAILING_COMMA)
            .build();
    private static final Pattern FENCE = Pattern.compile("(?s)^```[a-zA-Z]*\\s*(.*?)\\s*```$");
    private static final Pattern QUOTES = Pattern.compile("(?s)^[\"“„«「『](.*)[\"”“»」』]$");
    private static final Pattern SPACE = Pattern.compile("[\\s\\p{Z}]+");

    private AnswerText() {}

    /** The answer after the last thought; thoughts that never end leave nothing. */
    static String withoutThoughts(String answer) {
        int end = answer.lastIndexOf("</think>");
        String rest = end < 0 ? answer : answer.substring(end + "</think>".length());
        int open = rest.indexOf("<think>");
        return open < 0 ? rest : rest.substring(0, open);
    }

    /**
     * The text of a field of the JSON object in an answer; without an object, the whole answer less a code fence, the field's name
     * and quotation marks around it. White space is collapsed. Empty for half an object, or one without the field.
     */
    static Optional<String> field(String answer, String name) {
        String text = withoutThoughts(answer).strip();
        int open = text.indexOf('{');
        if (open >= 0) {
            int close = text.lastIndexOf('}');
            return close < open ? Optional.empty() : ofObject(text.substring(open, close + 1), name);
        }
        var fence = FENCE.matcher(text);
        String bare = fence.matches() ? fence.group(1) : text;
        String label = name + ":";
        if (bare.toLowerCase(Locale.ROOT).startsWith(label)) {
            bare = bare.substring(label.length()).strip();
        }
        var quotes = QUOTES.matcher(bare);
        return Optional.of(collapsed(quotes.matches() ? quotes.group(1) : bare));
    }

    private static Optional<String> ofObject(String object, String name) {
        try {
            JsonNode value = JSON.readTree(object).get(name);
            return value == null || !value.isString() ? Optional.empty() : Optional.of(collapsed(value.stringValue()));
        } catch (JacksonException e) {
            // a model's words are no file of the user's: what cannot be read is asked for again
            return Optional.empty();
        }
    }

    private static String collapsed(String text) {
        return SPACE.matcher(text).replaceAll(" ").strip();
    }
}
