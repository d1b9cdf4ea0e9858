package dev.isogloss.mine;

import dev.isogloss.data.Key;
import dev.isogloss.data.Language;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

/**
 * What mining did, by language, with real examples and warnings; goes to {@code mining/report.json} and {@code report.txt}.
 *
 * @param plan the plan's description
 * @param enough negatives a query should have; queries with fewer are counted as short
 * @param ensemble what each retriever found
 * @param languages in the order of their codes
 * @param calibrations how thresholds were found, one line each; may be empty
 * @param checks how rules agree with people; may be empty
 * @param judges how judges agree with people; may be empty
 * @param warnings what somebody should look at
 */
public record MiningReport(
        String plan,
        int enough,
        EnsembleReport ensemble,
        List<LanguageReport> languages,
        List<String> calibrations,
        List<RuleCheck> checks,
        List<JudgeCheck> judges,
        List<String> warnings) {
    private static final JsonMapper JSON = JsonMapper.shared();

    public MiningReport {
        languages = List.copyOf(languages);
        calibrations = List.copyOf(calibrations);
        checks = List.copyOf(checks);
        judges = List.copyOf(judges);
        warnings = List.copyOf(warnings);
    }

    /**
     * The figures of one language.
     *
     * @param candidates what the ensemble offered after its own refusals
     * @param judged judged negatives taken
     * @param kept candidates that became negatives
     * @param generated of these, found by a generated query
     * @param beyond candidates that passed every stage but did not fit
     * @param shortQueries queries with fewer negatives than enough
     * @param dropped by stage and reason, in the order of the stages
     * @param examples a few for each reason
     */
    public record LanguageReport(
            Language language,
            long queries,
            long candidates,
            long judged,
            long kept,
            long generated,
            long beyond,
            long shortQueries,
            List<Drops> dropped,
            List<Example> examples) {
        public LanguageReport {
            dropped = List.copyOf(dropped);
            examples = List.copyOf(examples);
        }
    }

    /** How many passages one stage dropped for one reason. */
    public record Drops(String stage, String reason, long count) {}

    /**
     * One dropped passage beside the positive it looks like.
     *
     * @param positiveText the beginning of it
     * @param text the beginning of the dropped passage
     * @param positiveScore what the rule compared the score with; NaN where it compared with no positive
     */
    public record Example(
            String stage,
            String reason,
            Key query,
            String queryText,
            Key positive,
            String positiveText,
            Key passage,
            String text,
            double score,
            double positiveScore) {}

    /** The same report with what each retriever found. */
    public MiningReport with(EnsembleReport found) {
        return new MiningReport(plan, enough, found, languages, calibrations, checks, judges, warnings);
    }

    /** The same report with more that is suspicious. */
    public MiningReport warning(List<String> more) {
        List<String> all = new ArrayList<>(warnings);
        all.addAll(more);
        return new MiningReport(plan, enough, ensemble, languages, calibrations, checks, judges, all);
    }

    /** What was dropped and what was generated, over all languages. */
    public MiningShares shares() {
        return MiningShares.of(languages);
    }

    /** The report for people. */
    public String toText() {
        return MiningReportText.of(this);
    }

    /** The report for programs: one JSON object, keys with hyphens, keys of passages and queries as {@code lang:id}. */
    public String toJson() {
        ObjectNode root = JSON.createObjectNode();
        ArrayNode stages = root.putArray("plan");
        plan.lines().forEach(stages::add);
        root.put("enough", enough);
        fill(root.putObject("ensemble"), ensemble);
        MiningShares shares = shares();
        ObjectNode shown = root.putObject("shares")
                .put("dropped", shares.droppedShare())
                .put("generated", shares.generatedShare());
        ObjectNode stageShares = shown.putObject("stages");
        shares.droppedShares().forEach(stageShares::put);
        ArrayNode array = root.putArray("languages");
        languages.forEach(language -> fill(array.addObject(), language));
        calibrations.forEach(root.putArray("calibrations")::add);
        ArrayNode checkArray = root.putArray("checks");
        checks.forEach(check -> fill(checkArray.addObject(), check));
        ArrayNode judgeArray = root.putArray("judges");
        judges.forEach(judge -> fill(judgeArray.addObject(), judge));
        warnings.forEach(root.putArray("warnings")::add);
        return JSON.writerWithDefaultPrettyPrinter().writeValueAsString(root) + "\n";
    }

    private static void fill(ObjectNode node, EnsembleReport report) {
        node.put("fusion", report.fusion()).put("weighting", report.weighting());
        ArrayNode members = node.putArray("members");
        for (EnsembleReport.Member member : report.members()) {
            ObjectNode one = members.addObject().put("name", member.name()).put("weight", member.weight());
            fill(one.putObject("all"), member.total());
            ObjectNode languages = one.putObject("languages");
            member.languages().forEach((language, found) -> fill(languages.putObject(language.code()), found));
        }
    }

    private static void fill(ObjectNode node, EnsembleReport.Found found) {
        node.put("candidates", found.candidates())
                .put("only-candidates", found.onlyCandidates())
                .put("kept", found.kept())
                .put("only-kept", found.onlyKept())
                .put("positives", found.positives())
                .put("only-positives", found.onlyPositives());
    }

    private static void fill(ObjectNode node, LanguageReport report) {
        node.put("language", report.language().code())
                .put("queries", report.queries())
                .put("candidates", report.candidates())
                .put("judged", report.judged())
                .put("kept", report.kept())
                .put("generated", report.generated())
                .put("beyond", report.beyond())
                .put("short-queries", report.shortQueries());
        ArrayNode dropped = node.putArray("dropped");
        for (Drops drops : report.dropped()) {
            dropped.addObject()
                    .put("stage", drops.stage())
                    .put("reason", drops.reason())
                    .put("count", drops.count());
        }
        ArrayNode examples = node.putArray("examples");
        for (Example example : report.examples()) {
            ObjectNode one = examples.addObject()
                    .put("stage", example.stage())
                    .put("reason", example.reason())
                    .put("query", example.query().toString())
                    .put("query-text", example.queryText())
                    .put("positive", example.positive().toString())
                    .put("positive-text", example.positiveText())
                    .put("passage", example.passage().toString())
                    .put("text", example.text())
                    .put("score", example.score());
            if (Double.isFinite(example.positiveScore())) {
                one.put("positive-score", example.positiveScore());
            } else {
                one.putNull("positive-score");
            }
        }
    }

    private static void fill(ObjectNode node, RuleCheck check) {
        node.put("rule", check.rule());
        fill(node.putObject("all"), check.total());
        ObjectNode languages = node.putObject("languages");
        check.languages().forEach((language, agreement) -> fill(languages.putObject(language.code()), agreement));
    }

    private static void fill(ObjectNode node, JudgeCheck check) {
        node.put("judge", check.judge());
        ObjectNode grades = node.putObject("grades");
        check.grades()
                .counts()
                .forEach((grade, count) -> grades.put(grade.name().toLowerCase(Locale.ROOT), count));
        fill(node.putObject("all"), check.total());
        ObjectNode languages = node.putObject("languages");
        check.languages().forEach((language, agreement) -> fill(languages.putObject(language.code()), agreement));
    }

    private static void fill(ObjectNode node, JudgeCheck.Agreement agreement) {
        node.put("caught", agreement.caught())
                .put("missed", agreement.missed())
                .put("wrongly-suspected", agreement.wronglySuspected())
                .put("cleared", agreement.cleared());
        if (agreement.total() > 0) {
            node.put("accuracy", agreement.accuracy());
            node.put("kappa", Double.isNaN(agreement.kappa()) ? 0 : agreement.kappa());
        }
    }

    private static void fill(ObjectNode node, RuleCheck.Agreement agreement) {
        node.put("judged-negatives", agreement.negatives())
                .put("wrongly-dropped", agreement.wronglyDropped())
                .put("hidden-positives", agreement.positives())
                .put("caught", agreement.caught());
    }
}
