package dev.isogloss.dataset.example;

import dev.isogloss.dataset.BadRows;
import dev.isogloss.dataset.ExampleFiles;
import dev.isogloss.dataset.ExamplePassage;
import dev.isogloss.dataset.ExampleRow;
import dev.isogloss.dataset.FieldType;
import dev.isogloss.dataset.Losses;
import dev.isogloss.dataset.Output;
import dev.isogloss.dataset.RowShape;
import dev.isogloss.dataset.Sighting;
import dev.isogloss.io.JsonLine;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import tools.jackson.databind.JsonNode;

/**
 * Tevatron's first format, that of MIRACL and Mr. TyDi on the hub: {@code {query_id, query, positive_passages: [{docid, title, text}],
 * negative_passages: [...]}}. Where title and text are empty (Mr. TyDi's dev and test rows) the passage is an id.
 */
public final class TevatronFormat implements RowFormat {
    private static final TevatronFields FIELDS = new TevatronFields("query", "positive_passages", "negative_passages");

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
        return sighting.seen("query_id", FIELDS.query(), FIELDS.positives());
    }

    @Override
    public Set<String> fields(JsonLine row) {
        return FIELDS.names();
    }

    @Override
    public List<String> passages() {
        return List.of(FIELDS.positives(), FIELDS.negatives());
    }

    @Override
    public Set<String> passageFields() {
        return Set.of("docid", "title", "text");
    }

    @Override
    public boolean hasIds() {
        return true;
    }

    @Override
    public ExampleFiles open(Path path, BadRows badRows) {
        return RowExamples.withCorpus(path, badRows, this::read);
    }

    @Override
    public ExampleRow parse(JsonLine row) {
        return FIELDS.parse(row, TevatronFormat::passages);
    }

    private static List<ExamplePassage> passages(JsonLine row, String name) {
        List<ExamplePassage> passages = new ArrayList<>();
        for (JsonNode node : Fields.list(row, name)) {
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
        Output.rows(
                to,
                FIELDS.shape(survey, passages),
                out -> from.examples((row, origin) -> {
                    Fields.countScores(row, losses);
                    Fields.countExtras(row, losses);
                    out.write(FIELDS.json(row, survey, TevatronFormat::json));
                }));
    }

    private static Map<String, Object> json(ExamplePassage passage) {
        Map<String, Object> json = new LinkedHashMap<>();
        json.put("docid", passage.id());
        json.put("title", passage.title());
        json.put("text", passage.isIdOnly() ? "" : passage.requiredText());
        return json;
    }
}
