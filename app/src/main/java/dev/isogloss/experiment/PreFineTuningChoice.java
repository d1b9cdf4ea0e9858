package dev.isogloss.experiment;

import dev.isogloss.io.BadInputException;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/**
 * {@code pre-fine-tuning} of an experiment file: a list of {@code {name: english, collection: {...}, train: {...}}}. A stage has
 * every setting of the experiment that it does not set itself, but none of its training sets.
 */
final class PreFineTuningChoice {
    static final String KEY = "pre-fine-tuning";

    /** What a stage may set: not what is measured, nor the model, which is that of the stage before. */
    private static final List<String> SETTINGS =
            List.of("name", "seed", "collection", "questions", "train-sets", "text", "mine", "plan", "train");

    private PreFineTuningChoice() {}

    /**
     * The stages as the file has them.
     *
     * @throws BadInputException when they are no list of named stages, or one sets what is no stage's business
     */
    static List<ObjectNode> stages(JsonNode list) {
        if (!list.isArray()) {
            throw new BadInputException(KEY
                    + " must be a list such as [{name: english, collection: {languages: [en]}}] (got: " + list + ")");
        }
        List<ObjectNode> stages = new ArrayList<>();
        Set<String> names = new HashSet<>();
        for (JsonNode node : list) {
            String name = node.path("name").asString("");
            if (!(node instanceof ObjectNode stage) || name.isEmpty()) {
                throw new BadInputException(
                        KEY + ": every stage needs a name, which names its folder (got: " + node + ")");
            }
            if (!names.add(name)) {
                throw new BadInputException(KEY + ": two stages are called " + name);
            }
            for (String key : stage.propertyNames()) {
                if (!SETTINGS.contains(key)) {
                    throw new BadInputException(
                            KEY + ": stage " + name + ": a stage sets any of " + SETTINGS + " (got: " + key + ")");
                }
            }
            stages.add(stage);
        }
        return stages;
    }

    /** What is wrong with a stage, with its name. */
    static BadInputException refused(Experiment stage, BadInputException e) {
        return new BadInputException(KEY + ": stage " + stage.name() + ": " + e.getMessage(), e);
    }

    /** What a stage has before it sets anything itself. */
    static ObjectNode inherited(ObjectNode experiment) {
        ObjectNode tree = experiment.deepCopy();
        tree.putArray(KEY);
        tree.putArray("train-sets");
        ObjectNode evaluate = (ObjectNode) tree.get("evaluate");
        evaluate.putArray("systems").add("trained");
        evaluate.putArray("also");
        // Prompts come with the experiment's own training, which knows all of its languages.
        ((ObjectNode) tree.get("train").get("language-prompts")).put("count", 0);
        return tree;
    }
}
