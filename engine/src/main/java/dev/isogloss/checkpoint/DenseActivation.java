package dev.isogloss.checkpoint;

import java.util.Arrays;
import java.util.Optional;
import java.util.stream.Collectors;

/** What a {@link DenseLayer} does to its output, by the class of torch that its configuration names. */
public enum DenseActivation {
    IDENTITY("torch.nn.modules.linear.Identity"),
    TANH("torch.nn.modules.activation.Tanh"),
    RELU("torch.nn.modules.activation.ReLU"),
    GELU("torch.nn.modules.activation.GELU"),
    SIGMOID("torch.nn.modules.activation.Sigmoid"),
    SILU("torch.nn.modules.activation.SiLU");

    private final String className;

    DenseActivation(String className) {
        this.className = className;
    }

    String className() {
        return className;
    }

    /** By the last part of the name: torch itself has each class under two names. */
    static Optional<DenseActivation> of(String className) {
        String last = last(className);
        return Arrays.stream(values())
                .filter(activation -> last(activation.className).equals(last))
                .findFirst();
    }

    static String known() {
        return Arrays.stream(values())
                .map(activation -> last(activation.className))
                .collect(Collectors.joining(", "));
    }

    private static String last(String className) {
        return className.substring(className.lastIndexOf('.') + 1);
    }
}
