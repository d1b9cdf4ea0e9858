package dev.isogloss.tensor;

import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.Consumer;

/**
 * Environment variables by which OpenBLAS chooses a slower kernel than the processor allows. Somebody sets them for another program, and
 * every product of matrices here takes twice as long without a word. Safe for many threads.
 */
public final class SlowSettings {
    private static final List<String> VARIABLES = List.of("OPENBLAS_CORETYPE", "OPENBLAS_L2_SIZE");

    private final Map<String, String> environment;
    private final Consumer<String> log;
    private final AtomicBoolean said = new AtomicBoolean();

    SlowSettings(Map<String, String> environment, Consumer<String> log) {
        this.environment = environment;
        this.log = log;
    }

    /** A sentence for each that is set for this process. */
    public static List<String> warnings() {
        return warnings(System.getenv());
    }

    private static List<String> warnings(Map<String, String> environment) {
        return VARIABLES.stream()
                .filter(environment::containsKey)
                .map(name -> name + "=" + environment.get(name)
                        + " is set and makes 32-bit matrix products slower; unset it for this program")
                .toList();
    }

    /** Logs them the first time it is called. */
    void warnOnce() {
        if (!said.getAndSet(true)) {
            warnings(environment).forEach(log);
        }
    }
}
