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
import dev.isogloss.dataset.RowWriter;
import dev.isogloss.dataset.Sighting;
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
 *
 * @param parquet whether both are written as Parquet; read is either
 */
public record TevatronIdsFormat(boolean parquet) implements ExampleFormat {
    private static final String POSITIVES = "positive_document_ids";
    private static final String NEGATIVES = "negative_document_ids";
    private static final RowShape PASSAGES = RowShape.of(FieldType.TEXT, "docid", "text");

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
        return RowExamples.withCorpus(path, badRows, TevatronIdsFormat::parse);
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
            String ending = parquet ? ".parquet" : ".jsonl";
            try (RowWriter examples = folder.open("train" + ending, shape(survey));
                    RowWriter passages = folder.open("corpus" + ending, PASSAGES)) {
                from.examples((row, origin) -> {
                    Fields.countScores(row, losses);
                    Fields.countExtras(row, losses);
                    examples.write(json(row, survey.languages()));
                    corpus.takeNew(row, origin, passage -> {
                        Fields.countTitle(passage, losses);
                        Map<String, Object> json = new LinkedHashMap<>();
                        json.put("docid", passage.id());
                        json.put("text", passage.whole());
                        passages.write(json);
                    });
                });
            }
        });
    }

    private static RowShape shape(Survey survey) {
        return RowShape.of(FieldType.TEXT, "query_id", "query_text")
                .withIf(survey.languages(), FieldType.TEXT, "lang")
                .with(new FieldType.ListOf(FieldType.TEXT), POSITIVES, NEGATIVES);
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
