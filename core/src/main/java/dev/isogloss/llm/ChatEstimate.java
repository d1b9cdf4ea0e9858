package dev.isogloss.llm;

import java.util.Locale;

/**
 * What asking would cost, before anything is spent.
 *
 * @param prompts all that would be asked
 * @param calls those of them without a recorded answer; retries come on top
 * @param inputTokens of these calls' prompts
 * @param outputTokens of these calls' answers
 * @param money by the budget's price
 * @param measured whether tokens come from recorded answers of the same model; otherwise a prompt has a token in four characters,
 *     which is too few for most scripts but the Latin, and every answer is as long as it may be
 */
public record ChatEstimate(
        long prompts, long calls, double inputTokens, double outputTokens, double money, boolean measured) {

    /** Nothing is asked. */
    public static final ChatEstimate NOTHING = new ChatEstimate(0, 0, 0, 0, 0, true);

    /** Both together. */
    public ChatEstimate plus(ChatEstimate other) {
        return new ChatEstimate(
                prompts + other.prompts,
                calls + other.calls,
                inputTokens + other.inputTokens,
                outputTokens + other.outputTokens,
                money + other.money,
                measured && other.measured);
    }

    /** For people. */
    public String text() {
        String basis = measured
                ? "tokens by the mean of the recorded answers"
                : "tokens only roughly: a prompt's characters / 4 (more outside the Latin script), answers at their"
                        + " longest";
        return String.format(
                Locale.ROOT,
                "%,d prompts, %,d of them recorded: %,d calls, about %,.0f tokens in and %,.0f out%s; %s",
                prompts,
                prompts - calls,
                calls,
                inputTokens,
                outputTokens,
                money == 0 ? "" : String.format(Locale.ROOT, ", %.2f money", money),
                basis);
    }
}
