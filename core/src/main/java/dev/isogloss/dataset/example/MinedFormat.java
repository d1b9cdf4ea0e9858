package dev.isogloss.dataset.example;

import dev.isogloss.dataset.ExampleFiles;
import dev.isogloss.dataset.ExamplePassage;
import dev.isogloss.dataset.ExampleRow;
import dev.isogloss.dataset.Losses;
import dev.isogloss.dataset.Sighting;
import dev.isogloss.dataset.collection.LanguageField;
import dev.isogloss.io.BadInputException;
import dev.isogloss.io.JsonLine;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import tools.jackson.databind.JsonNode;

/**
 * What mining wrote: {@code mining/negatives.jsonl.zst} of a run folder, ids of a collection that has their texts. Read only; scores
 * are those of the ensemble.
 */
public final class MinedFormat implements RowFormat {
    @Override
    public String word() {
        return "mined";
    }

    @Override
    public String description() {
        return "mining/negatives.jsonl.zst of a run folder: {query, language, positives, negatives: [{id, score, ...}], ...} a line";
    }

    @Override
    public Optional<String> recognise(Sighting sighting) {
        return sighting.seen("query", "language", "positives", "negatives");
    }

    @Override
    public Set<String> fields(JsonLine row) {
        return Set.of("query", "language", "positives", "positive-scores", "negatives");
    }

    @Override
    public List<String> passages() {
        return List.of("negatives");
    }

    @Override
    public Set<String> passageFields() {
        return Set.of("id", "score");
    }

    @Override
    public boolean hasIds() {
        return true;
    }

    @Override
    public ExampleRow parse(JsonLine row) {
        List<ExamplePassage> positives = new ArrayList<>();
        List<String> ids = Fields.texts(row, "positives");
        List<JsonNode> scores = Fields.optionalList(row, "positive-scores");
        for (int i = 0; i < ids.size(); i++) {
            Double score = i < scores.size() ? Fields.number(row, "positive-scores", scores.get(i)) : null;
            positives.add(new ExamplePassage(ids.get(i), "", null, score));
        }
        List<ExamplePassage> negatives = new ArrayList<>();
        for (JsonNode node : Fields.list(row, "negatives")) {
            JsonLine negative = new JsonLine(row.origin(), node);
            Double score = node.has("score") ? Fields.number(row, "score", node.get("score")) : null;
            negatives.add(new ExamplePassage(negative.requiredText("id"), "", null, score));
        }
        return Fields.requirePositive(
                row,
                ExampleRow.of(
                        row.requiredText("query"), LanguageField.of(row, "language"), null, positives, negatives));
    }

    @Override
    public void write(ExampleFiles from, Path to, Losses losses) {
        throw new BadInputException(
                "the format mined is what the step mine writes, with ranks and reasons that no other file has; it is only read");
    }
}
