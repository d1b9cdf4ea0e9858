package dev.isogloss.tensor;

import org.bytedeco.openblas.global.openblas_nolapack;
import org.bytedeco.pytorch.global.torch;

/**
 * How many threads one libtorch call may use. Several Java threads with one native thread each beat one Java thread with several
 * native ones: libtorch's and OpenBLAS's pools wait for each other at every small operator.
 */
public final class NativeThreads {
    private NativeThreads() {}

    /**
     * Sets both pools: libtorch's own (for this thread and those that first call libtorch later) and OpenBLAS's (for the process).
     *
     * @param threads at least 1
     */
    public static void set(int threads) {
        if (threads < 1) {
            throw new IllegalArgumentException("threads must be at least 1 (got: " + threads + ")");
        }
        torch.set_num_threads(threads);
        openblas_nolapack.blas_set_num_threads(threads);
    }
}
