package dev.isogloss.dataset;

import dev.isogloss.data.Language;

/**
 * A query as a file has it.
 *
 * @param id any text
 * @param language undetermined where the file does not say
 */
public record QueryRow(String id, Language language, String text) {}
