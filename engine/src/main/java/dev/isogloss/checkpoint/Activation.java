package dev.isogloss.checkpoint;

import dev.isogloss.io.BadInputException;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.stream.Collectors;

/** The activation function of the feed-forward layers, by its names in {@code config.json}. */
public enum Activation {
    GELU("gelu"),
    GELU_TANH("gelu_new", "gelu_pytorch_tanh", "gelu_fast"),
    RELU("relu"),
    SILU("silu", "swish");

    @SuppressWarnings("ImmutableEnumChecker") // List.of is immutable
    private final List<String> names;

    Activation(String... names) {
        this.names = List.of(names);
    }

    /** The first of its names in {@code config.json}. */
    public String configName() {
        return names.getFirst();
    }

    /** The activation that a configuration names. */
    static Activation read(JsonObject config, String key, String absent) {
        String name = config.text(key).orElse(absent);
        return of(name).orElseThrow(() ->
                new BadInputException(config.file() + ": unsupported " + key + " " + name + "; supported: " + known()));
    }

    static Optional<Activation> of(String name) {
        return Arrays.stream(values())
                .filter(activation -> activation.names.contains(name))
                .findFirst();
    }

    static String known() {
        return Arrays.stream(values())
                .flatMap(activation -> activation.names.stream())
                .collect(Collectors.joining(", "));
    }
}
