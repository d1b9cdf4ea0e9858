package dev.isogloss.bench;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.bytedeco.javacpp.PointerScope;
import org.bytedeco.pytorch.NoGradGuard;
import org.bytedeco.pytorch.Tensor;
import org.bytedeco.pytorch.global.torch;
import org.bytedeco.pytorch.global.torch.ScalarType;

/**
 * The most that libtorch's own matrix product gives on this machine: what encoding and exact search are a share of. Each of several
 * threads multiplies matrices of its own, so that the limit is that of all cores together.
 *
 * <p>Arguments: threads, seconds a shape. Result: GFLOP/s by element type, the best of the shapes.
 */
final class GemmLimit {
    private GemmLimit() {}

    /** A product of rows x inner by inner x columns. */
    private record Shape(int rows, int inner, int columns) {
        double operations() {
            return 2.0 * rows * inner * columns;
        }

        @Override
        public String toString() {
            return rows + "x" + inner + "x" + columns;
        }
    }

    private static final List<Shape> SHAPES =
            List.of(new Shape(2048, 2048, 2048), new Shape(4096, 384, 1536), new Shape(4096, 1536, 384));

    static Map<String, Object> run(Main.Arguments arguments) throws Exception {
        int threads = arguments.number(0);
        double seconds = Double.parseDouble(arguments.text(1));
        Map<String, Object> facts = new LinkedHashMap<>();
        for (ScalarType type : List.of(ScalarType.Float, ScalarType.BFloat16)) {
            Map<String, Double> byShape = new LinkedHashMap<>();
            for (Shape shape : SHAPES) {
                byShape.put(shape.toString(), together(threads, seconds, shape, type));
            }
            String name = type == ScalarType.Float ? "fp32" : "bf16";
            facts.put(name, byShape.values().stream().max(Double::compare).orElseThrow());
            facts.put(name + " by shape", byShape);
        }
        return facts;
    }

    private static double together(int threads, double seconds, Shape shape, ScalarType type) throws Exception {
        List<Future<Double>> running = new ArrayList<>();
        try (ExecutorService pool = Executors.newFixedThreadPool(threads)) {
            for (int i = 0; i < threads; i++) {
                running.add(pool.submit(() -> alone(seconds, shape, type)));
            }
            double sum = 0;
            for (Future<Double> one : running) {
                sum += one.get();
            }
            return sum;
        }
    }

    private static double alone(double seconds, Shape shape, ScalarType type) {
        try (PointerScope _ = new PointerScope();
                NoGradGuard _ = new NoGradGuard()) {
            Tensor left = torch.randn(shape.rows(), shape.inner()).to(type);
            Tensor right = torch.randn(shape.inner(), shape.columns()).to(type);
            Tensor out = torch.mm(left, right); // warm-up: the first call packs and chooses a kernel
            long start = System.nanoTime();
            int products = 0;
            double passed;
            do {
                out = torch.mm_out(out, left, right);
                products++;
                passed = (System.nanoTime() - start) / 1e9;
            } while (passed < seconds);
            return products * shape.operations() / passed / 1e9;
        }
    }
}
