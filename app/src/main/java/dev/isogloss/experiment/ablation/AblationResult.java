package dev.isogloss.experiment.ablation;

import com.fasterxml.jackson.annotation.JsonInclude;
import java.util.LinkedHashSet;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * A table with its figures, as {@code table.json} holds it.
 *
 * @param planned how many rows there will be when all are done
 */
@JsonInclude(JsonInclude.Include.NON_NULL)
public record AblationResult(
        String title,
        String experiment,
        String scope,
        String split,
        String reference,
        @Nullable String baseline,
        List<String> metrics,
        int planned,
        List<RowResult> rows) {
    public AblationResult {
        metrics = List.copyOf(metrics);
        rows = List.copyOf(rows);
    }

    /** The tasks that some row has figures of. */
    List<String> tasks() {
        LinkedHashSet<String> tasks = new LinkedHashSet<>();
        rows.forEach(row -> row.figures().forEach(figure -> tasks.add(figure.task())));
        return List.copyOf(tasks);
    }

    /** Whether some row has values of several seeds. */
    boolean hasSpread() {
        return rows.stream().anyMatch(row -> row.folders().size() > 1);
    }

    /** What was searched, in words. */
    String place(String task) {
        return task + ", split " + split + ", scope " + scope;
    }
}
