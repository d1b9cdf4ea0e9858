package dev.isogloss.checkpoint;

import java.util.Arrays;
import java.util.Optional;
import java.util.stream.Collectors;

/** The encoder families that can be run. What each computes is told by its {@link Architecture}. */
public enum Family {
    BERT("bert", "BertModel", "bert."),
    ROBERTA("roberta", "RobertaModel", "roberta."),
    XLM_ROBERTA("xlm-roberta", "XLMRobertaModel", "roberta."),
    DISTILBERT("distilbert", "DistilBertModel", "distilbert."),
    MPNET("mpnet", "MPNetModel", "mpnet."),
    MODERNBERT("modernbert", "ModernBertModel", "model."),
    QWEN3("qwen3", "Qwen3Model", "model.");

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

    static String known() {
        return Arrays.stream(values()).map(Family::modelType).collect(Collectors.joining(", "));
    }
}
