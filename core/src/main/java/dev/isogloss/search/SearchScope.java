package dev.isogloss.search;

import dev.isogloss.data.Language;

/** Which passages a query is searched among. */
public sealed interface SearchScope {
    /** Passages of the query's own language: monolingual search. */
    record OwnLanguage() implements SearchScope {}

    /** All passages of all languages in one pool: multilingual search. */
    record Pool() implements SearchScope {}

    /** Passages of one given language, whatever the query's: cross-lingual search. */
    record Only(Language language) implements SearchScope {}
}
