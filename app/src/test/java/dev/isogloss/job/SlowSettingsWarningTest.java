package dev.isogloss.job;

import static org.assertj.core.api.Assertions.assertThat;

import dev.isogloss.tensor.NativeThreads;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.Map;
import org.junit.jupiter.api.Test;

/** In a process of its own, because a process cannot change its environment. */
class SlowSettingsWarningTest {
    /** What every job does before it computes. */
    static final class Start {
        private Start() {}

        public static void main(String[] arguments) {
            NativeThreads.set(1);
            NativeThreads.set(1);
        }
    }

    @Test
    void theEnginesStartWarnsOnce() throws IOException, InterruptedException {
        assertThat(start(Map.of("OPENBLAS_CORETYPE", "Haswell")))
                .containsOnlyOnce("OPENBLAS_CORETYPE=Haswell is set and makes 32-bit matrix products slower");
    }

    @Test
    void withoutTheVariablesItDoesNot() throws IOException, InterruptedException {
        assertThat(start(Map.of())).doesNotContain("OPENBLAS");
    }

    private static String start(Map<String, String> extra) throws IOException, InterruptedException {
        ProcessBuilder builder = new ProcessBuilder(
                        Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                        "--enable-native-access=ALL-UNNAMED",
                        "-cp",
                        System.getProperty("java.class.path"),
                        Start.class.getName())
                .redirectErrorStream(true);
        builder.environment().keySet().removeIf(name -> name.startsWith("OPENBLAS_"));
        builder.environment().putAll(extra);
        Process process = builder.start();
        String output = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        assertThat(process.waitFor()).as(output).isZero();
        return output;
    }
}
