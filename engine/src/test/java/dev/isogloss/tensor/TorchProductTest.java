package dev.isogloss.tensor;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import dev.isogloss.io.BadInputException;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.util.SplittableRandom;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;
import org.bytedeco.javacpp.PointerScope;
import org.bytedeco.pytorch.Tensor;
import org.bytedeco.pytorch.global.torch;
import org.junit.jupiter.api.Test;

class TorchProductTest {
    @Property(tries = 60)
    void multipliesAsALoopDoes(
            @ForAll @IntRange(max = 9) int rows,
            @ForAll @IntRange(max = 9) int columns,
            @ForAll @IntRange(min = 1, max = 40) int dimension,
            @ForAll long seed,
            @ForAll boolean offHeap) {
        SplittableRandom random = new SplittableRandom(seed);
        float[] queries = floats(random, rows * dimension);
        float[] passages = floats(random, columns * dimension);
        float[] found = new float[rows * columns];
        try (Arena arena = Arena.ofConfined()) {
            MemorySegment scores = offHeap ? arena.allocate(4L * found.length, 64) : MemorySegment.ofArray(found);
            new TorchProduct()
                    .multiply(
                            memory(arena, offHeap, queries),
                            rows,
                            memory(arena, offHeap, passages),
                            columns,
                            dimension,
                            scores);
            if (offHeap) {
                MemorySegment.copy(scores, ValueLayout.JAVA_FLOAT, 0, found, 0, found.length);
            }
        }
        for (int row = 0; row < rows; row++) {
            for (int column = 0; column < columns; column++) {
                double expected = 0;
                for (int i = 0; i < dimension; i++) {
                    expected += (double) queries[row * dimension + i] * passages[column * dimension + i];
                }
                assertThat((double) found[row * columns + column]).isCloseTo(expected, within(1e-4));
            }
        }
    }

    @Test
    void refusesMemoryThatIsTooSmall() {
        MemorySegment small = MemorySegment.ofArray(new float[5]);
        assertThatThrownBy(() -> new TorchProduct().multiply(small, 2, small, 1, 3, small))
                .isInstanceOf(IndexOutOfBoundsException.class);
    }

    @Test
    void saysWhatIsMissingForCuda() {
        assertThatThrownBy(() -> Device.parse("tpu")).isInstanceOf(BadInputException.class);
        if (!torch.cuda_is_available()) {
            assertThatThrownBy(() -> Device.parse("cuda"))
                    .isInstanceOf(BadInputException.class)
                    .hasMessageContaining("cpu works everywhere");
        }
        assertThat(Precision.parse("auto").resolve(Device.CUDA)).isEqualTo(Precision.BF16);
        assertThat(Precision.FP32.resolve(Device.CUDA)).isEqualTo(Precision.FP32);
    }

    @Test
    void scopesFreeWhatTheyMade() {
        long before = allocateAndDrop(20);
        assertThat(allocateAndDrop(200) - before).isLessThan(100L << 20);
    }

    /** Anonymous memory after making a number of tensors of 4 MiB, each in a scope of its own. */
    private static long allocateAndDrop(int times) {
        for (int i = 0; i < times; i++) {
            try (PointerScope _ = new PointerScope()) {
                Tensor sum = Scoped.run(() -> torch.ones(1024, 1024).sum());
                assertThat(sum.item_double()).isEqualTo(1024 * 1024);
            }
        }
        return ProcessMemory.anonymousBytes().orElse(0);
    }

    private static MemorySegment memory(Arena arena, boolean offHeap, float[] values) {
        return offHeap ? arena.allocateFrom(ValueLayout.JAVA_FLOAT, values) : MemorySegment.ofArray(values);
    }

    private static float[] floats(SplittableRandom random, int length) {
        float[] values = new float[length];
        for (int i = 0; i < length; i++) {
            values[i] = (float) random.nextDouble(-1, 1);
        }
        return values;
    }
}
