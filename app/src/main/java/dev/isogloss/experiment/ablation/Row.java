package dev.isogloss.experiment.ablation;

import java.util.List;
import java.util.Locale;
import tools.jackson.databind.node.ObjectNode;

/**
 * One line of an ablation table: what differs from the experiment, and which system is looked at.
 *
 * @param system {@code bm25}, {@code untouched}, {@code naive}, {@code trained}, {@code hybrid}, {@code reranked} or
 *     {@code balanced}
 * @param seeds of its trainings; a system that is not trained has only one
 * @param recipe sections of another experiment that say how this row learns; what is set for all rows goes over them
 * @param changes keys of the experiment and their values
 */
public record Row(String name, String system, Seeds seeds, ObjectNode recipe, ObjectNode changes) {
    private static final List<String> UNTRAINED = List.of("bm25", "untouched");

    public Row {
        if (name.isBlank() || folder(name).isEmpty()) {
            throw new IllegalArgumentException("the name of a row needs a letter or digit (got: " + name + ")");
        }
        if (UNTRAINED.contains(system)) {
            seeds = Seeds.ONE;
        }
    }

    /** Whether this is its name or the name of its folder. */
    boolean isCalled(String wanted) {
        return name.equals(wanted) || folder().equals(wanted);
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
