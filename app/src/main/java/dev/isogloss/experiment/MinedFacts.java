package dev.isogloss.experiment;

import dev.isogloss.experiment.report.FactTable;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import tools.jackson.databind.JsonNode;

/** What mining dropped and generated, and how its judges agree with people, out of {@code mining/report.json}. */
final class MinedFacts {
    private MinedFacts() {}

    static List<FactTable> tables(JsonNode report) {
        List<FactTable> tables = new ArrayList<>();
        // What was mined by an earlier version has no shares; nothing is not 0 %.
        if (report.has("shares")) {
            tables.add(shares(report.path("shares"), report.path("warnings")));
        }
        report.path("judges").forEach(judge -> tables.add(judge(judge)));
        return tables;
    }

    private static FactTable shares(JsonNode shares, JsonNode warnings) {
        List<List<String>> rows = new ArrayList<>();
        rows.add(List.of(
                "candidates dropped, by all stages",
                percent(shares.path("dropped").asDouble()),
                "19.5\u202F%"));
        shares.path("stages")
                .properties()
                .forEach(stage -> rows.add(List.of(
                        "of these by " + stage.getKey(),
                        percent(stage.getValue().asDouble()),
                        "")));
        rows.add(List.of(
                "negatives found by generated queries",
                percent(shares.path("generated").asDouble()),
                "9.1\u202F%"));
        StringBuilder note = new StringBuilder();
        warnings.forEach(
                warning -> note.append(note.isEmpty() ? "" : " \u00B7 ").append(warning.asString()));
        return new FactTable(
                "What mining dropped and generated",
                note.toString(),
                List.of("what", "here", "in the paper (MIRACL, a language model)"),
                rows);
    }

    private static FactTable judge(JsonNode judge) {
        List<List<String>> rows = new ArrayList<>();
        judge.path("languages").properties().forEach(language -> rows.add(row(language.getKey(), language.getValue())));
        rows.add(row("all", judge.path("all")));
        String description = judge.path("judge").asString();
        int end = description.indexOf('(');
        return new FactTable(
                "How the judge " + (end < 0 ? description : description.substring(0, end)) + " agrees with people",
                "On judged training queries that its thresholds were not placed on; a query's first relevant passage is the"
                        + " answer the judge may see. Kappa: 0 is chance, 1 is full agreement. " + description,
                List.of(
                        "language",
                        "judged relevant",
                        "of these found so",
                        "judged irrelevant",
                        "of these found relevant",
                        "accuracy",
                        "kappa"),
                rows);
    }

    private static List<String> row(String language, JsonNode agreement) {
        int caught = agreement.path("caught").asInt();
        int suspected = agreement.path("wrongly-suspected").asInt();
        return List.of(
                language,
                Integer.toString(caught + agreement.path("missed").asInt()),
                Integer.toString(caught),
                Integer.toString(suspected + agreement.path("cleared").asInt()),
                Integer.toString(suspected),
                agreement.has("accuracy") ? figure(agreement.path("accuracy").asDouble()) : "",
                agreement.has("kappa") ? figure(agreement.path("kappa").asDouble()) : "");
    }

    private static String percent(double share) {
        return String.format(Locale.ROOT, "%.1f\u202F%%", 100 * share);
    }

    private static String figure(double value) {
        return String.format(Locale.ROOT, "%.3f", value);
    }
}
