package dev.isogloss.experiment.report;

import dev.isogloss.eval.Comparison;
import dev.isogloss.eval.ResultRow;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.SequencedMap;

/**
 * Everything that a report shows, as plain values. Empty lists leave their part of the page out, except that the page says so
 * where a reader would look for it.
 *
 * @param title the name of the experiment
 * @param summary one paragraph in plain words; {@link ReportSummary} can write it from the results
 * @param caveats what this is and what it is not, a sentence or two each
 * @param results all rows, systems in the order in which they are to be shown
 * @param comparisons of the first scope among the results; marks are set there only
 * @param training one curve for each system that was trained
 * @param mining one summary for each recipe that mined negatives
 * @param examples queries before and after training
 * @param facts what the collection holds and what training and evaluation share
 * @param provenance what the results were made from, in the order to show
 */
public record ReportData(
        String title,
        String summary,
        List<String> caveats,
        List<ResultRow> results,
        List<Comparison> comparisons,
        List<TrainingCurve> training,
        List<MiningSummary> mining,
        List<QueryExample> examples,
        List<FactTable> facts,
        SequencedMap<String, String> provenance) {
    public ReportData {
        caveats = List.copyOf(caveats);
        results = List.copyOf(results);
        comparisons = List.copyOf(comparisons);
        training = List.copyOf(training);
        mining = List.copyOf(mining);
        examples = List.copyOf(examples);
        facts = List.copyOf(facts);
        provenance = Collections.unmodifiableSequencedMap(new LinkedHashMap<>(provenance));
    }
}
