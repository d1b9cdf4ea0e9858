package dev.isogloss.experiment.report;

import dev.isogloss.eval.Bootstrap;
import dev.isogloss.eval.Comparison;
import dev.isogloss.eval.Metric;
import dev.isogloss.eval.PairedRandomization;
import dev.isogloss.eval.QueryScores;
import dev.isogloss.eval.ResultRow;
import dev.isogloss.eval.Significance;
import dev.isogloss.experiment.report.MiningSummary.DroppedExample;
import dev.isogloss.experiment.report.MiningSummary.LanguageCounts;
import dev.isogloss.experiment.report.QueryExample.Answer;
import dev.isogloss.experiment.report.QueryExample.ShownHit;
import dev.isogloss.experiment.report.QueryExample.Verdict;
import dev.isogloss.experiment.report.TrainingCurve.Step;
import dev.isogloss.experiment.report.TrainingCurve.Validation;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.SequencedMap;
import java.util.SortedMap;
import java.util.SplittableRandom;
import java.util.TreeMap;

/** Made-up data of the right shape, to look at the page and to test it; its figures mean nothing. */
final class ReportSample {
    private static final List<String> LANGUAGES = List.of(
            "ar", "bn", "de", "en", "es", "fa", "fi", "fr", "hi", "id", "ja", "ko", "ru", "sw", "te", "yo", "zh");
    private static final List<String> SYSTEMS = List.of("bm25", "untouched", "naive", "trained", "hybrid");

    private ReportSample() {}

    static ReportData data() {
        List<ResultRow> rows = new ArrayList<>();
        List<Comparison> comparisons = new ArrayList<>();
        for (String task : List.of("monolingual", "pooled", "cross")) {
            for (Metric metric : Metric.STANDARD) {
                SequencedMap<String, QueryScores> scores = new LinkedHashMap<>();
                SYSTEMS.forEach(system -> scores.put(system, scores(task, metric, SYSTEMS.indexOf(system))));
                scores.forEach((system, values) ->
                        rows.addAll(ResultRow.of(system, task, "dev", "generated", values, new Bootstrap(200, 1))));
                comparisons.addAll(new Significance(new PairedRandomization(10_000, 1)).compareAll(task, scores));
            }
        }
        SequencedMap<String, String> provenance = new LinkedHashMap<>();
        provenance.put("seed", "42");
        provenance.put("version", "0.1.0-SNAPSHOT");
        provenance.put("commit", "0000000000000000000000000000000000000000");
        provenance.put("input corpus.jsonl.gz", "sha256 " + "3f9a".repeat(16));
        provenance.put("machine", "2 cores, 16 GB, Linux amd64, JDK 25");
        return new ReportData(
                "Generated figures",
                ReportSummary.inWords("trained", rows, comparisons),
                List.of(
                        "Every figure on this page is generated. It shows what a report looks like and says nothing about any"
                                + " system.",
                        "A small collection makes retrieval easy; its values cannot be set beside those of a full corpus."),
                rows,
                comparisons,
                List.of(curve("naive", 3), curve("trained", 4)),
                List.of(mining()),
                examples(),
                List.of(
                        new FactTable(
                                "What there is",
                                "Counted while reading.",
                                List.of("language", "passages", "training queries", "dev queries"),
                                LANGUAGES.stream()
                                        .limit(6)
                                        .map(language -> List.of(Figures.language(language), "3 688", "121", "43"))
                                        .toList()),
                        new FactTable(
                                "What training and dev share",
                                "",
                                List.of("what", "count"),
                                List.of(
                                        List.of("training queries equal to a dev query, dropped", "26"),
                                        List.of("dev positives that are positives in training", "302")))),
                provenance);
    }

    private static QueryScores scores(String task, Metric metric, int system) {
        SplittableRandom random =
                new SplittableRandom(task.hashCode() + metric.name().hashCode());
        SplittableRandom own = new SplittableRandom(system + 10L);
        double level = (task.equals("monolingual") ? 0.62 : task.equals("pooled") ? 0.5 : 0.3)
                + new double[] {0, 0.12, 0.09, 0.15, 0.19}[system];
        Map<String, Map<String, Double>> labels = new TreeMap<>();
        if (task.equals("cross")) {
            for (String query : LANGUAGES.subList(0, 8)) {
                for (String passage : LANGUAGES.subList(0, 8)) {
                    if (!query.equals(passage)) {
                        labels.put(query + ">" + passage, values(random, own, level, 6));
                    }
                }
            }
        } else {
            LANGUAGES.forEach(language ->
                    labels.put(language, values(random, own, level, 8 + language.hashCode() % 7 * 12)));
        }
        TreeMap<String, SortedMap<String, Double>> sorted = new TreeMap<>();
        labels.forEach((label, values) -> sorted.put(label, new TreeMap<>(values)));
        return new QueryScores(metric, sorted);
    }

    private static Map<String, Double> values(
            SplittableRandom random, SplittableRandom own, double level, int queries) {
        double ofLanguage = random.nextDouble(-0.2, 0.15);
        Map<String, Double> values = new TreeMap<>();
        for (int i = 0; i < queries; i++) {
            double value = level + ofLanguage + random.nextDouble(-0.5, 0.4) + own.nextDouble(-0.15, 0.15);
            values.put("q" + i, Math.clamp(value, 0, 1));
        }
        return values;
    }

    private static TrainingCurve curve(String system, long seed) {
        SplittableRandom random = new SplittableRandom(seed);
        List<Step> steps = new ArrayList<>();
        List<Validation> validations = new ArrayList<>();
        for (int step = 1; step <= 180; step++) {
            steps.add(new Step(step, 0.35 + 1.6 * Math.exp(-step / 40.0) + random.nextDouble(-0.18, 0.18)));
            if (step % 30 == 0) {
                validations.add(
                        new Validation(step, 0.8 + 0.05 * (1 - Math.exp(-step / 60.0)) - (step == 180 ? 0.01 : 0)));
            }
        }
        return new TrainingCurve(system, steps, "ndcg@10 on held-out training queries", validations, 150);
    }

    private static MiningSummary mining() {
        SplittableRandom random = new SplittableRandom(9);
        List<LanguageCounts> counts = new ArrayList<>();
        for (String language : LANGUAGES.subList(0, 15)) {
            SequencedMap<String, Integer> dropped = new LinkedHashMap<>();
            dropped.put("duplicate of a positive", random.nextInt(40));
            dropped.put("perc-pos", random.nextInt(300, 900));
            dropped.put("similarity", random.nextInt(50, 300));
            counts.add(new LanguageCounts(language, 121, random.nextInt(3000, 4200), dropped));
        }
        return new MiningSummary(
                "bm25 + dense, 40 candidates a query, perc-pos 0.95, similarity above 0.9",
                counts,
                List.of(
                        new DroppedExample(
                                "en",
                                "When does the mountain railway close for winter?",
                                "The mountain railway runs from May to the last Sunday in October; the line is closed in winter because"
                                        + " avalanches cross it.",
                                "Trains climb to the summit until the end of October, after which the track rests under snow until the"
                                        + " following May.",
                                "perc-pos",
                                "cosine 0.874, limit 0.861"),
                        new DroppedExample(
                                "ar",
                                "\u0645\u062A\u0649 \u062A\u0632\u0647\u0631 \u0623\u0634\u062C\u0627\u0631 \u0627\u0644\u0644\u0648\u0632\u061F",
                                "\u062A\u0632\u0647\u0631 \u0623\u0634\u062C\u0627\u0631 \u0627\u0644\u0644\u0648\u0632 \u0641\u064A \u0634\u0628\u0627\u0637 (February) \u0642\u0628\u0644 \u0623\u0646 \u062A\u0638\u0647\u0631 \u0627\u0644\u0623\u0648\u0631\u0627\u0642.",
                                "\u0627\u0644\u0644\u0648\u0632 \u0645\u0646 \u0623\u0648\u0644 \u0627\u0644\u0623\u0634\u062C\u0627\u0631 \u0627\u0644\u062A\u064A \u062A\u0632\u0647\u0631 \u0641\u064A \u0622\u062E\u0631 \u0627\u0644\u0634\u062A\u0627\u0621.",
                                "similarity",
                                "cosine 0.932, limit 0.900")),
                new MemberFindings(
                        "weights {bm25=0.5, dense=1.0} learned on 900 held-out training queries",
                        List.of(
                                new MemberFindings.Row("bm25", "0.5", "", 61_000, 21_000, 31_000, 9_000, 2_400, 60),
                                new MemberFindings.Row("dense", "1.0", "", 74_000, 30_000, 40_000, 15_000, 2_600, 230),
                                new MemberFindings.Row("bm25", "0.5", "sw", 4_000, 1_500, 2_000, 700, 150, 3),
                                new MemberFindings.Row("dense", "1.0", "sw", 4_500, 2_000, 2_400, 900, 160, 14))));
    }

    private static List<QueryExample> examples() {
        ShownHit wrong = new ShownHit(
                "ja",
                "ja:12#3",
                "\u5C71\u306E\u9244\u9053",
                "\u51AC\u306E\u3042\u3044\u3060\u306F\u96EA\u5D29\u306E\u6050\u308C\u304C\u3042\u308B\u305F\u3081\u3001\u8DEF\u7DDA\u306F\u9589\u9396\u3055\u308C\u308B\u3002",
                0.842,
                Verdict.IRRELEVANT);
        ShownHit right = new ShownHit(
                "ja",
                "ja:12#0",
                "\u6842\u306E\u6728",
                "\u6842\u306E\u6728\u306F\u79CB\u306B\u9EC4\u8272\u304F\u8272\u3065\u304D\u3001\u843D\u3061\u8449\u306F\u7518\u3044\u9999\u308A\u3092\u653E\u3064\u3002",
                0.861,
                Verdict.RELEVANT);
        ShownHit other =
                new ShownHit("ja", "ja:7#1", "", "\u6D77\u306E\u5857\u3068\u6E6F\u6C17\u3002", 0.803, Verdict.UNJUDGED);
        return List.of(new QueryExample(
                "ja",
                "\u843D\u3061\u8449\u304C\u7518\u304F\u9999\u308B\u6728\u306F\uFF1F",
                List.of(
                        new Answer("untouched", 3, 100, List.of(wrong, other, right)),
                        new Answer("trained", 1, 100, List.of(right, wrong, other)))));
    }
}
