package dev.isogloss.experiment.ablation;

import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Optional;

/**
 * An ablation table as LaTeX: for each task one {@code table} with {@code booktabs} rules, to be read with {@code \\input} into a
 * document that has {@code \\usepackage{booktabs}}.
 */
final class AblationLatex {
    private AblationLatex() {}

    static String of(AblationResult result) {
        StringBuilder tex = new StringBuilder("% needs \\usepackage{booktabs}\n");
        for (String task : result.tasks()) {
            table(tex, result, task);
        }
        return tex.toString();
    }

    private static void table(StringBuilder tex, AblationResult result, String task) {
        int perMetric = 2 + (result.baseline() == null ? 1 : 2);
        tex.append("\\begin{table}\n\\centering\n\\begin{tabular}{l")
                .append("r".repeat(result.metrics().size() * perMetric + 1))
                .append("}\n\\toprule\n");
        List<String> head = new ArrayList<>(List.of(""));
        for (String metric : result.metrics()) {
            head.addAll(List.of(escaped(metric), "95\\,\\%", "$\\Delta$ " + escaped(result.reference())));
            if (result.baseline() != null) {
                head.add("$\\Delta$ " + escaped(result.baseline()));
            }
        }
        head.add("s");
        tex.append(line(head)).append("\\midrule\n");
        for (RowResult row : result.rows()) {
            List<String> cells = new ArrayList<>(List.of(escaped(row.name())));
            for (String metric : result.metrics()) {
                Optional<Figure> figure = row.figure(task, metric);
                cells.add(figure.map(AblationLatex::value).orElse("--"));
                cells.add(figure.map(Cells::interval).orElse(""));
                if (figure.isPresent()) {
                    figure.get().differences(result.baseline() != null).forEach(found -> cells.add(difference(found)));
                } else {
                    cells.addAll(Collections.nCopies(perMetric - 2, ""));
                }
            }
            cells.add(Cells.seconds(row.seconds()));
            tex.append(line(cells));
        }
        tex.append("\\bottomrule\n\\end{tabular}\n\\caption{")
                .append(escaped(result.title() + " (" + result.place(task) + "), macro over languages. "))
                .append("$^{*}$: $p<0.05$, paired randomisation test, Holm's correction over the rows.")
                .append("}\n\\end{table}\n");
    }

    private static String line(List<String> cells) {
        return String.join(" & ", cells) + " \\\\\n";
    }

    private static String value(Figure figure) {
        return Cells.value(figure) + (figure.spread() == null ? "" : " $\\pm$ " + Cells.spread(figure));
    }

    private static String difference(Optional<Difference> difference) {
        return difference
                .map(found -> "$" + Cells.difference(difference) + (found.isSignificant() ? "^{*}" : "") + "$")
                .orElse("");
    }

    /** The text with every character that LaTeX reserves written as a command; line ends become spaces. */
    static String escaped(String text) {
        StringBuilder tex = new StringBuilder();
        text.codePoints().forEach(point -> {
            switch (point) {
                case '\\' -> tex.append("\\textbackslash{}");
                case '~' -> tex.append("\\textasciitilde{}");
                case '^' -> tex.append("\\textasciicircum{}");
                case '<' -> tex.append("\\textless{}");
                case '>' -> tex.append("\\textgreater{}");
                case '|' -> tex.append("\\textbar{}");
                case '"' -> tex.append("\\textquotedbl{}");
                case '&', '%', '$', '#', '_', '{', '}' -> tex.append('\\').appendCodePoint(point);
                case '\n', '\r', '\t' -> tex.append(' ');
                default -> tex.appendCodePoint(point);
            }
        });
        return tex.toString();
    }
}
