package dev.isogloss.experiment.published;

import dev.isogloss.eval.ResultRow;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * Every published figure of a benchmark beside what an experiment measured.
 *
 * @param lines in the order of the published figures
 * @param scopeDiffers why nothing may be compared with the published figures; empty where it may
 */
record Reproduction(List<Line> lines, List<String> scopeDiffers) {
    /**
     * A share of the passages or queries that may be missing or more: corpora are cut and cleaned a little differently everywhere
     * (MTEB drops repeated questions), while another scope differs by far more.
     */
    static final double COUNT_TOLERANCE = 0.01;

    Reproduction {
        lines = List.copyOf(lines);
        scopeDiffers = List.copyOf(scopeDiffers);
    }

    /**
     * One figure.
     *
     * @param ours the system that is compared; null where none is
     * @param value ours; null where it was not measured or must not be compared
     */
    record Line(
            String system,
            @Nullable String ours,
            String language,
            String metric,
            double published,
            @Nullable Double value,
            @Nullable Double difference,
            double tolerance,
            Verdict verdict) {}

    /** What was measured, as far as the comparison needs it. */
    record Measured(String scope, String split, Map<String, Integer> passages, List<ResultRow> rows, ModelName model) {
        /** The row of a system on one label in the benchmark's task. */
        Optional<ResultRow> row(Benchmark benchmark, String system, String language, String metric) {
            return rows.stream()
                    .filter(row -> row.scope().equals(scope)
                            && row.split().equals(split)
                            && row.task().equals(benchmark.task())
                            && row.system().equals(system)
                            && row.metric().equals(metric)
                            && row.language().equals(language))
                    .findFirst();
        }

        /** The plain mean over languages, if all of them were measured. */
        Optional<Double> mean(Benchmark benchmark, String system, List<String> languages, String metric) {
            double sum = 0;
            for (String language : languages) {
                Optional<ResultRow> row = row(benchmark, system, language, metric);
                if (row.isEmpty()) {
                    return Optional.empty();
                }
                sum += row.get().value();
            }
            return languages.isEmpty() ? Optional.empty() : Optional.of(sum / languages.size());
        }
    }

    static Reproduction of(Benchmark benchmark, Measured measured) {
        List<String> scopeDiffers = new ArrayList<>();
        if (!measured.scope.equals(benchmark.scope())) {
            scopeDiffers.add(
                    "the experiment's scope is " + measured.scope + ", the figures are of " + benchmark.scope());
        }
        if (!measured.split.equals(benchmark.split())) {
            scopeDiffers.add(
                    "the experiment's split is " + measured.split + ", the figures are of " + benchmark.split());
        }
        Map<String, String> byLanguage = new LinkedHashMap<>();
        List<Line> lines = new ArrayList<>();
        for (PublishedFigure figure : benchmark.figures()) {
            figure.values()
                    .forEach((metric, values) -> values.forEach((label, published) -> lines.add(
                            line(benchmark, measured, figure, metric, label, published, scopeDiffers, byLanguage))));
        }
        List<String> all = new ArrayList<>(scopeDiffers);
        all.addAll(byLanguage.values());
        return new Reproduction(lines, all);
    }

    private static Line line(
            Benchmark benchmark,
            Measured measured,
            PublishedFigure figure,
            String metric,
            String label,
            double published,
            List<String> scopeDiffers,
            Map<String, String> byLanguage) {
        String ours = figure.ours().orElse(null);
        Verdict verdict;
        @Nullable Double value = null;
        if (ours == null) {
            verdict = Verdict.FOR_ORIENTATION;
        } else if (figure.model().isPresent()
                && !measured.model.is(figure.model().get())) {
            verdict = Verdict.OTHER_MODEL;
        } else {
            List<String> languages = label.equals(PublishedFigure.MEAN) ? figure.meanOf() : List.of(label);
            Optional<Double> found = measured.mean(benchmark, ours, languages, metric);
            if (found.isEmpty()) {
                verdict = Verdict.NOT_MEASURED;
            } else if (!scopeDiffers.isEmpty()
                    || !sameCounts(benchmark, measured, ours, languages, metric, byLanguage)) {
                verdict = Verdict.OTHER_SCOPE;
            } else {
                value = found.get();
                verdict = Math.abs(value - published) <= figure.tolerance() + 1e-12 ? Verdict.WITHIN : Verdict.OUTSIDE;
            }
        }
        return new Line(
                figure.system(),
                ours,
                label,
                metric,
                published,
                value,
                value == null ? null : value - published,
                figure.tolerance(),
                verdict);
    }

    /** Whether all these languages have as many passages and queries as the published figures were made with. */
    private static boolean sameCounts(
            Benchmark benchmark,
            Measured measured,
            String system,
            List<String> languages,
            String metric,
            Map<String, String> byLanguage) {
        boolean same = true;
        for (String language : languages) {
            String passages = language.contains(">") ? language.substring(language.indexOf('>') + 1) : language;
            int queries = measured.row(benchmark, system, language, metric)
                    .map(ResultRow::queries)
                    .orElse(0);
            List<String> differences = new ArrayList<>();
            differs(
                    "passages",
                    benchmark.passages().get(passages),
                    measured.passages.getOrDefault(passages, 0),
                    differences);
            differs("queries", benchmark.queries().get(language), queries, differences);
            if (!differences.isEmpty()) {
                same = false;
                byLanguage.put(language, language + ": " + String.join(", ", differences));
            }
        }
        return same;
    }

    private static void differs(String what, @Nullable Integer published, int ours, List<String> differences) {
        if (published == null) {
            differences.add("nobody says with how many " + what + " it was published");
        } else if (Math.abs(ours - published) > COUNT_TOLERANCE * published) {
            differences.add(String.format("%,d %s instead of %,d", ours, what, published));
        }
    }

    long count(Verdict verdict) {
        return lines.stream().filter(line -> line.verdict == verdict).count();
    }

    /** Whether something could be compared and nothing was outside its tolerance. */
    boolean reproduced() {
        return count(Verdict.OUTSIDE) == 0 && count(Verdict.WITHIN) > 0;
    }
}
