package dev.isogloss.checkpoint;

import java.util.Arrays;
import java.util.Optional;

/** The encoder families that can be run; they differ in where positions start and in the prefix of their weights' names. */
public enum Family {
    BERT("bert", "BertModel", "bert."),
    ROBERTA("roberta", "RobertaModel", "roberta."),
    XLM_ROBERTA("xlm-roberta", "XLMRobertaModel", "roberta.");

    private final String modelType;
    private final String className;
    private final String prefix;

    Family(String modelType, String className, String prefix) {
        this.modelType = modelType;
        this.className = className;
        this.prefix = prefix;
    }

    /** {@code model_type} in {@code config.json}. */
    public String modelType() {
        return modelType;
    }

    /** {@code architectures} in {@code config.json}. */
    public String className() {
        return className;
    }

    /** What may stand before every weight's name, for example when the file was saved with a task head. */
    String prefix() {
        return prefix;
    }

    static Optional<Family> of(String modelType) {
        return Arrays.stream(values())
                .filter(family -> family.modelType.equals(modelType))
                .findFirst();
    }
}
