package dev.isogloss.tensor;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class SlowSettingsTest {
    @Test
    void everyVariableIsNamedWithItsValueAndOnlyOnce() {
        List<String> said = new ArrayList<>();
        SlowSettings settings = new SlowSettings(
                Map.of("OPENBLAS_CORETYPE", "Haswell", "OPENBLAS_L2_SIZE", "256", "OPENBLAS_NUM_THREADS", "1"),
                said::add);
        settings.warnOnce();
        settings.warnOnce();
        assertThat(said).hasSize(2);
        assertThat(said.get(0)).startsWith("OPENBLAS_CORETYPE=Haswell is set");
        assertThat(said.get(1)).startsWith("OPENBLAS_L2_SIZE=256 is set");
    }

    @Test
    void withoutThemNothingIsSaid() {
        List<String> said = new ArrayList<>();
        new SlowSettings(Map.of("PATH", "/bin"), said::add).warnOnce();
        assertThat(said).isEmpty();
    }
}
