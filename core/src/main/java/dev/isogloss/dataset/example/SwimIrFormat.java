package dev.isogloss.dataset.example;

import dev.isogloss.data.Language;
import dev.isogloss.dataset.ExampleFiles;
import dev.isogloss.dataset.ExamplePassage;
import dev.isogloss.dataset.ExampleRow;
import dev.isogloss.dataset.FieldType;
import dev.isogloss.dataset.Losses;
import dev.isogloss.dataset.Output;
import dev.isogloss.dataset.RowShape;
import dev.isogloss.dataset.Sighting;
import dev.isogloss.dataset.collection.LanguageField;
import dev.isogloss.dataset.collection.LanguageNames;
import dev.isogloss.io.JsonLine;
import java.io.IOException;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/** SWIM-IR: {@code {_id, lang, code, query, title, text}}, a query and its one passage a line. */
public final class SwimIrFormat implements RowFormat {
    private static final RowShape SHAPE = RowShape.of(FieldType.TEXT, "_id", "lang", "code", "query", "title", "text");

    @Override
    public String word() {
        return "swim-ir";
    }

    @Override
    public String description() {
        return "{_id, lang, code, query, title, text} a line: a query and the passage it was made from";
    }

    @Override
    public Optional<String> recognise(Sighting sighting) {
        return sighting.seen("_id", "code", "query", "text");
    }

    @Override
    public Set<String> fields(JsonLine row) {
        return SHAPE.fields().keySet();
    }

    @Override
    public boolean hasIds() {
        return true;
    }

    @Override
    public boolean hasPassageIds() {
        return false;
    }

    @Override
    public ExampleRow parse(JsonLine row) {
        ExamplePassage passage = new ExamplePassage("", row.text("title").orElse(""), row.requiredText("text"), null);
        return ExampleRow.of(
                row.requiredText("_id"),
                LanguageField.of(row, "code"),
                row.requiredText("query"),
                List.of(passage),
                List.of());
    }

    @Override
    public void write(ExampleFiles from, Path to, Losses losses) throws IOException {
        Output.rows(
                to,
                SHAPE,
                out -> from.examples((row, origin) -> {
                    Fields.countScores(row, losses);
                    Fields.countExtras(row, losses);
                    if (row.language().equals(Language.UNDETERMINED)) {
                        throw origin.error(
                                "query " + row.id() + " says no language, but swim-ir names one in every row; say which"
                                        + " with --language CODE, or find out with --detect-languages");
                    }
                    row.negatives().forEach(negative -> losses.count("negatives"));
                    for (int i = 0; i < row.positives().size(); i++) {
                        ExamplePassage positive = row.positives().get(i);
                        Fields.countId(positive, losses);
                        if (i > 0) {
                            losses.count("examples with several positives, now a row for each");
                        }
                        Map<String, Object> json = new LinkedHashMap<>();
                        json.put("_id", i == 0 ? row.id() : row.id() + "-" + i);
                        json.put("lang", LanguageNames.english(row.language()));
                        json.put("code", row.language().code());
                        json.put("query", row.requiredQuery());
                        json.put("title", positive.title());
                        json.put("text", positive.requiredText());
                        out.write(json);
                    }
                }));
    }
}
