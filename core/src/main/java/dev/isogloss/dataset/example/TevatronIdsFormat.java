package dev.isogloss.dataset.example;

import dev.isogloss.dataset.BadRows;
import dev.isogloss.dataset.ExampleFiles;
import dev.isogloss.dataset.ExamplePassage;
import dev.isogloss.dataset.ExampleRow;
import dev.isogloss.dataset.FieldType;
import dev.isogloss.dataset.Losses;
import dev.isogloss.dataset.Output;
import dev.isogloss.dataset.RowShape;
import dev.isogloss.dataset.RowWriter;
import dev.isogloss.dataset.Sighting;
import dev.isogloss.io.JsonLine;
import java.io.IOException;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * Tevatron's second format: {@code {query_id, query_text, positive_document_ids, negative_document_ids}} and, in {@code corpus.jsonl},
 * {@code {docid, text}}. Written as a folder of {@code train.jsonl} and {@code corpus.jsonl}.
 *
 * @param parquet whether both are written as Parquet; read is either
 */
public record TevatronIdsFormat(boolean parquet) implements RowFormat {
    private static final TevatronFields FIELDS =
            new TevatronFields("query_text", "positive_document_ids", "negative_document_ids");
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
        return sighting.seen("query_id", FIELDS.positives());
    }

    @Override
    public Set<String> fields(JsonLine row) {
        return FIELDS.names();
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
        return FIELDS.parse(row, Fields::ids);
    }

    @Override
    public void write(ExampleFiles from, Path to, Losses losses) throws IOException {
        Survey survey = Survey.of(from);
        Output.folder(to, folder -> {
            CollectedPassages corpus = new CollectedPassages();
            String ending = parquet ? ".parquet" : ".jsonl";
            try (RowWriter examples =
                            folder.open("train" + ending, FIELDS.shape(survey, new FieldType.ListOf(FieldType.TEXT)));
                    RowWriter passages = folder.open("corpus" + ending, PASSAGES)) {
                from.examples((row, origin) -> {
                    Fields.countScores(row, losses);
                    Fields.countExtras(row, losses);
                    examples.write(FIELDS.json(row, survey, ExamplePassage::id));
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
}
