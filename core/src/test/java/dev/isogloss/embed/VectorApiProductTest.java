package dev.isogloss.embed;

import static java.lang.foreign.ValueLayout.JAVA_FLOAT_UNALIGNED;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.util.SplittableRandom;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;
import org.junit.jupiter.api.Test;

class VectorApiProductTest {
    private final MatrixProduct product = new VectorApiProduct();

    @Property(tries = 150)
    void equals_a_plain_loop_bit_for_bit(
            @ForAll @IntRange(min = 1, max = 40) int rows,
            @ForAll @IntRange(min = 1, max = 70) int columns,
            @ForAll @IntRange(min = 1, max = 50) int dimension,
            @ForAll long seed) {
        assertEqualsPlainLoop(rows, columns, dimension, seed);
    }

    @Test
    void packs_many_rows_in_several_rounds() {
        assertEqualsPlainLoop(1100, 3, 5, 1);
    }

    @Test
    void empty_matrices_have_an_empty_product() {
        MemorySegment none = MemorySegment.ofArray(new float[0]);
        product.multiply(none, 0, MemorySegment.ofArray(new float[8]), 2, 4, none);
        product.multiply(MemorySegment.ofArray(new float[8]), 2, none, 0, 4, none);
        assertThat(none.byteSize()).isZero();
    }

    @Test
    void refuses_a_segment_that_is_too_small() {
        MemorySegment six = MemorySegment.ofArray(new float[6]);
        assertThatThrownBy(() -> product.multiply(six, 2, six, 2, 3, MemorySegment.ofArray(new float[3])))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("scores must hold 2 x 2 floats")
                .hasMessageContaining("12 bytes");
    }

    private void assertEqualsPlainLoop(int rows, int columns, int dimension, long seed) {
        SplittableRandom random = new SplittableRandom(seed);
        float[] queries = random(rows * dimension, random);
        float[] passages = random(columns * dimension, random);
        float[] expected = new float[rows * columns];
        for (int i = 0; i < rows; i++) {
            for (int j = 0; j < columns; j++) {
                float sum = 0;
                for (int k = 0; k < dimension; k++) {
                    sum = Math.fma(queries[i * dimension + k], passages[j * dimension + k], sum);
                }
                expected[i * columns + j] = sum;
            }
        }
        try (Arena arena = Arena.ofConfined()) {
            MemorySegment scores = arena.allocate((long) rows * columns * Float.BYTES);
            product.multiply(
                    arena.allocateFrom(JAVA_FLOAT_UNALIGNED, queries),
                    rows,
                    MemorySegment.ofArray(passages),
                    columns,
                    dimension,
                    scores);
            assertThat(scores.toArray(JAVA_FLOAT_UNALIGNED)).isEqualTo(expected);
        }
    }

    private static float[] random(int length, SplittableRandom random) {
        float[] values = new float[length];
        for (int i = 0; i < length; i++) {
            values[i] = random.nextFloat() - 0.5f;
        }
        return values;
    }
}
