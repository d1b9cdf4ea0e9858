package dev.isogloss.tensor;

import org.bytedeco.openblas.global.openblas_nolapack;
import org.bytedeco.pytorch.global.torch;
import org.slf4j.LoggerFactory;

/**
 * How many threads one libtorch call may use. Several Java threads with one native thread each beat one Java thread with several
 * native ones: libtorch's and OpenBLAS's pools wait for each other at every small operator.
 */
public final class NativeThreads {
    private static final SlowSettings SLOW = new SlowSettings(
            System.getenv(),
            text -> LoggerFactory.getLogger(NativeThreads.class).warn(text));

    private NativeThreads() {}

    /**
     * Sets both pools: libtorch's own (for this thread and those that first call libtorch later) and OpenBLAS's (for the process). All
     * that computes begins here, so the first call also warns of {@link SlowSettings}.
     *
     * @param threads at least 1
     */
    public static void set(int threads) {
        if (threads < 1) {
            throw new IllegalArgumentException("threads must be at least 1 (got: " + threads + ")");
        }
        SLOW.warnOnce();
        torch.set_num_threads(threads);
        openblas_nolapack.blas_set_num_threads(threads);
    }
}
