package dev.isogloss.llm;

/**
 * What a language model is asked.
 *
 * @param system what it is told about its part; empty for nothing
 * @param user the question itself, not blank
 * @param form what the answer should look like
 */
public record Prompt(String system, String user, AnswerForm form) {
    public Prompt {
        if (user.isBlank()) {
            throw new IllegalArgumentException("a prompt needs a text (got: \"" + user + "\")");
        }
    }

    /** UTF-16 units of both texts. */
    public int characters() {
        return system.length() + user.length();
    }
}
