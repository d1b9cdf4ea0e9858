package dev.isogloss.experiment;

import dev.isogloss.data.Hit;
import dev.isogloss.data.Key;
import dev.isogloss.data.Passage;
import dev.isogloss.data.Query;
import dev.isogloss.data.Ranking;
import dev.isogloss.eval.ResultRow;
import dev.isogloss.experiment.report.MemberFindings;
import dev.isogloss.experiment.report.MiningSummary;
import dev.isogloss.experiment.report.QueryExample;
import dev.isogloss.experiment.report.ReportData;
import dev.isogloss.experiment.report.ReportPage;
import dev.isogloss.experiment.report.ReportSummary;
import dev.isogloss.experiment.report.TrainingCurve;
import dev.isogloss.io.JsonFile;
import dev.isogloss.io.JsonLines;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import tools.jackson.databind.JsonNode;

/** Gathers what the run folder knows and writes {@code provenance.json} and {@code report.html}. */
final class ReportStep {
    private static final int EXAMPLES = 6;
    private static final int SHOWN_HITS = 3;

    private final Context context;
    private final EvaluateStep evaluation;

    private ReportStep(Context context, EvaluateStep evaluation) {
        this.context = context;
        this.evaluation = evaluation;
    }

    static void run(
            Context context,
            EvaluateStep evaluation,
            List<SystemModel> models,
            List<OtherCollection> others,
            StepKey measured)
            throws IOException {
        StepKey key = StepKey.of("report", measured, context.experiment().name());
        RunFolder folder = context.folder();
        StepKey done = context.steps().runHere("report", key, List.of(folder.provenance(), folder.report()), () -> {
            Provenance provenance = new RunOrigins(context).provenance(models, others);
            provenance.write(folder.provenance());
            ReportPage.write(folder.report(), new ReportStep(context, evaluation).data(provenance));
        });
        assert done.equals(key);
    }

    private ReportData data(Provenance provenance) throws IOException {
        EvaluateStep.Measured results = evaluation.read();
        List<String> systems = context.experiment().evaluate().systems();
        String hero = systems.contains("trained") ? "trained" : systems.getLast();
        List<ResultRow> quality = LanguageBias.without(results.rows());
        return new ReportData(
                context.experiment().name(),
                ReportSummary.inWords(hero, quality, results.comparisons()),
                caveats(quality),
                quality,
                results.comparisons(),
                curves(),
                mining(),
                examples(),
                ReportFacts.tables(context, results.rows()),
                new LinkedHashMap<>(provenance.facts()));
    }

    private List<String> caveats(List<ResultRow> rows) {
        List<String> caveats = new ArrayList<>();
        Experiment experiment = context.experiment();
        if (experiment.model().path().isEmpty()) {
            caveats.add(
                    "The encoder starts from random numbers and has seen nothing but this collection. It shows that every part"
                            + " works together; it does not show how good multilingual retrieval can be. For that, give a pretrained model.");
        }
        caveats.add("These figures belong to the scope \u201c"
                + experiment.evaluate().scope() + "\u201d, " + context.corpus().size()
                + " passages. They must not be compared with figures of another or of a full corpus.");
        long few = rows.stream()
                .filter(row -> !row.isAverage() && row.queries() < 20)
                .map(ResultRow::language)
                .distinct()
                .count();
        if (few > 0) {
            caveats.add(few
                    + " languages have fewer than 20 evaluation queries: read their bars as hints, and the micro average beside"
                    + " the macro average.");
        }
        if (!context.data().shared().isEmpty()) {
            caveats.add(context.data().shared().size() + " of "
                    + context.data().evaluationQueries().size()
                    + " evaluation queries are answered by a passage that also answers a training query; split \u201c"
                    + experiment.evaluate().split() + "-unshared\u201d leaves them out.");
        }
        return caveats;
    }

    private List<TrainingCurve> curves() throws IOException {
        List<TrainingCurve> curves = new ArrayList<>();
        for (String system : List.of("naive", "trained")) {
            Path training = new TrainStep(context, system).training();
            Path log = training.resolve("log.jsonl");
            if (!Files.exists(log)) {
                continue;
            }
            List<TrainingCurve.Step> steps = new ArrayList<>();
            List<TrainingCurve.Validation> validations = new ArrayList<>();
            JsonLines.read(log, line -> {
                JsonNode json = line.json();
                int step = json.path("step").asInt();
                if (json.has("loss")) {
                    steps.add(new TrainingCurve.Step(step, json.get("loss").asDouble()));
                }
                if (json.has("validation")) {
                    validations.add(new TrainingCurve.Validation(
                            step, json.get("validation").path("ndcg@10").asDouble()));
                }
            });
            Path complete = training.resolve("complete.json");
            int best = Files.exists(complete)
                    ? JsonFile.read(complete).path("bestStep").asInt(-1)
                    : -1;
            curves.add(new TrainingCurve(
                    system, steps, "nDCG@10 of held-out training queries among their candidates", validations, best));
        }
        return curves;
    }

    private List<MiningSummary> mining() throws IOException {
        Path file = FilterStep.report(context);
        if (!Files.exists(file)) {
            return List.of();
        }
        JsonNode report = JsonFile.read(file);
        List<MiningSummary.LanguageCounts> counts = new ArrayList<>();
        List<MiningSummary.DroppedExample> examples = new ArrayList<>();
        for (JsonNode language : report.path("languages")) {
            LinkedHashMap<String, Integer> dropped = new LinkedHashMap<>();
            for (JsonNode drop : language.path("dropped")) {
                dropped.merge(
                        drop.path("stage").asString() + ": "
                                + drop.path("reason").asString(),
                        drop.path("count").asInt(),
                        Integer::sum);
            }
            int beyond = language.path("beyond").asInt();
            if (beyond > 0) {
                dropped.put("not needed", beyond);
            }
            counts.add(new MiningSummary.LanguageCounts(
                    language.path("language").asString(),
                    language.path("queries").asInt(),
                    language.path("kept").asInt(),
                    dropped));
            int taken = 0;
            for (JsonNode example : language.path("examples")) {
                if (taken++ < 1) {
                    examples.add(dropped(language.path("language").asString(), example));
                }
            }
        }
        List<String> plan = new ArrayList<>();
        report.path("plan").forEach(line -> plan.add(line.asString()));
        return List.of(new MiningSummary(String.join(", ", plan), counts, examples, members(report.path("ensemble"))));
    }

    private static MemberFindings members(JsonNode ensemble) {
        List<MemberFindings.Row> rows = new ArrayList<>();
        for (JsonNode member : ensemble.path("members")) {
            rows.add(row(member, "", member.path("all")));
            member.path("languages")
                    .properties()
                    .forEach(language -> rows.add(row(member, language.getKey(), language.getValue())));
        }
        return new MemberFindings(ensemble.path("weighting").asString(""), rows);
    }

    private static MemberFindings.Row row(JsonNode member, String language, JsonNode found) {
        return new MemberFindings.Row(
                member.path("name").asString(),
                member.path("weight").asString(),
                language,
                found.path("candidates").asInt(),
                found.path("only-candidates").asInt(),
                found.path("kept").asInt(),
                found.path("only-kept").asInt(),
                found.path("positives").asInt(),
                found.path("only-positives").asInt());
    }

    private static MiningSummary.DroppedExample dropped(String language, JsonNode example) {
        double positive = example.path("positive-score").asDouble(Double.NaN);
        String score =
                String.format(Locale.ROOT, "score %.3f", example.path("score").asDouble());
        return new MiningSummary.DroppedExample(
                language,
                example.path("query-text").asString(example.path("query").asString()),
                example.path("positive-text").asString(),
                example.path("text").asString(),
                example.path("stage").asString() + ": " + example.path("reason").asString(),
                Double.isNaN(positive) ? score : score + String.format(Locale.ROOT, ", positive %.3f", positive));
    }

    /** Queries on which training changed the place of the first relevant passage most, one a language, gains and losses. */
    private List<QueryExample> examples() {
        List<String> systems = context.experiment().evaluate().systems();
        if (!systems.contains("untouched") || !systems.contains("trained")) {
            return List.of();
        }
        record Change(Query query, Ranking before, Ranking after, int from, int to) {
            double size() {
                return Math.abs(reciprocal(to) - reciprocal(from));
            }

            static double reciprocal(int rank) {
                return rank == 0 ? 0 : 1.0 / rank;
            }
        }
        List<Change> changes = new ArrayList<>();
        for (EvaluateStep.Search search : evaluation.searches()) {
            if (!search.task().equals("monolingual")) {
                continue;
            }
            Map<Key, Ranking> before = byQuery(evaluation.rankings("untouched", search));
            Map<Key, Ranking> after = byQuery(evaluation.rankings("trained", search));
            search.queries().stream()
                    .map(query -> change(query, before, after))
                    .map(pair -> new Change(pair.query, pair.before, pair.after, pair.from, pair.to))
                    .max(Comparator.comparingDouble(Change::size))
                    .filter(change -> change.size() > 0)
                    .ifPresent(changes::add);
        }
        return changes.stream()
                .sorted(Comparator.comparingDouble(Change::size).reversed())
                .limit(EXAMPLES)
                .map(change -> new QueryExample(
                        change.query.language().code(),
                        change.query.text(),
                        List.of(
                                answer("untouched", change.query, change.before, change.from),
                                answer("trained", change.query, change.after, change.to))))
                .toList();
    }

    private record Pair(Query query, Ranking before, Ranking after, int from, int to) {}

    private Pair change(Query query, Map<Key, Ranking> before, Map<Key, Ranking> after) {
        Set<Key> positives = context.data().evaluationJudgments().positives(query.key());
        Ranking none = new Ranking(query.key(), List.of());
        Ranking first = before.getOrDefault(query.key(), none);
        Ranking second = after.getOrDefault(query.key(), none);
        return new Pair(
                query,
                first,
                second,
                EvaluateStep.firstRelevant(first, positives),
                EvaluateStep.firstRelevant(second, positives));
    }

    private static Map<Key, Ranking> byQuery(List<Ranking> rankings) {
        Map<Key, Ranking> byQuery = new TreeMap<>();
        rankings.forEach(ranking -> byQuery.put(ranking.query(), ranking));
        return byQuery;
    }

    private QueryExample.Answer answer(String system, Query query, Ranking ranking, int firstRelevant) {
        List<QueryExample.ShownHit> shown = new ArrayList<>();
        for (Hit hit : ranking.cut(SHOWN_HITS).hits()) {
            Passage passage = context.corpus().passage(context.corpus().ordinal(hit.passage()));
            Integer grade = context.data().evaluationJudgments().of(query.key()).get(hit.passage());
            QueryExample.Verdict verdict = grade == null
                    ? QueryExample.Verdict.UNJUDGED
                    : grade > 0 ? QueryExample.Verdict.RELEVANT : QueryExample.Verdict.IRRELEVANT;
            shown.add(new QueryExample.ShownHit(
                    passage.language().code(),
                    hit.passage().id(),
                    passage.title(),
                    passage.text(),
                    hit.score(),
                    verdict));
        }
        return new QueryExample.Answer(
                system, firstRelevant, context.experiment().evaluate().depth(), shown);
    }
}
