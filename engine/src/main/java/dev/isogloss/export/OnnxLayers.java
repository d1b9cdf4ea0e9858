package dev.isogloss.export;

import dev.isogloss.checkpoint.Activation;
import dev.isogloss.checkpoint.DenseActivation;
import dev.isogloss.tensor.Device;
import dev.isogloss.tensor.Tensors;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.bytedeco.pytorch.Scalar;
import org.bytedeco.pytorch.Tensor;
import org.bytedeco.pytorch.global.torch.ScalarType;

/** The layers that every family is made of, over an encoder's weights. */
final class OnnxLayers {
    private static final double LARGEST_INPUT = 127;
    private static final int MIDDLE = 128;
    private static final double LARGEST_INT8 = 127;

    /** Of matrices: 7 bits, since processors without VNNI add two products in 16 bits, which 8 bits would overflow. */
    private static final double LARGEST_MATRIX_INT8 = 63;

    /** A scale of a row of zeros, which may be anything but 0. */
    private static final double LEAST_SCALE = 1e-30;

    private final OnnxGraph graph;
    private final Map<String, Tensor> weights;
    private final OnnxPrecision precision;
    /** What was rounded to 8 bits already: several projections read the same values. */
    private final Map<String, Rounded> rounded = new HashMap<>();

    OnnxLayers(OnnxGraph graph, Map<String, Tensor> weights, OnnxPrecision precision) {
        this.graph = graph;
        this.weights = weights;
        this.precision = precision;
    }

    /** Values in 8 bits and what they were divided by. */
    private record Rounded(String values, String scales) {}

    OnnxGraph graph() {
        return graph;
    }

    private Tensor weight(String name) {
        Tensor tensor = weights.get(name);
        if (tensor == null) {
            throw new IllegalArgumentException("the weights lack " + name);
        }
        return tensor;
    }

    private static List<Long> shape(Tensor tensor) {
        return java.util.Arrays.stream(tensor.sizes().vec().get()).boxed().toList();
    }

    /** A weight as it is. */
    String stored(String name) {
        Tensor tensor = weight(name);
        return graph.constant(name, OnnxType.FLOAT, shape(tensor), tensor::detach);
    }

    /** The first row of a table, {@code (1, columns)}. */
    String firstRow(String name) {
        Tensor tensor = weight(name);
        return graph.constant(
                name,
                OnnxType.FLOAT,
                List.of(1L, tensor.size(1)),
                () -> tensor.narrow(0, 0, 1).contiguous());
    }

    /** Rows of a table by number. */
    String rows(String table, String numbers) {
        return graph.one("Gather", table + ".rows", List.of(stored(table), numbers));
    }

    /** Rows of the largest table by number, in 8 bits where the precision says so. */
    String wordRows(String table, String numbers) {
        if (precision == OnnxPrecision.FP32) {
            return rows(table, numbers);
        }
        Tensor words = weight(table);
        long size = words.size(0);
        String whole = graph.constant(table + ".int8", OnnxType.INT8, shape(words), () -> toInt8(words, LARGEST_INT8));
        String scale =
                graph.constant(table + ".scale", OnnxType.FLOAT, List.of(size, 1L), () -> scales(words, LARGEST_INT8));
        String real = graph.cast(
                table + ".rows.cast",
                graph.one("Gather", table + ".rows.int8", List.of(whole, numbers)),
                OnnxType.FLOAT);
        return graph.one(
                "Mul",
                table + ".rows",
                List.of(real, graph.one("Gather", table + ".rows.scale", List.of(scale, numbers))));
    }

    /** {@code input W^T + b}, without {@code b} where the weights have none. */
    String linear(String input, String name) {
        Tensor matrix = weight(name + ".weight");
        List<Long> turned = List.of(matrix.size(1), matrix.size(0));
        String product;
        if (precision == OnnxPrecision.FP32) {
            String constant = graph.constant(
                    name + ".weight", OnnxType.FLOAT, turned, () -> matrix.t().contiguous());
            product = graph.one("MatMul", name + ".product", List.of(input, constant));
        } else {
            product = int8Product(input, name, matrix, turned);
        }
        return weights.containsKey(name + ".bias")
                ? graph.one("Add", name, List.of(product, stored(name + ".bias")))
                : product;
    }

    /**
     * Inputs in 8 bits with a scale a token, {@code MatMulInteger}, and both scales put back. ONNX's own {@code
     * DynamicQuantizeLinear} has one scale for the whole batch: a text's vector would depend on its neighbours, and one large value
     * anywhere costs every token its precision.
     */
    private String int8Product(String input, String name, Tensor matrix, List<Long> turned) {
        Rounded parts = rounded.computeIfAbsent(input, this::round);
        String constant = graph.constant(
                name + ".weight.int8",
                OnnxType.INT8,
                turned,
                () -> toInt8(matrix, LARGEST_MATRIX_INT8).t().contiguous());
        String scale = graph.constant(
                name + ".weight.scale",
                OnnxType.FLOAT,
                List.of(matrix.size(0)),
                () -> scales(matrix, LARGEST_MATRIX_INT8).reshape(matrix.size(0)));
        String zero = graph.shared(
                "middle of uint8",
                OnnxType.UINT8,
                List.of(),
                () -> Tensors.ofLongs(new long[] {MIDDLE}, Device.CPU).to(ScalarType.Byte));
        String whole = graph.one("MatMulInteger", name + ".product.int32", List.of(parts.values(), constant, zero));
        String real = graph.cast(name + ".product.cast", whole, OnnxType.FLOAT);
        String columns = graph.one("Mul", name + ".product.columns", List.of(real, scale));
        return graph.one("Mul", name + ".product", List.of(columns, parts.scales()));
    }

    /** {@code round(x / scale) + 128} in unsigned 8 bits, the scale being a token's largest absolute value through 127. */
    private Rounded round(String input) {
        String sizes = graph.one("Abs", input + ".abs", List.of(input));
        String largest = graph.one(
                "ReduceMax", input + ".largest", List.of(sizes), Map.of("axes", List.of(-1L), "keepdims", 1L));
        String share = graph.one("Div", input + ".share", List.of(largest, graph.real(LARGEST_INPUT)));
        String scale = graph.one("Max", input + ".scale", List.of(share, graph.real(LEAST_SCALE)));
        String scaled = graph.one("Div", input + ".divided", List.of(input, scale));
        String whole = graph.one("Round", input + ".rounded", List.of(scaled));
        String shifted = graph.one("Add", input + ".shifted", List.of(whole, graph.real(MIDDLE)));
        return new Rounded(graph.cast(input + ".uint8", shifted, OnnxType.UINT8), scale);
    }

    /** What each row is divided by for its largest absolute value to become {@code largest}, {@code (rows, 1)}. */
    private static Tensor scales(Tensor matrix, double largest) {
        return matrix.abs().amax(new long[] {1}, true).div(new Scalar(largest)).clamp_min(new Scalar(LEAST_SCALE));
    }

    private static Tensor toInt8(Tensor matrix, double largest) {
        return matrix.div(scales(matrix, largest))
                .round()
                .clamp(
                        new org.bytedeco.pytorch.ScalarOptional(new Scalar(-largest)),
                        new org.bytedeco.pytorch.ScalarOptional(new Scalar(largest)))
                .to(ScalarType.Char);
    }

    /** Layer normalisation over the last axis. */
    String norm(String input, String name, double epsilon) {
        List<String> from = new ArrayList<>(List.of(input, stored(name + ".weight")));
        if (weights.containsKey(name + ".bias")) {
            from.add(stored(name + ".bias"));
        }
        return graph.one("LayerNormalization", name, from, Map.of("axis", -1L, "epsilon", (float) epsilon));
    }

    /** Root mean square norm (Zhang and Sennrich 2019) over the last axis. */
    String rootMeanSquareNorm(String input, String name, double epsilon) {
        String squares = graph.one("Mul", name + ".squares", List.of(input, input));
        String mean =
                graph.one("ReduceMean", name + ".mean", List.of(squares), Map.of("axes", List.of(-1L), "keepdims", 1L));
        String root = graph.one(
                "Sqrt",
                name + ".root",
                List.of(graph.one("Add", name + ".positive", List.of(mean, graph.real(epsilon)))));
        String even = graph.one("Div", name + ".even", List.of(input, root));
        return graph.one("Mul", name, List.of(even, stored(name + ".weight")));
    }

    /** A Dense module's activation function. */
    String activate(String input, DenseActivation activation) {
        return switch (activation) {
            case IDENTITY -> input;
            case TANH -> graph.one("Tanh", input + ".tanh", List.of(input));
            case RELU -> activate(input, Activation.RELU);
            case GELU -> activate(input, Activation.GELU);
            case SIGMOID -> graph.one("Sigmoid", input + ".sigmoid", List.of(input));
            case SILU -> activate(input, Activation.SILU);
        };
    }

    /** The activation function, spelled out as ONNX Runtime recognises it. */
    String activate(String input, Activation activation) {
        return switch (activation) {
            case GELU ->
                half(
                        input,
                        graph.one(
                                "Erf",
                                input + ".erf",
                                List.of(graph.one("Div", input + ".div", List.of(input, graph.real(Math.sqrt(2)))))));
            case GELU_TANH -> {
                String cube = graph.one("Pow", input + ".cube", List.of(input, graph.real(3)));
                String inner = graph.one(
                        "Add",
                        input + ".inner",
                        List.of(input, graph.one("Mul", input + ".part", List.of(cube, graph.real(0.044715)))));
                String scaled = graph.one("Mul", input + ".scaled", List.of(inner, graph.real(Math.sqrt(2 / Math.PI))));
                yield half(input, graph.one("Tanh", input + ".tanh", List.of(scaled)));
            }
            case RELU -> graph.one("Relu", input + ".relu", List.of(input));
            case SILU ->
                graph.one(
                        "Mul",
                        input + ".silu",
                        List.of(input, graph.one("Sigmoid", input + ".sigmoid", List.of(input))));
        };
    }

    /** {@code input (1 + part) / 2}. */
    private String half(String input, String part) {
        String more = graph.one("Add", input + ".more", List.of(part, graph.real(1)));
        String product = graph.one("Mul", input + ".twice", List.of(input, more));
        return graph.one("Mul", input + ".gelu", List.of(product, graph.real(0.5)));
    }
}
