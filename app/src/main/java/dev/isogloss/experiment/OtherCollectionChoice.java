package dev.isogloss.experiment;

import dev.isogloss.format.CollectionSource;
import dev.isogloss.io.BadInputException;
import java.util.ArrayList;
import java.util.List;
import java.util.OptionalInt;
import tools.jackson.databind.JsonNode;

/**
 * Another collection that the systems are measured on: an entry of {@code evaluate.also}.
 *
 * @param name the scope of its results, and its folder in the run folder
 * @param format {@code auto} or one of {@link ExperimentData#FORMATS}
 * @param splits those to measure; empty for all that have judgments
 */
public record OtherCollectionChoice(String name, String format, String path, List<String> splits) {
    private static final String KEY = "also";
    private static final List<String> KEYS = List.of("name", "path", "format", "splits");

    public OtherCollectionChoice {
        splits = List.copyOf(splits);
    }

    /** The collection on disk. */
    CollectionSource open() {
        try {
            return ExperimentData.open(
                    new Experiment.CollectionChoice(format, path, List.of("all"), "train", OptionalInt.empty()));
        } catch (BadInputException e) {
            throw new BadInputException("evaluate.also: " + name + ": " + e.getMessage(), e);
        }
    }

    /** Refuses splits that the collection does not have. */
    void requireSplits(CollectionSource source) {
        for (String split : splits) {
            if (!source.splits().contains(split)) {
                throw new BadInputException(
                        "evaluate.also: " + name + " has no split " + split + " (it has: " + source.splits() + ")");
            }
        }
    }

    static List<OtherCollectionChoice> of(Settings evaluate, String scope) {
        JsonNode list = evaluate.node().path(KEY);
        if (!list.isArray()) {
            throw evaluate.refused(KEY, "a list such as [{name: xquad, path: FOLDER}]");
        }
        List<OtherCollectionChoice> all = new ArrayList<>();
        for (JsonNode item : list) {
            OtherCollectionChoice choice = of(evaluate, item);
            if (choice.name.equals(scope) || all.stream().anyMatch(other -> other.name.equals(choice.name))) {
                throw evaluate.refused(
                        KEY, "a list of collections with names of their own, but " + choice.name + " is taken");
            }
            all.add(choice);
        }
        return all;
    }

    private static OtherCollectionChoice of(Settings evaluate, JsonNode item) {
        if (!item.isObject() || !item.has("name") || !item.has("path")) {
            throw evaluate.refused(KEY, "a list such as [{name: xquad, path: FOLDER}]");
        }
        for (String key : item.propertyNames()) {
            if (!KEYS.contains(key)) {
                throw evaluate.refused(KEY, "keys out of " + KEYS + ", not " + key);
            }
        }
        Settings in = new Settings(evaluate.path() + "." + KEY, item);
        String name = in.text("name");
        if (!name.matches("[A-Za-z0-9._-]*[A-Za-z0-9][A-Za-z0-9._-]*")) {
            throw in.refused("name", "letters, digits, '.', '_' and '-' (it names a folder)");
        }
        return new OtherCollectionChoice(
                name,
                item.has("format") ? in.word("format", Experiment.formats()) : "auto",
                in.text("path"),
                item.has("splits") ? in.words("splits") : List.of());
    }
}
