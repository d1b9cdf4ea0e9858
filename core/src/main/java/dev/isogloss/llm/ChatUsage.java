package dev.isogloss.llm;

/**
 * What a pool did so far.
 *
 * @param calls requests sent, those that failed too
 * @param answers requests that were answered
 * @param recorded answers that were there already
 * @param money by the budget's price
 */
public record ChatUsage(long calls, long answers, long recorded, long inputTokens, long outputTokens, double money) {}
