package dev.isogloss.dataset.example;

import dev.isogloss.dataset.ExamplePassage;
import dev.isogloss.dataset.ExampleRow;
import dev.isogloss.dataset.FieldType;
import dev.isogloss.dataset.RowShape;
import dev.isogloss.dataset.collection.LanguageField;
import dev.isogloss.io.JsonLine;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.Function;

/**
 * What both of Tevatron's formats have, under names of their own: a query with its id, and lists of positives and negatives.
 *
 * @param query the name of its text
 */
record TevatronFields(String query, String positives, String negatives) {
    private static final String ID = "query_id";
    private static final String BARE_QUERY = "query";
    private static final String LANGUAGE = "lang";

    /** Makes passages of the list in a field. */
    @FunctionalInterface
    interface Passages {
        List<ExamplePassage> of(JsonLine row, String field);
    }

    Set<String> names() {
        return new TreeSet<>(List.of(ID, LANGUAGE, BARE_QUERY, query, positives, negatives));
    }

    ExampleRow parse(JsonLine row, Passages passages) {
        return Fields.requirePositive(
                row,
                ExampleRow.of(
                        row.requiredText(ID),
                        LanguageField.of(row),
                        row.requiredText(query, BARE_QUERY),
                        passages.of(row, positives),
                        row.json().hasNonNull(negatives) ? passages.of(row, negatives) : List.of()));
    }

    RowShape shape(Survey survey, FieldType passages) {
        return RowShape.of(FieldType.TEXT, ID, query)
                .withIf(survey.languages(), FieldType.TEXT, LANGUAGE)
                .with(passages, positives, negatives);
    }

    Map<String, Object> json(ExampleRow row, Survey survey, Function<ExamplePassage, Object> passage) {
        Map<String, Object> json = new LinkedHashMap<>();
        json.put(ID, row.id());
        json.put(query, row.requiredQuery());
        if (survey.languages()) {
            json.put(LANGUAGE, row.language().code());
        }
        json.put(positives, row.positives().stream().map(passage).toList());
        json.put(negatives, row.negatives().stream().map(passage).toList());
        return json;
    }
}
