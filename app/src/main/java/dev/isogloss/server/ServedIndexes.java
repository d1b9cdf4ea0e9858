package dev.isogloss.server;

import dev.isogloss.data.Language;
import dev.isogloss.job.OpenIndex;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.SortedMap;

/** The open indexes by the names that addresses have for them. */
record ServedIndexes(SortedMap<String, OpenIndex> byName) {
    private static final int MOST_LANGUAGES = 1000;

    /** The index that a path names. */
    OpenIndex of(Request request) {
        OpenIndex index = byName.get(request.path("index"));
        if (index == null) {
            throw Problem.notFound("there is no index " + Fields.shown(request.path("index")) + "; there is "
                    + String.join(", ", byName.keySet()));
        }
        return index;
    }

    /** The field {@code languages}: some of those of the index; empty where it is not there. */
    static List<Language> languages(OpenIndex index, Fields fields) {
        if (fields.value("languages").isEmpty()) {
            return List.of();
        }
        List<Language> languages = new ArrayList<>();
        for (String code : fields.texts("languages", 32, MOST_LANGUAGES)) {
            String lower = code.toLowerCase(Locale.ROOT).strip();
            if (!Language.isCode(lower) || !index.languages().contains(new Language(lower))) {
                throw Problem.badValue(
                        "languages must be some of " + index.languages() + " (got: " + Fields.shown(code) + ")");
            }
            languages.add(new Language(lower));
        }
        return languages;
    }
}
