package dev.isogloss.tensor;

import dev.isogloss.embed.MatrixProduct;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.util.Objects;
import org.bytedeco.javacpp.PointerScope;
import org.bytedeco.pytorch.NoGradGuard;
import org.bytedeco.pytorch.Tensor;
import org.bytedeco.pytorch.global.torch;
import org.bytedeco.pytorch.global.torch.ScalarType;

/** The matrix product of libtorch (OpenBLAS) without copies of off-heap memory. Safe for many threads. */
public final class TorchProduct implements MatrixProduct {
    @Override
    public void multiply(
            MemorySegment queries, int rows, MemorySegment passages, int columns, int dimension, MemorySegment scores) {
        Objects.checkFromIndexSize(0, 4L * rows * dimension, queries.byteSize());
        Objects.checkFromIndexSize(0, 4L * columns * dimension, passages.byteSize());
        Objects.checkFromIndexSize(0, 4L * rows * columns, scores.byteSize());
        if (rows == 0 || columns == 0) {
            return;
        }
        try (Arena arena = Arena.ofConfined();
                PointerScope _ = new PointerScope();
                NoGradGuard _ = new NoGradGuard()) {
            MemorySegment target = scores.isNative() ? scores : arena.allocate(4L * rows * columns, 64);
            Tensor queriesQD = Tensors.over(offHeap(queries, arena), ScalarType.Float, rows, dimension);
            Tensor passagesPD = Tensors.over(offHeap(passages, arena), ScalarType.Float, columns, dimension);
            Tensor scoresQP = Tensors.over(target, ScalarType.Float, rows, columns);
            Tensor written = torch.mm_out(scoresQP, queriesQD, passagesPD.t());
            if (written.data_ptr().address() != target.address()) {
                throw new IllegalStateException("the product was not written in place");
            }
            if (!scores.isNative()) {
                MemorySegment.copy(target, 0, scores, 0, 4L * rows * columns);
            }
        }
    }

    private static MemorySegment offHeap(MemorySegment memory, Arena arena) {
        return memory.isNative()
                ? memory
                : arena.allocate(memory.byteSize(), 64).copyFrom(memory);
    }
}
