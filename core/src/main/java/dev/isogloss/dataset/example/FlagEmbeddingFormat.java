package dev.isogloss.dataset.example;

import dev.isogloss.dataset.ExampleFiles;
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
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;
import tools.jackson.databind.JsonNode;

/** FlagEmbedding: {@code {query, pos: [], neg: [], pos_scores?, neg_scores?, prompt?, type?}}. */
public final class FlagEmbeddingFormat implements RowFormat {
    private static final List<String> EXTRAS = List.of("prompt", "type");
    private static final Set<String> FIELDS =
            Set.of("query", "pos", "neg", "pos_scores", "neg_scores", "prompt", "type", "lang");

    @Override
    public String word() {
        return "flagembedding";
    }

    @Override
    public String description() {
        return "{query, pos: [], neg: [], pos_scores?, neg_scores?, prompt?, type?} a line";
    }

    @Override
    public Optional<String> recognise(Sighting sighting) {
        return sighting.seen("query", "pos");
    }

    @Override
    public Set<String> fields(JsonLine row) {
        return FIELDS;
    }

    @Override
    public boolean hasIds() {
        return false;
    }

    /** FlagEmbedding 1.4 divides by the number of negatives. */
    @Override
    public boolean needsNegatives() {
        return true;
    }

    @Override
    public ExampleRow parse(JsonLine row) {
        SortedMap<String, String> extras = new TreeMap<>();
        for (String name : EXTRAS) {
            row.text(name).ifPresent(value -> extras.put(name, value));
        }
        return Fields.requirePositive(
                row,
                new ExampleRow(
                        "",
                        LanguageField.of(row),
                        row.requiredText("query"),
                        passages(row, "pos", "pos_scores"),
                        row.json().has("neg") ? passages(row, "neg", "neg_scores") : List.of(),
                        extras));
    }

    private static List<ExamplePassage> passages(JsonLine row, String name, String scoresName) {
        List<String> texts = Fields.texts(row, name);
        List<JsonNode> scores = Fields.optionalList(row, scoresName);
        if (!scores.isEmpty() && scores.size() != texts.size()) {
            throw row.error("\"" + scoresName + "\" must have as many numbers as \"" + name + "\" has texts (got: "
                    + scores.size() + " and " + texts.size() + ")");
        }
        List<ExamplePassage> passages = new ArrayList<>();
        for (int i = 0; i < texts.size(); i++) {
            Double score = scores.isEmpty() ? null : Fields.number(row, scoresName, scores.get(i));
            passages.add(new ExamplePassage("", "", texts.get(i), score));
        }
        return passages;
    }

    @Override
    public void write(ExampleFiles from, Path to, Losses losses) throws IOException {
        Survey survey = Survey.of(from);
        Output.rows(
                to,
                shape(survey),
                out -> from.examples((row, origin) -> {
                    Fields.countTextsOnly(row, losses);
                    if (row.negatives().isEmpty()) {
                        losses.count("examples without negatives, at which FlagEmbedding's trainer fails");
                    }
                    Map<String, Object> json = new LinkedHashMap<>();
                    json.put("query", row.requiredQuery());
                    json.put(
                            "pos",
                            row.positives().stream().map(ExamplePassage::whole).toList());
                    json.put(
                            "neg",
                            row.negatives().stream().map(ExamplePassage::whole).toList());
                    if (survey.scored()) {
                        json.put("pos_scores", scores(row.positives()));
                        json.put("neg_scores", scores(row.negatives()));
                    } else {
                        Fields.countScores(row, losses);
                    }
                    for (String name : EXTRAS) {
                        if (survey.extras().contains(name)) {
                            json.put(name, row.extras().getOrDefault(name, ""));
                        }
                    }
                    if (survey.languages()) {
                        json.put("lang", row.language().code());
                    }
                    out.write(json);
                }));
    }

    private static RowShape shape(Survey survey) {
        FieldType texts = new FieldType.ListOf(FieldType.TEXT);
        return RowShape.of(FieldType.TEXT, "query")
                .with(texts, "pos", "neg")
                .withIf(survey.scored(), new FieldType.ListOf(FieldType.NUMBER), "pos_scores", "neg_scores")
                .with(
                        FieldType.TEXT,
                        EXTRAS.stream().filter(survey.extras()::contains).toArray(String[]::new))
                .withIf(survey.languages(), FieldType.TEXT, "lang");
    }

    private static List<Double> scores(List<ExamplePassage> passages) {
        return passages.stream().map(passage -> passage.teacher().orElseThrow()).toList();
    }
}
