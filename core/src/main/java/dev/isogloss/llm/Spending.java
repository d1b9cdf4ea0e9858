package dev.isogloss.llm;

import dev.isogloss.io.BadInputException;
import java.util.Locale;

/**
 * Holds a run to its budget. Before each request {@link #begin} is called and after each answer {@link #add}, so tokens and money
 * are exceeded by no more than what was in flight, and calls not at all. Safe for many threads.
 */
final class Spending {
    private final Budget budget;
    private long calls;
    private long answers;
    private long inputTokens;
    private long outputTokens;

    Spending(Budget budget) {
        this.budget = budget;
    }

    /**
     * Counts a request that is about to be sent.
     *
     * @throws BadInputException when the budget is spent
     */
    synchronized void begin() {
        if (calls >= budget.calls()) {
            throw spent("calls", Long.toString(calls), Long.toString(budget.calls()));
        }
        long tokens = inputTokens + outputTokens;
        if (tokens >= budget.tokens()) {
            throw spent("tokens", Long.toString(tokens), Long.toString(budget.tokens()));
        }
        double money = budget.price().of(inputTokens, outputTokens);
        if (money >= budget.money()) {
            throw spent("money", amount(money), amount(budget.money()));
        }
        calls++;
    }

    synchronized void add(ChatAnswer answer) {
        answers++;
        inputTokens += answer.inputTokens();
        outputTokens += answer.outputTokens();
    }

    synchronized ChatUsage usage(long recorded) {
        return new ChatUsage(
                calls,
                answers,
                recorded,
                inputTokens,
                outputTokens,
                budget.price().of(inputTokens, outputTokens));
    }

    private static String amount(double money) {
        return String.format(Locale.ROOT, "%.4f", money);
    }

    private static BadInputException spent(String what, String used, String limit) {
        return new BadInputException(
                "the budget of " + what + " for the language model is spent (" + used + " of " + limit
                        + "); every answer so far is recorded: raise the budget and run the same again, and none is asked for"
                        + " twice");
    }
}
