package dev.isogloss.experiment.ablation;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.stream.Collectors;

/**
 * An ablation table as CSV (RFC 4180, UTF-8, lines ending in CR LF): a line for each row, task and metric, numbers in full
 * precision, empty where there is none.
 */
final class AblationCsv {
    private static final List<String> HEAD = List.of(
            "row",
            "system",
            "task",
            "split",
            "scope",
            "metric",
            "queries",
            "seeds",
            "value",
            "low",
            "high",
            "spread",
            "difference-reference",
            "p-reference",
            "p-holm-reference",
            "difference-baseline",
            "p-baseline",
            "p-holm-baseline",
            "seconds",
            "own-seconds");

    private AblationCsv() {}

    static String of(AblationResult result) {
        StringBuilder csv = new StringBuilder(line(HEAD));
        for (RowResult row : result.rows()) {
            for (Figure figure : row.figures()) {
                List<String> cells = new ArrayList<>(List.of(
                        row.name(),
                        row.system(),
                        AblationResult.bare(figure.task()),
                        result.split(figure.task()),
                        result.scope(figure.task()),
                        figure.metric(),
                        Integer.toString(figure.queries()),
                        Integer.toString(row.folders().size()),
                        Double.toString(figure.value()),
                        Double.toString(figure.low()),
                        Double.toString(figure.high()),
                        figure.spread() == null ? "" : figure.spread().toString()));
                for (Optional<Difference> difference : figure.differences(true)) {
                    cells.add(difference
                            .map(found -> Double.toString(found.difference()))
                            .orElse(""));
                    cells.add(
                            difference.map(found -> Double.toString(found.p())).orElse(""));
                    cells.add(difference
                            .map(found -> Double.toString(found.pHolm()))
                            .orElse(""));
                }
                cells.add(Double.toString(row.seconds()));
                cells.add(Double.toString(row.ownSeconds()));
                csv.append(line(cells));
            }
        }
        return csv.toString();
    }

    static String line(List<String> cells) {
        return cells.stream().map(AblationCsv::escaped).collect(Collectors.joining(",")) + "\r\n";
    }

    /** Quoted where a comma, a quote, a line end or a space at an end would be misread. */
    static String escaped(String cell) {
        boolean plain = cell.chars().noneMatch(c -> c == ',' || c == '"' || c == '\n' || c == '\r')
                && cell.equals(cell.strip());
        return plain ? cell : '"' + cell.replace("\"", "\"\"") + '"';
    }
}
