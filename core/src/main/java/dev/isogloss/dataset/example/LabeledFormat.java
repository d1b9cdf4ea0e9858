package dev.isogloss.dataset.example;

import dev.isogloss.data.Language;
import dev.isogloss.dataset.BadRows;
import dev.isogloss.dataset.ExampleFiles;
import dev.isogloss.dataset.ExamplePassage;
import dev.isogloss.dataset.ExampleRow;
import dev.isogloss.dataset.FieldType;
import dev.isogloss.dataset.Losses;
import dev.isogloss.dataset.Output;
import dev.isogloss.dataset.RowFile;
import dev.isogloss.dataset.RowShape;
import dev.isogloss.dataset.RowSink;
import dev.isogloss.dataset.Sighting;
import dev.isogloss.io.JsonLine;
import dev.isogloss.io.Origin;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.Function;
import tools.jackson.databind.JsonNode;

/**
 * sentence-transformers' labelled forms: pairs {@code {query, passage, label}} and lists {@code {query, docs, labels}}. A label above a
 * half is a positive. Pairs of one query that stand together are one example.
 *
 * @param lists whether all passages of a query are in one row
 */
public record LabeledFormat(boolean lists) implements RowFormat {
    private static final List<String> QUERIES = List.of("query", "anchor", "question");
    private static final List<String> PASSAGES =
            List.of("passage", "docs", "passages", "documents", "answer", "answers", "positive", "response", "text");

    private static final RowShape PAIR =
            RowShape.of(FieldType.TEXT, "query", "passage").with(FieldType.INTEGER, "label");
    private static final RowShape LIST = RowShape.of(FieldType.TEXT, "query")
            .with(new FieldType.ListOf(FieldType.TEXT), "docs")
            .with(new FieldType.ListOf(FieldType.INTEGER), "labels");

    @Override
    public String word() {
        return lists ? "st-labeled-list" : "st-labeled-pair";
    }

    @Override
    public String description() {
        return lists
                ? "sentence-transformers: {query, docs: [], labels: []} a line"
                : "sentence-transformers: {query, passage, label} a line";
    }

    @Override
    public Optional<String> recognise(Sighting sighting) {
        if (sighting.firstRow().isEmpty()) {
            return Optional.empty();
        }
        JsonNode row = sighting.firstRow().get().json();
        boolean asked = QUERIES.stream().anyMatch(row::has);
        boolean answered = PASSAGES.stream()
                .anyMatch(name -> row.has(name) && row.get(name).isArray() == lists);
        boolean labelled =
                lists ? row.path("labels").isArray() : row.path("label").isNumber();
        return asked && answered && labelled ? Optional.of(sighting.fieldsSeen()) : Optional.empty();
    }

    @Override
    public boolean hasIds() {
        return false;
    }

    @Override
    public ExampleFiles open(Path path, BadRows badRows) {
        return lists ? RowFormat.super.open(path, badRows) : new Pairs(RowFile.find(path), badRows, this);
    }

    @Override
    public Set<String> fields(JsonLine row) {
        Set<String> fields = new TreeSet<>(List.of(lists ? "labels" : "label"));
        row.first(QUERIES).ifPresent(fields::add);
        row.first(PASSAGES).ifPresent(fields::add);
        return fields;
    }

    /** A row of its own: all passages of a query, or one of them, which may be a negative. */
    @Override
    public ExampleRow parse(JsonLine row) {
        return lists ? list(row) : pair(row);
    }

    private static ExampleRow pair(JsonLine row) {
        JsonNode label = row.json().get("label");
        if (label == null) {
            throw row.error("expected a field \"label\" (got fields: "
                    + String.join(", ", row.json().propertyNames()) + ")");
        }
        String query = row.requiredText(QUERIES.toArray(String[]::new));
        List<ExamplePassage> passage = List.of(ExamplePassage.of(row.requiredText(PASSAGES.toArray(String[]::new))));
        boolean relevant = Fields.number(row, "label", label) > 0.5;
        return ExampleRow.of(
                "", Language.UNDETERMINED, query, relevant ? passage : List.of(), relevant ? List.of() : passage);
    }

    private static ExampleRow list(JsonLine row) {
        String field = PASSAGES.stream()
                .filter(name -> row.json().has(name))
                .findFirst()
                .orElseThrow(() -> row.error("expected one of the fields " + PASSAGES));
        List<String> texts = Fields.texts(row, field);
        List<JsonNode> labels = Fields.list(row, "labels");
        if (labels.size() != texts.size()) {
            throw row.error("\"labels\" must have as many numbers as \"" + field + "\" has texts (got: " + labels.size()
                    + " and " + texts.size() + ")");
        }
        List<ExamplePassage> positives = new ArrayList<>();
        List<ExamplePassage> negatives = new ArrayList<>();
        for (int i = 0; i < texts.size(); i++) {
            boolean relevant = Fields.number(row, "labels", labels.get(i)) > 0.5;
            (relevant ? positives : negatives).add(ExamplePassage.of(texts.get(i)));
        }
        return Fields.requirePositive(
                row,
                ExampleRow.of(
                        "",
                        Language.UNDETERMINED,
                        row.requiredText(QUERIES.toArray(String[]::new)),
                        positives,
                        negatives));
    }

    @Override
    public void write(ExampleFiles from, Path to, Losses losses) throws IOException {
        Output.rows(
                to,
                lists ? LIST : PAIR,
                out -> from.examples((row, origin) -> {
                    Fields.countTextsOnly(row, losses);
                    Fields.countScores(row, losses);
                    Fields.countExtras(row, losses);
                    Fields.countLanguage(row, losses);
                    List<ExamplePassage> all = new ArrayList<>(row.positives());
                    all.addAll(row.negatives());
                    if (lists) {
                        Map<String, Object> json = new LinkedHashMap<>();
                        json.put("query", row.requiredQuery());
                        json.put("docs", all.stream().map(ExamplePassage::whole).toList());
                        List<Integer> labels = new ArrayList<>();
                        all.forEach(passage ->
                                labels.add(labels.size() < row.positives().size() ? 1 : 0));
                        json.put("labels", labels);
                        out.write(json);
                        return;
                    }
                    for (int i = 0; i < all.size(); i++) {
                        Map<String, Object> json = new LinkedHashMap<>();
                        json.put("query", row.requiredQuery());
                        json.put("passage", all.get(i).whole());
                        json.put("label", i < row.positives().size() ? 1 : 0);
                        out.write(json);
                    }
                }));
    }

    /** Pairs of one query that stand together as one example. */
    private record Pairs(List<Path> files, BadRows badRows, LabeledFormat format) implements ExampleFiles {
        @Override
        public void examples(RowSink<ExampleRow> sink) throws IOException {
            for (Path file : files) {
                List<ExampleRow> together = new ArrayList<>();
                Origin[] first = {Origin.of(file, 1)};
                RowFile.read(file, badRows, format::read, (pair, origin) -> {
                    if (!together.isEmpty()
                            && !together.getFirst().requiredQuery().equals(pair.requiredQuery())) {
                        hand(together, first[0], sink);
                    }
                    if (together.isEmpty()) {
                        first[0] = origin;
                    }
                    together.add(pair);
                });
                hand(together, first[0], sink);
            }
        }

        private void hand(List<ExampleRow> pairs, Origin origin, RowSink<ExampleRow> sink) throws IOException {
            if (pairs.isEmpty()) {
                return;
            }
            List<ExamplePassage> positives = passages(pairs, ExampleRow::positives);
            String query = pairs.getFirst().requiredQuery();
            if (positives.isEmpty()) {
                badRows.take(
                        origin, query, origin.error("query \"" + query + "\" has no passage with a label above 0.5"));
            } else {
                Set<String> unread = new TreeSet<>();
                pairs.forEach(pair -> unread.addAll(pair.unread()));
                sink.accept(
                        pairs.getFirst()
                                .with(positives, passages(pairs, ExampleRow::negatives))
                                .without(unread),
                        origin);
            }
            pairs.clear();
        }

        private static List<ExamplePassage> passages(
                List<ExampleRow> pairs, Function<ExampleRow, List<ExamplePassage>> which) {
            return pairs.stream().flatMap(pair -> which.apply(pair).stream()).toList();
        }
    }
}
