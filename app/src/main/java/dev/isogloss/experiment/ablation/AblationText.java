package dev.isogloss.experiment.ablation;

import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Optional;

/** An ablation table as aligned plain text, one table a task. */
final class AblationText {
    private AblationText() {}

    static String of(AblationResult result) {
        StringBuilder text = new StringBuilder(result.title());
        if (result.rows().size() < result.planned()) {
            text.append(" (")
                    .append(result.rows().size())
                    .append(" of ")
                    .append(result.planned())
                    .append(" rows)");
        }
        text.append("\n");
        for (String task : result.tasks()) {
            text.append('\n').append(result.place(task)).append(", macro over languages\n");
            List<List<String>> lines = new ArrayList<>(List.of(head(result)));
            result.rows().forEach(row -> lines.add(line(result, row, task)));
            text.append(aligned(lines));
        }
        return text.append('\n').append(notes(result)).toString();
    }

    /** What the columns mean. */
    static String notes(AblationResult result) {
        return "d: difference from " + result.reference()
                + (result.baseline() == null ? "" : " and from " + result.baseline())
                + "; p: paired randomisation test, Holm over the rows; intervals: 95 % bootstrap over queries"
                + (result.hasSpread() ? "; sd: standard deviation over the seeds, values are means over them" : "")
                + ";\nseconds: all steps of a run by itself; own: without the steps shared with other rows, all seeds\n";
    }

    /** The names of the columns. */
    static List<String> head(AblationResult result) {
        List<String> head = new ArrayList<>(List.of("row"));
        if (result.hasSpread()) {
            head.add("seeds");
        }
        for (String metric : result.metrics()) {
            head.addAll(List.of(metric, "95 %"));
            if (result.hasSpread()) {
                head.add("sd");
            }
            head.addAll(List.of("d " + result.reference(), "p"));
            if (result.baseline() != null) {
                head.addAll(List.of("d " + result.baseline(), "p"));
            }
        }
        head.addAll(List.of("seconds", "own"));
        return head;
    }

    /** The cells of a row, under {@link #head}. */
    static List<String> line(AblationResult result, RowResult row, String task) {
        List<String> line = new ArrayList<>(List.of(row.name()));
        if (result.hasSpread()) {
            line.add(Integer.toString(row.folders().size()));
        }
        for (String metric : result.metrics()) {
            Optional<Figure> figure = row.figure(task, metric);
            line.add(figure.map(Cells::value).orElse("-"));
            line.add(figure.map(Cells::interval).orElse(""));
            if (result.hasSpread()) {
                line.add(figure.map(Cells::spread).orElse(""));
            }
            List<Optional<Difference>> none = Collections.nCopies(result.baseline() == null ? 1 : 2, Optional.empty());
            for (Optional<Difference> difference : figure.map(found -> found.differences(result.baseline() != null))
                    .orElse(none)) {
                line.add(Cells.difference(difference));
                line.add(Cells.p(difference));
            }
        }
        line.add(Cells.seconds(row.seconds()));
        line.add(Cells.seconds(row.ownSeconds()));
        return line;
    }

    private static String aligned(List<List<String>> lines) {
        int columns = lines.getFirst().size();
        int[] width = new int[columns];
        for (List<String> line : lines) {
            for (int column = 0; column < columns; column++) {
                width[column] = Math.max(width[column], length(line.get(column)));
            }
        }
        StringBuilder text = new StringBuilder();
        for (List<String> line : lines) {
            StringBuilder padded = new StringBuilder();
            for (int column = 0; column < columns; column++) {
                String gap = " ".repeat(width[column] - length(line.get(column)));
                padded.append(column == 0 ? line.get(0) + gap : "  " + gap + line.get(column));
            }
            text.append(padded.toString().stripTrailing()).append('\n');
        }
        return text.toString();
    }

    private static int length(String text) {
        return text.codePointCount(0, text.length());
    }
}
