package dev.isogloss.experiment.ablation;

import java.util.List;
import java.util.Locale;
import tools.jackson.databind.node.ObjectNode;

/**
 * One line of an ablation table: what differs from the experiment, and which system is looked at.
 *
 * @param system {@code bm25}, {@code untouched}, {@code naive}, {@code trained}, {@code hybrid}, {@code reranked} or
 *     {@code balanced}
 * @param seeds how many trainings, at least 1; only a trained system has more than one
 * @param changes keys of the experiment and their values
 */
public record Row(String name, String system, int seeds, ObjectNode changes) {
    private static final List<String> UNTRAINED = List.of("bm25", "untouched");

    public Row {
        if (name.isBlank() || folder(name).isEmpty()) {
            throw new IllegalArgumentException("the name of a row needs a letter or digit (got: " + name + ")");
        }
        if (seeds < 1) {
            throw new IllegalArgumentException("seeds must be at least 1 (got: " + seeds + ")");
        }
        if (UNTRAINED.contains(system)) {
            seeds = 1;
        }
    }

    /** The name of its run folder; those of further seeds have the seed behind it. */
    String folder() {
        return folder(name);
    }

    private static String folder(String name) {
        return name.toLowerCase(Locale.ROOT)
                .replaceAll("[^\\p{L}\\p{N}.]+", "-")
                .replaceAll("^[-.]+|[-.]+$", "");
    }
}
