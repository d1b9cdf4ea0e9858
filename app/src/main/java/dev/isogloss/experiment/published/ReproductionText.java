package dev.isogloss.experiment.published;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.TreeSet;

/** A reproduction for people: what was compared, what differs in the set-up, and the means of all published systems beside ours. */
final class ReproductionText {
    private ReproductionText() {}

    static String of(
            Benchmark benchmark, Reproduction.Measured measured, Reproduction reproduction, Reproduce.Report report) {
        StringBuilder text = new StringBuilder();
        text.append(benchmark.title())
                .append(": published figures and those of ")
                .append(report.run());
        text.append("\n\nOurs\n");
        report.setUp().forEach((key, value) -> text.append(String.format("  %-29s %s%n", key, value)));
        for (PublishedFigure figure : benchmark.figures()) {
            compared(text, figure, reproduction);
        }
        means(text, benchmark, measured, reproduction);
        section(text, "The set-up differs", report.setUpDiffers());
        section(text, "Another scope, not compared", report.scopeDiffers());
        text.append('\n').append(summary(reproduction));
        return text.toString();
    }

    private static void section(StringBuilder text, String title, List<String> lines) {
        if (!lines.isEmpty()) {
            text.append('\n').append(title).append('\n');
            lines.forEach(line -> text.append("  ").append(line).append('\n'));
        }
    }

    private static void compared(StringBuilder text, PublishedFigure figure, Reproduction reproduction) {
        List<Reproduction.Line> lines = reproduction.lines().stream()
                .filter(line ->
                        line.system().equals(figure.system()) && line.verdict().compares())
                .toList();
        if (lines.isEmpty()) {
            return;
        }
        text.append(String.format(
                Locale.ROOT,
                "%n%s, against our %s, expected within %.4f%n  %s%n",
                figure.system(),
                lines.getFirst().ours(),
                figure.tolerance(),
                figure.source()));
        text.append(
                String.format("  %-10s %-12s %9s %9s %10s%n", "language", "metric", "published", "ours", "difference"));
        for (Reproduction.Line line : lines) {
            text.append(String.format(
                    Locale.ROOT,
                    "  %-10s %-12s %9.4f %9.4f %+10.4f  %s%n",
                    line.language(),
                    line.metric(),
                    line.published(),
                    line.value(),
                    line.difference(),
                    line.verdict().word()));
        }
    }

    /** The mean of every published system, and of ours over the same languages where the scope is the same. */
    private static void means(
            StringBuilder text, Benchmark benchmark, Reproduction.Measured measured, Reproduction reproduction) {
        List<String> systems = reproduction.scopeDiffers().isEmpty()
                ? measured.rows().stream()
                        .filter(row -> row.task().equals(benchmark.task())
                                && row.scope().equals(measured.scope()))
                        .map(row -> row.system())
                        .distinct()
                        .toList()
                : List.of();
        text.append("\nMeans over languages, published")
                .append(systems.isEmpty() ? "" : "; behind them ours over the same languages")
                .append('\n');
        for (PublishedFigure figure : benchmark.figures()) {
            for (Map.Entry<String, Map<String, Double>> metric : figure.values().entrySet()) {
                Map<String, Double> values = metric.getValue();
                boolean onlyMean = values.containsKey(PublishedFigure.MEAN);
                List<String> languages = onlyMean ? figure.meanOf() : List.copyOf(new TreeSet<>(values.keySet()));
                double mean = values.values().stream()
                        .mapToDouble(Double::doubleValue)
                        .average()
                        .orElse(0);
                List<String> ours = new ArrayList<>();
                for (String system : systems) {
                    Optional<Double> value = measured.mean(benchmark, system, languages, metric.getKey());
                    value.ifPresent(found -> ours.add(String.format(Locale.ROOT, "%s %.4f", system, found)));
                }
                text.append(String.format(
                        Locale.ROOT,
                        "  %-55s %-12s %3d languages %7.4f  %s%n",
                        figure.system(),
                        metric.getKey(),
                        languages.size(),
                        mean,
                        String.join("  ", ours)));
            }
        }
    }

    private static String summary(Reproduction reproduction) {
        List<String> parts = new ArrayList<>();
        for (Verdict verdict : Verdict.values()) {
            if (reproduction.count(verdict) > 0) {
                parts.add(reproduction.count(verdict) + " " + verdict.word());
            }
        }
        String verdict = reproduction.reproduced()
                ? "Reproduced"
                : reproduction.count(Verdict.OUTSIDE) > 0 ? "Not reproduced" : "Nothing could be compared";
        return verdict + ": " + String.join(", ", parts);
    }
}
