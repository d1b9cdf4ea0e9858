package dev.isogloss.dataset.example;

import dev.isogloss.dataset.BadRows;
import dev.isogloss.dataset.ExampleFiles;
import dev.isogloss.dataset.ExampleFormat;
import dev.isogloss.dataset.ExamplePassage;
import dev.isogloss.dataset.ExampleRow;
import dev.isogloss.dataset.Losses;
import dev.isogloss.dataset.Output;
import dev.isogloss.dataset.RowFile;
import dev.isogloss.dataset.Sighting;
import dev.isogloss.dataset.collection.FlatPassages;
import dev.isogloss.dataset.collection.LanguageField;
import dev.isogloss.io.JsonLine;
import java.io.IOException;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * Tevatron's second format: {@code {query_id, query_text, positive_document_ids, negative_document_ids}} and, in {@code corpus.jsonl},
 * {@code {docid, text}}. Written as a folder of {@code train.jsonl} and {@code corpus.jsonl}.
 */
public final class TevatronIdsFormat implements ExampleFormat {
    private static final String POSITIVES = "positive_document_ids";
    private static final String NEGATIVES = "negative_document_ids";

    @Override
    public String word() {
        return "tevatron-v2";
    }

    @Override
    public String description() {
        return "{query_id, query_text, positive_document_ids, negative_document_ids} a line, corpus.jsonl {docid, text} beside it";
    }

    @Override
    public Optional<String> recognise(Sighting sighting) {
        return sighting.hasFields("query_id", POSITIVES) ? Optional.of(sighting.fieldsSeen()) : Optional.empty();
    }

    @Override
    public boolean hasIds() {
        return true;
    }

    @Override
    public ExampleFiles open(Path path, BadRows badRows) {
        return RowExamples.of(
                path,
                badRows,
                TevatronIdsFormat::parse,
                RowFile.corpusOf(path).map(file -> new FlatPassages(List.of(file), badRows)));
    }

    private static ExampleRow parse(JsonLine row) {
        return Fields.requirePositive(
                row,
                ExampleRow.of(
                        row.requiredText("query_id"),
                        LanguageField.of(row),
                        row.requiredText("query_text", "query"),
                        Fields.ids(row, POSITIVES),
                        row.json().has(NEGATIVES) ? Fields.ids(row, NEGATIVES) : List.of()));
    }

    @Override
    public void write(ExampleFiles from, Path to, Losses losses) throws IOException {
        Survey survey = Survey.of(from);
        Output.folder(to, folder -> {
            CollectedPassages corpus = new CollectedPassages();
            try (Output.Rows examples = folder.open("train.jsonl");
                    Output.Rows passages = folder.open("corpus.jsonl")) {
                from.examples((row, origin) -> {
                    Fields.countScores(row, losses);
                    Fields.countExtras(row, losses);
                    examples.json(json(row, survey.languages()));
                    corpus.takeNew(row, origin, passage -> {
                        Fields.countTitle(passage, losses);
                        Map<String, Object> json = new LinkedHashMap<>();
                        json.put("docid", passage.id());
                        json.put("text", passage.whole());
                        passages.json(json);
                    });
                });
            }
        });
    }

    private static Map<String, Object> json(ExampleRow row, boolean languages) {
        Map<String, Object> json = new LinkedHashMap<>();
        json.put("query_id", row.id());
        json.put("query_text", row.requiredQuery());
        if (languages) {
            json.put("lang", row.language().code());
        }
        json.put(POSITIVES, row.positives().stream().map(ExamplePassage::id).toList());
        json.put(NEGATIVES, row.negatives().stream().map(ExamplePassage::id).toList());
        return json;
    }
}
