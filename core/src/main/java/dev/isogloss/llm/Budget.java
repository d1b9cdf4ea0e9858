package dev.isogloss.llm;

/**
 * How much one run may spend; what earlier runs spent on recorded answers does not count.
 *
 * @param calls requests sent, those that failed too; at least 0
 * @param tokens of prompts and answers together; at least 0
 * @param money by {@code price}, in its currency; at least 0
 */
public record Budget(long calls, long tokens, double money, Price price) {
    /** No limit. */
    public static final Budget UNLIMITED =
            new Budget(Long.MAX_VALUE, Long.MAX_VALUE, Double.POSITIVE_INFINITY, Price.FREE);

    public Budget {
        if (calls < 0 || tokens < 0 || !(money >= 0)) {
            throw new IllegalArgumentException(
                    "a budget is at least 0 (got: " + calls + " calls, " + tokens + " tokens, " + money + " money)");
        }
        if (Double.isFinite(money) && price.equals(Price.FREE)) {
            throw new IllegalArgumentException(
                    "a budget of money needs the price of tokens (got: " + money + " and no price)");
        }
    }
}
