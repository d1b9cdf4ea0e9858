package dev.isogloss.tensor;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assumptions.assumeThat;

import java.util.ArrayList;
import java.util.List;
import org.bytedeco.pytorch.Tensor;
import org.bytedeco.pytorch.global.torch;
import org.junit.jupiter.api.Test;

class ProcessMemoryTest {
    private static final long MEGABYTE = 1 << 20;

    /** Blocks as a training frees them: many of less than a mapping's size, with one that stays behind them. */
    @Test
    void freedBlocksGoBackToTheSystem() {
        assumeThat(ProcessMemory.anonymousBytes())
                .as("this system says what a process holds")
                .isPresent();
        List<Tensor> blocks = new ArrayList<>();
        for (int i = 0; i < 4000; i++) {
            blocks.add(torch.ones(16_000));
        }
        try (Tensor last = torch.ones(16_000)) {
            long full = held();
            blocks.forEach(Tensor::close);
            assumeThat(ProcessMemory.giveBack())
                    .as("the C library gives memory back")
                    .isTrue();
            assertThat(full - held()).isGreaterThan(150 * MEGABYTE);
            assertThat(last.sum().item().toInt()).isEqualTo(16_000);
        }
    }

    private static long held() {
        return ProcessMemory.anonymousBytes().orElseThrow();
    }
}
