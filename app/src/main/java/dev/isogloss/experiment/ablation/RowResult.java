package dev.isogloss.experiment.ablation;

import com.fasterxml.jackson.annotation.JsonProperty;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import tools.jackson.databind.JsonNode;

/**
 * A finished row of an ablation table.
 *
 * @param changes what differs from the experiment, as in the table file
 * @param folders its run folders, one a seed
 * @param seconds what a run takes by itself, all its steps, on average over seeds
 * @param ownSeconds what its runs took beyond the steps that they share with others, in sum
 * @param figures one for each task and metric
 */
public record RowResult(
        String name,
        String system,
        Map<String, JsonNode> changes,
        List<String> folders,
        double seconds,
        @JsonProperty("own-seconds") double ownSeconds,
        List<Figure> figures) {
    public RowResult {
        folders = List.copyOf(folders);
        figures = List.copyOf(figures);
    }

    Optional<Figure> figure(String task, String metric) {
        return figures.stream()
                .filter(figure -> figure.task().equals(task) && figure.metric().equals(metric))
                .findFirst();
    }
}
