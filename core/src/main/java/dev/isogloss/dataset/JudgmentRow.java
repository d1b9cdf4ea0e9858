package dev.isogloss.dataset;

import dev.isogloss.data.Language;

/**
 * A judgment as a file has it.
 *
 * @param language whose ids these are; undetermined where all languages share one space of ids
 * @param grade above 0 is relevant
 */
public record JudgmentRow(Language language, String query, String passage, int grade) {}
