package dev.isogloss.export;

import dev.isogloss.tensor.Device;
import dev.isogloss.tensor.Tensors;
import java.util.List;
import java.util.Map;

/**
 * Rotary positions (Su et al. 2021, arXiv 2104.09864): components {@code i} and {@code i + width / 2} of a head are turned by the
 * angle {@code position / base^(2 i / width)}.
 */
final class OnnxRotation {
    private final OnnxGraph graph;
    private final int width;
    /** {@code (texts, 1, tokens, width)}. */
    private final String cosines;

    private final String sines;

    /**
     * The angles of all tokens.
     *
     * @param positions {@code (texts, tokens)}, from 0
     * @param name tells several apart
     */
    OnnxRotation(OnnxGraph graph, String positions, int width, double base, String name) {
        this.graph = graph;
        this.width = width;
        float[] frequencies = new float[width / 2];
        for (int i = 0; i < frequencies.length; i++) {
            frequencies[i] = 1f / (float) Math.pow(base, (float) (2 * i) / width);
        }
        String constant = graph.constant(
                name + ".frequencies",
                OnnxType.FLOAT,
                List.of((long) frequencies.length),
                () -> Tensors.ofFloats(frequencies, Device.CPU, frequencies.length));
        String real = graph.cast(name + ".positions", positions, OnnxType.FLOAT);
        String wide = graph.one("Unsqueeze", name + ".wide", List.of(real, graph.longs(1, 3)));
        String angles = graph.one("Mul", name + ".angles", List.of(wide, constant));
        String both = graph.one("Concat", name + ".both", List.of(angles, angles), Map.of("axis", -1L));
        this.cosines = graph.one("Cos", name + ".cosines", List.of(both));
        this.sines = graph.one("Sin", name + ".sines", List.of(both));
    }

    /** Turns {@code (texts, heads, tokens, width)}. */
    String turn(String heads) {
        List<String> halves = graph.several(
                "Split",
                List.of(heads + ".first", heads + ".second"),
                List.of(heads, graph.longs(width / 2, width / 2)),
                Map.of("axis", -1L));
        String negative = graph.one("Neg", heads + ".negative", List.of(halves.getLast()));
        String quarter =
                graph.one("Concat", heads + ".quarter", List.of(negative, halves.getFirst()), Map.of("axis", -1L));
        return graph.one(
                "Add",
                heads + ".turned",
                List.of(
                        graph.one("Mul", heads + ".along", List.of(heads, cosines)),
                        graph.one("Mul", heads + ".across", List.of(quarter, sines))));
    }
}
