package dev.isogloss.experiment.report;

import dev.isogloss.eval.Comparison;
import dev.isogloss.eval.ResultRow;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;

/** The systems of a report in their order; each has one letter and one colour throughout the page. */
record Systems(List<String> names) {
    /** The style sheet has this many colours. */
    private static final int COLOURS = 8;

    Systems {
        names = List.copyOf(names);
    }

    static Systems of(ReportData data) {
        LinkedHashSet<String> names = new LinkedHashSet<>();
        data.results().forEach(row -> names.add(row.system()));
        data.training().forEach(curve -> names.add(curve.system()));
        data.examples().forEach(example -> example.systems().forEach(answer -> names.add(answer.system())));
        return new Systems(List.copyOf(names));
    }

    /** Those among the systems that have a row. */
    List<String> among(List<ResultRow> rows) {
        return names.stream()
                .filter(name -> rows.stream().anyMatch(row -> row.system().equals(name)))
                .toList();
    }

    String letter(String system) {
        return Character.toString('a' + names.indexOf(system) % 26);
    }

    /** The number of the colour class, from 0. */
    int colour(String system) {
        return names.indexOf(system) % COLOURS;
    }

    /** The system's letter on its colour. */
    void chip(Markup page, String system) {
        page.element("span", letter(system), "class", "chip c" + colour(system), "title", system);
    }

    /** The systems that the one of this row is significantly better than. */
    List<String> beatenBy(ResultRow row, List<Comparison> comparisons) {
        List<String> beaten = new ArrayList<>();
        for (String other : names) {
            if (comparisons.stream()
                    .filter(comparison -> comparison.task().equals(row.task())
                            && comparison.metric().equals(row.metric())
                            && comparison.language().equals(row.language()))
                    .anyMatch(comparison -> comparison.isBetter(row.system(), other))) {
                beaten.add(other);
            }
        }
        return beaten;
    }
}
