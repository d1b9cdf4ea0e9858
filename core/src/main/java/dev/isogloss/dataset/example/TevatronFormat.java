package dev.isogloss.dataset.example;

import dev.isogloss.dataset.BadRows;
import dev.isogloss.dataset.ExampleFiles;
import dev.isogloss.dataset.ExampleFormat;
import dev.isogloss.dataset.ExamplePassage;
import dev.isogloss.dataset.ExampleRow;
import dev.isogloss.dataset.FieldType;
import dev.isogloss.dataset.Losses;
import dev.isogloss.dataset.Output;
import dev.isogloss.dataset.RowShape;
import dev.isogloss.dataset.Sighting;
import dev.isogloss.dataset.collection.LanguageField;
import dev.isogloss.io.JsonLine;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import tools.jackson.databind.JsonNode;

/**
 * Tevatron's first format, that of MIRACL and Mr. TyDi on the hub: {@code {query_id, query, positive_passages: [{docid, title, text}],
 * negative_passages: [...]}}. Where title and text are empty (Mr. TyDi's dev and test rows) the passage is an id.
 */
public final class TevatronFormat implements ExampleFormat {
    private static final String POSITIVES = "positive_passages";
    private static final String NEGATIVES = "negative_passages";

    @Override
    public String word() {
        return "tevatron";
    }

    @Override
    public String description() {
        return "{query_id, query, positive_passages: [{docid, title, text}], negative_passages: [...]} a line";
    }

    @Override
    public Optional<String> recognise(Sighting sighting) {
        return sighting.hasFields("query_id", "query", POSITIVES)
                ? Optional.of(sighting.fieldsSeen())
                : Optional.empty();
    }

    @Override
    public boolean hasIds() {
        return true;
    }

    @Override
    public ExampleFiles open(Path path, BadRows badRows) {
        return RowExamples.withCorpus(path, badRows, TevatronFormat::parse);
    }

    private static ExampleRow parse(JsonLine row) {
        return Fields.requirePositive(
                row,
                ExampleRow.of(
                        row.requiredText("query_id"),
                        LanguageField.of(row),
                        row.requiredText("query"),
                        passages(row, POSITIVES, Fields.list(row, POSITIVES)),
                        passages(row, NEGATIVES, Fields.optionalList(row, NEGATIVES))));
    }

    private static List<ExamplePassage> passages(JsonLine row, String name, List<JsonNode> nodes) {
        List<ExamplePassage> passages = new ArrayList<>();
        for (JsonNode node : nodes) {
            if (!node.isObject()) {
                throw row.error("\"" + name + "\" must hold {docid, title, text} (got: " + node + ")");
            }
            JsonLine inner = new JsonLine(row.origin(), node);
            String title = inner.text("title").orElse("");
            String text = inner.text("text").orElse("");
            passages.add(new ExamplePassage(
                    inner.requiredText("docid"), title, title.isEmpty() && text.isEmpty() ? null : text, null));
        }
        return passages;
    }

    @Override
    public void write(ExampleFiles from, Path to, Losses losses) throws IOException {
        Survey survey = Survey.of(from);
        FieldType passages =
                new FieldType.ListOf(new FieldType.Inner(RowShape.of(FieldType.TEXT, "docid", "title", "text")));
        RowShape shape = RowShape.of(FieldType.TEXT, "query_id", "query")
                .withIf(survey.languages(), FieldType.TEXT, "lang")
                .with(passages, POSITIVES, NEGATIVES);
        Output.rows(
                to,
                shape,
                out -> from.examples((row, origin) -> {
                    Fields.countScores(row, losses);
                    Fields.countExtras(row, losses);
                    Map<String, Object> json = new LinkedHashMap<>();
                    json.put("query_id", row.id());
                    json.put("query", row.requiredQuery());
                    if (survey.languages()) {
                        json.put("lang", row.language().code());
                    }
                    json.put(POSITIVES, json(row.positives()));
                    json.put(NEGATIVES, json(row.negatives()));
                    out.write(json);
                }));
    }

    private static List<Map<String, Object>> json(List<ExamplePassage> passages) {
        List<Map<String, Object>> list = new ArrayList<>();
        for (ExamplePassage passage : passages) {
            Map<String, Object> json = new LinkedHashMap<>();
            json.put("docid", passage.id());
            json.put("title", passage.title());
            json.put("text", passage.isIdOnly() ? "" : passage.requiredText());
            list.add(json);
        }
        return list;
    }
}
