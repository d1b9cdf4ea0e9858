package dev.isogloss.experiment.report;

import dev.isogloss.eval.Comparison;
import dev.isogloss.eval.ResultRow;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;

/** Says in words what the result table says in figures, without calling noise a gain. */
public final class ReportSummary {
    private ReportSummary() {}

    /**
     * A paragraph on one system, set against the others on the first metric of the first task.
     *
     * @param system whom the paragraph is about
     */
    public static String inWords(String system, List<ResultRow> results, List<Comparison> comparisons) {
        if (results.isEmpty()) {
            return "Nothing was evaluated.";
        }
        ResultGroup group = ResultGroup.of(results).getFirst();
        String metric = group.metrics().getFirst();
        Optional<ResultRow> ours = group.row(system, metric, ResultRow.MACRO);
        if (ours.isEmpty()) {
            return "System " + system + " was not evaluated.";
        }
        StringBuilder words = new StringBuilder("On " + Figures.count(ours.get().queries()) + " " + group.split()
                + " queries in " + group.languages().size() + " languages ("
                + group.taskInWords().toLowerCase(Locale.ROOT)
                + ", scope " + group.scope() + "), " + system + " reaches a macro " + metric + " of "
                + Bars.inWords(ours.get()) + ".");
        List<String> against = new ArrayList<>();
        for (ResultRow other : group.rows(metric, ResultRow.MACRO)) {
            if (!other.system().equals(system)) {
                against.add(against(ours.get(), other, comparisons));
            }
        }
        if (!against.isEmpty()) {
            words.append(" That is ").append(String.join("; ", against)).append('.');
        }
        return words.toString();
    }

    private static String against(ResultRow ours, ResultRow other, List<Comparison> comparisons) {
        double difference = ours.value() - other.value();
        String relation = Figures.figure(Math.abs(difference)) + (difference >= 0 ? " above " : " below ")
                + other.system() + " (" + Figures.figure(other.value()) + ")";
        return comparisons.stream()
                .filter(comparison -> comparison.task().equals(ours.task())
                        && comparison.metric().equals(ours.metric())
                        && comparison.language().equals(ours.language())
                        && (comparison.system().equals(ours.system())
                                        && comparison.against().equals(other.system())
                                || comparison.system().equals(other.system())
                                        && comparison.against().equals(ours.system())))
                .findFirst()
                .map(comparison -> relation
                        + (comparison.isSignificant() ? ", more than chance would give" : ", which may be chance")
                        + " (p\u00A0" + Figures.pValue(comparison.pHolm()).replace(' ', '\u00A0') + ")")
                .orElse(relation);
    }
}
