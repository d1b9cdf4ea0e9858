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
import java.util.TreeSet;
import java.util.stream.IntStream;
import tools.jackson.databind.JsonNode;

/**
 * sentence-transformers, as its {@code mine_hard_negatives} calls them: pairs {@code {anchor, positive}}, triplets {@code {anchor,
 * positive, negative}}, n-tuples {@code {anchor, positive, negative_1, ..., negative_n, scores?}}. Every row has the same columns.
 *
 * @param tuples whether all negatives of an example go into one row, or each into its own
 * @param negatives how many negatives a row of a tuple has; 0 for as many as every example with negatives has
 */
public record TupleFormat(boolean tuples, int negatives) implements RowFormat {
    private static final List<String> ANCHORS = List.of("anchor", "query", "question");
    private static final List<String> POSITIVES = List.of("positive", "pos", "answer", "passage", "document");

    @Override
    public String word() {
        return tuples ? "st-n-tuple" : "st-triplet";
    }

    @Override
    public String description() {
        return tuples
                ? "sentence-transformers: {anchor, positive, negative_1, ..., negative_n, scores?} a line"
                : "sentence-transformers: {anchor, positive, negative} a line";
    }

    @Override
    public Optional<String> recognise(Sighting sighting) {
        if (sighting.firstRow().isEmpty()) {
            return Optional.empty();
        }
        JsonNode row = sighting.firstRow().get().json();
        boolean anchored = ANCHORS.stream().anyMatch(name -> isText(row, name))
                && POSITIVES.stream().anyMatch(name -> isText(row, name))
                && !row.has("label")
                && !row.has("labels");
        boolean numbered = negativeNames(row).size() > 1 || row.has("negative_1");
        return anchored && numbered == tuples ? Optional.of(sighting.fieldsSeen()) : Optional.empty();
    }

    @Override
    public boolean hasIds() {
        return false;
    }

    @Override
    public Set<String> fields(JsonLine row) {
        Set<String> fields = new TreeSet<>(negativeNames(row.json()));
        row.first(ANCHORS).ifPresent(fields::add);
        row.first(POSITIVES).ifPresent(fields::add);
        fields.addAll(List.of("lang", row.json().has("scores") ? "scores" : "score"));
        return fields;
    }

    @Override
    public ExampleRow parse(JsonLine row) {
        String anchor = row.requiredText(ANCHORS.toArray(String[]::new));
        String positive = row.requiredText(POSITIVES.toArray(String[]::new));
        List<String> names = negativeNames(row.json());
        List<JsonNode> scores = Fields.optionalList(row, row.json().has("scores") ? "scores" : "score");
        if (!scores.isEmpty() && scores.size() != names.size() + 1) {
            throw row.error("\"scores\" must have a number for the positive and for each of the " + names.size()
                    + " negatives (got: " + scores.size() + ")");
        }
        List<ExamplePassage> negatives = new ArrayList<>();
        for (int i = 0; i < names.size(); i++) {
            negatives.add(passage(row, row.requiredText(names.get(i)), scores, i + 1));
        }
        return ExampleRow.of("", LanguageField.of(row), anchor, List.of(passage(row, positive, scores, 0)), negatives);
    }

    private static ExamplePassage passage(JsonLine row, String text, List<JsonNode> scores, int at) {
        return new ExamplePassage("", "", text, scores.isEmpty() ? null : Fields.number(row, "scores", scores.get(at)));
    }

    private static List<String> negativeNames(JsonNode row) {
        return row.propertyNames().stream()
                .filter(name -> name.equals("neg") || name.startsWith("negative"))
                .filter(name -> isText(row, name))
                .toList();
    }

    private static boolean isText(JsonNode row, String name) {
        JsonNode node = row.get(name);
        return node != null && node.isString();
    }

    @Override
    public void write(ExampleFiles from, Path to, Losses losses) throws IOException {
        Survey survey = Survey.of(from);
        int wanted = tuples
                ? (negatives == 0 ? survey.fewestNegatives() : negatives)
                : Math.min(1, survey.fewestNegatives());
        Output.rows(
                to,
                shape(wanted, survey),
                out -> from.examples((row, origin) -> {
                    Fields.countTextsOnly(row, losses);
                    Fields.countExtras(row, losses);
                    Fields.countLanguage(row, losses);
                    if (!(tuples && survey.scored())) {
                        Fields.countScores(row, losses);
                    }
                    if (row.negatives().size() < wanted) {
                        losses.count("examples with fewer than " + wanted + " negatives, left out");
                        return;
                    }
                    List<ExamplePassage> positives = different(row.positives(), losses);
                    List<ExamplePassage> single = tuples ? List.of() : different(row.negatives(), losses);
                    if (positives.size() > 1) {
                        losses.count("examples with several positives, now a row for each");
                    }
                    if (single.size() > 1) {
                        losses.count("examples with several negatives, now a row for each");
                    }
                    for (ExamplePassage positive : positives) {
                        if (tuples || wanted == 0) {
                            row.negatives().stream()
                                    .skip(wanted)
                                    .forEach(negative -> losses.count("negatives beyond " + wanted));
                            out.write(json(row, positive, row.negatives().subList(0, wanted), survey));
                        } else {
                            for (ExamplePassage negative : single) {
                                out.write(json(row, positive, List.of(negative), survey));
                            }
                        }
                    }
                }));
    }

    /** Pairs that once were triplets name a passage in each of them; one row is enough for each. */
    private static List<ExamplePassage> different(List<ExamplePassage> passages, Losses losses) {
        List<ExamplePassage> different = passages.stream().distinct().toList();
        losses.count("passages that an example names again", passages.size() - different.size());
        return different;
    }

    private RowShape shape(int wanted, Survey survey) {
        String[] names =
                IntStream.rangeClosed(1, wanted).mapToObj(this::negative).toArray(String[]::new);
        return RowShape.of(FieldType.TEXT, "anchor", "positive")
                .with(FieldType.TEXT, names)
                .withIf(tuples && survey.scored(), new FieldType.ListOf(FieldType.NUMBER), "scores");
    }

    /** @param number from 1 */
    private String negative(int number) {
        return tuples ? "negative_" + number : "negative";
    }

    private Map<String, Object> json(
            ExampleRow row, ExamplePassage positive, List<ExamplePassage> chosen, Survey survey) {
        Map<String, Object> json = new LinkedHashMap<>();
        json.put("anchor", row.requiredQuery());
        json.put("positive", positive.whole());
        for (int i = 0; i < chosen.size(); i++) {
            json.put(negative(i + 1), chosen.get(i).whole());
        }
        if (tuples && survey.scored()) {
            List<Double> scores = new ArrayList<>(List.of(positive.teacher().orElseThrow()));
            chosen.forEach(passage -> scores.add(passage.teacher().orElseThrow()));
            json.put("scores", scores);
        }
        return json;
    }
}
