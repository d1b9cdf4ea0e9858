package dev.isogloss.dataset.example;

import dev.isogloss.dataset.BadRows;
import dev.isogloss.dataset.CollectionFiles;
import dev.isogloss.dataset.ExampleFiles;
import dev.isogloss.dataset.ExamplePassage;
import dev.isogloss.dataset.ExampleRow;
import dev.isogloss.dataset.Losses;
import dev.isogloss.dataset.Output;
import dev.isogloss.dataset.RowFile;
import dev.isogloss.dataset.Sighting;
import dev.isogloss.dataset.collection.FlatPassages;
import dev.isogloss.dataset.collection.LanguageField;
import dev.isogloss.io.BadInputException;
import dev.isogloss.io.CompressedFiles;
import dev.isogloss.io.JsonLine;
import dev.isogloss.io.JsonLines;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import tools.jackson.databind.JsonNode;

/**
 * NeMo retriever: one JSON file {@code {corpus: [{path}], data: [{question_id, question, corpus_id, pos_doc: [{id}], neg_doc: [{id}]}]}}
 * and for every corpus a folder of {@code {id, text}} rows with {@code merlin_metadata.json}. The inline form, a row a line with texts
 * in {@code pos_doc} and {@code neg_doc}, is read too. Written as a folder of {@code train.json} and {@code corpus/}; the rows of data are
 * streamed both ways.
 */
public final class NemoFormat implements RowFormat {
    static final String POSITIVES = "pos_doc";
    static final String NEGATIVES = "neg_doc";
    private static final String CORPUS_ID = "corpus";

    @Override
    public String word() {
        return "nemo";
    }

    @Override
    public String description() {
        return "{corpus: [{path}], data: [{question_id, question, corpus_id, pos_doc: [{id}], neg_doc: [{id}]}]} in one file";
    }

    @Override
    public Optional<String> recognise(Sighting sighting) {
        if (sighting.hasFields("question", POSITIVES)) {
            return Optional.of(sighting.fieldsSeen());
        }
        return trainingFile(sighting.path())
                .flatMap(NemoTrainingFile::sees)
                .map(fields -> "the object in the file has the fields " + fields);
    }

    @Override
    public boolean hasIds() {
        return true;
    }

    @Override
    public ExampleFiles open(Path path, BadRows badRows) {
        Path file = trainingFile(path)
                .filter(found -> NemoTrainingFile.sees(found).isPresent())
                .orElse(null);
        return file == null ? RowFormat.super.open(path, badRows) : new NemoTrainingFile(file, badRows, this);
    }

    /** A folder's {@code train.json}, or its only {@code .json} file; a file itself. */
    private static Optional<Path> trainingFile(Path path) {
        if (!Files.isDirectory(path)) {
            return Optional.of(path)
                    .filter(file -> CompressedFiles.plainName(file).endsWith(".json"));
        }
        return Optional.of(path.resolve("train.json")).filter(Files::isRegularFile);
    }

    @Override
    public Set<String> fields(JsonLine row) {
        return Set.of("question_id", "query_id", "question", "query", "lang", "corpus_id", POSITIVES, NEGATIVES);
    }

    @Override
    public List<String> passages() {
        return List.of(POSITIVES, NEGATIVES);
    }

    @Override
    public Set<String> passageFields() {
        return Set.of("id", "text", "score");
    }

    /** A line of the inline form. */
    @Override
    public ExampleRow parse(JsonLine row) {
        return example(row, false);
    }

    /** An entry of {@code data}. */
    ExampleRow entry(JsonLine row) {
        return example(row, true).without(unread(row));
    }

    /** @param bareIds whether a text where {@code {id}} is expected is an id */
    private static ExampleRow example(JsonLine row, boolean bareIds) {
        String id = row.text("question_id", "query_id").orElse("");
        return Fields.requirePositive(
                row,
                ExampleRow.of(
                        id,
                        LanguageField.of(row),
                        row.requiredText("question", "query"),
                        passages(row, POSITIVES, bareIds),
                        row.json().has(NEGATIVES) ? passages(row, NEGATIVES, bareIds) : List.of()));
    }

    private static List<ExamplePassage> passages(JsonLine row, String name, boolean bareIds) {
        List<ExamplePassage> passages = new ArrayList<>();
        JsonNode given = row.json().get(name);
        List<JsonNode> nodes = given != null && given.isString() ? List.of(given) : Fields.list(row, name);
        for (JsonNode node : nodes) {
            if (node.isObject()) {
                JsonLine inner = new JsonLine(row.origin(), node);
                Double score = node.has("score") && node.get("score").isNumber()
                        ? Fields.number(row, "score", node.get("score"))
                        : null;
                String text = inner.text("text").orElse(null);
                passages.add(new ExamplePassage(inner.text("id").orElse(""), "", text, score));
            } else {
                String text = Fields.text(row, name, node);
                passages.add(bareIds ? ExamplePassage.ofId(text) : ExamplePassage.of(text));
            }
        }
        return passages;
    }

    @Override
    public void write(ExampleFiles from, Path to, Losses losses) throws IOException {
        Survey survey = Survey.of(from);
        Output.folder(to, folder -> {
            CollectedPassages corpus = new CollectedPassages();
            try (Output.Rows training = folder.open("train.json");
                    Output.Rows passages = folder.open("corpus/train.jsonl");
                    Output.Rows metadata = folder.open("corpus/merlin_metadata.json")) {
                metadata.text(JsonLines.line(metadata()) + "\n");
                training.text("{\"corpus\": [{\"path\": \"./corpus\"}], \"data\": [");
                String[] gap = {"\n"};
                from.examples((row, origin) -> {
                    Fields.countExtras(row, losses);
                    training.text(gap[0] + JsonLines.line(json(row, survey)));
                    gap[0] = ",\n";
                    corpus.takeNew(row, origin, passage -> {
                        Fields.countTitle(passage, losses);
                        Map<String, Object> json = new LinkedHashMap<>();
                        json.put("id", passage.id());
                        json.put("text", passage.whole());
                        passages.json(json);
                    });
                });
                training.text("\n]}\n");
            }
        });
    }

    private static Map<String, Object> metadata() {
        Map<String, Object> json = new LinkedHashMap<>();
        json.put("corpus_id", CORPUS_ID);
        json.put("class", "TextQADataset");
        return json;
    }

    private static Map<String, Object> json(ExampleRow row, Survey survey) {
        Map<String, Object> json = new LinkedHashMap<>();
        json.put("question_id", row.id());
        json.put("question", row.requiredQuery());
        json.put("corpus_id", CORPUS_ID);
        json.put(POSITIVES, ids(row.positives(), survey.scored()));
        json.put(NEGATIVES, ids(row.negatives(), survey.scored()));
        if (survey.languages()) {
            json.put("lang", row.language().code());
        }
        return json;
    }

    private static List<Map<String, Object>> ids(List<ExamplePassage> passages, boolean scored) {
        List<Map<String, Object>> ids = new ArrayList<>();
        for (ExamplePassage passage : passages) {
            Map<String, Object> id = new LinkedHashMap<>();
            id.put("id", passage.id());
            if (scored) {
                id.put("score", passage.score());
            }
            ids.add(id);
        }
        return ids;
    }

    /** The folders of passages, as far as they are there. */
    static CollectionFiles corpora(List<Path> folders, BadRows badRows) {
        List<Path> files = new ArrayList<>();
        for (Path folder : folders) {
            List<Path> rows = RowFile.find(folder).stream()
                    .filter(file -> !CompressedFiles.plainName(file).endsWith(".json"))
                    .toList();
            if (!Files.isDirectory(folder) || rows.isEmpty()) {
                throw new BadInputException(
                        "there is no folder of passages " + folder.toAbsolutePath()
                                + ", which the training file names; run this in the folder that its paths start from, or give --texts");
            }
            files.addAll(rows);
        }
        return new FlatPassages(files, badRows);
    }
}
