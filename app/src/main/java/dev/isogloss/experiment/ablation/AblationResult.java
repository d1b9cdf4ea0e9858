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
    /** Between a task and the collection that is not the experiment's own, in the names of tasks: {@code pooled on xquad/multi}. */
    static final String ELSEWHERE = " on ";

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

    /** The split that a task was measured on. */
    String split(String task) {
        return isElsewhere(task) ? task.substring(task.lastIndexOf('/') + 1) : split;
    }

    /** The scope that a task was measured in. */
    String scope(String task) {
        return isElsewhere(task)
                ? task.substring(task.indexOf(ELSEWHERE) + ELSEWHERE.length(), task.lastIndexOf('/'))
                : scope;
    }

    /** What was done there, without where. */
    static String bare(String task) {
        return isElsewhere(task) ? task.substring(0, task.indexOf(ELSEWHERE)) : task;
    }

    private static boolean isElsewhere(String task) {
        return task.contains(ELSEWHERE);
    }

    /** What was searched, in words. */
    String place(String task) {
        return bare(task) + ", split " + split(task) + ", scope " + scope(task);
    }
}
