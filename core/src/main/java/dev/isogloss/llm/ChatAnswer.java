package dev.isogloss.llm;

/**
 * What a language model said.
 *
 * @param inputTokens tokens of the prompt as the server counted them, at least 0
 * @param outputTokens tokens of the answer as the server counted them, at least 0
 */
public record ChatAnswer(String text, long inputTokens, long outputTokens) {
    public ChatAnswer {
        if (inputTokens < 0 || outputTokens < 0) {
            throw new IllegalArgumentException(
                    "token counts must be at least 0 (got: " + inputTokens + ", " + outputTokens + ")");
        }
    }
}
