package dev.isogloss.train;

import static java.util.Objects.requireNonNull;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import dev.isogloss.checkpoint.Family;
import dev.isogloss.encoder.CrossEncoderNetwork;
import dev.isogloss.encoder.PairTokenizer;
import dev.isogloss.encoder.TrainedPart;
import dev.isogloss.loss.RerankLoss;
import dev.isogloss.tensor.Device;
import dev.isogloss.tensor.Precision;
import dev.isogloss.tensor.Tensors;
import java.io.IOException;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.bytedeco.javacpp.PointerScope;
import org.bytedeco.pytorch.Tensor;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

class RerankLanesTest {
    @TempDir
    Path folder;

    @ParameterizedTest
    @EnumSource(
            value = Family.class,
            names = {"BERT", "XLM_ROBERTA"})
    void theGradientIsTheSlope(Family family) throws IOException {
        TinyRerank tiny = new TinyRerank(folder, family);
        RerankBatch batch = batch(tiny, 1);
        try (CrossEncoderNetwork network = network(tiny);
                RerankLanes lanes = new RerankLanes(network, 1)) {
            Map<String, float[]> gradients = gradients(lanes, batch, 1 << 20, Dropping.NONE);
            for (String name : List.of(
                    tiny.start.head().dense() + ".weight",
                    tiny.start.head().output() + ".bias",
                    "encoder.layer.0.attention.self.query.weight",
                    "encoder.layer.1.output.dense.weight",
                    "embeddings.token_type_embeddings.weight",
                    "embeddings.LayerNorm.weight")) {
                Tensor parameter = requireNonNull(network.parameters().get(name));
                float[] gradient = requireNonNull(gradients.get(name));
                int place = Slope.steepest(gradient);
                double slope = Slope.of(() -> loss(lanes, batch), parameter, place, 2e-3f);
                assertThat((double) gradient[place]).as(name).isCloseTo(slope, within(2e-3 + 0.02 * Math.abs(slope)));
            }
        }
    }

    /** Dropout included: parts and lanes are a matter of memory and time, not of the result. */
    @Test
    void partsAndLanesDoNotChangeTheGradient() throws IOException {
        TinyRerank tiny = new TinyRerank(folder, Family.BERT);
        RerankBatch batch = batch(tiny, 2);
        assertThat(batch.parts(64, 2)).hasSizeGreaterThan(2);
        assertThat(batch.parts(1 << 20, 1)).hasSize(1);
        Dropping dropping = new Dropping(0.1, 17, 4);
        try (CrossEncoderNetwork network = network(tiny);
                RerankLanes one = new RerankLanes(network, 1);
                RerankLanes three = new RerankLanes(network, 3)) {
            Map<String, float[]> expected = gradients(one, batch, 1 << 20, dropping);
            Map<String, float[]> found = gradients(three, batch, 64, dropping);
            expected.forEach((name, values) -> {
                float[] other = requireNonNull(found.get(name));
                for (int i = 0; i < values.length; i++) {
                    assertThat(other[i]).as(name).isCloseTo(values[i], within(2e-5f));
                }
            });
        }
    }

    @Test
    void judgedNegativesComeFirstAndAllTakeTurns() throws IOException {
        TinyRerank tiny = new TinyRerank(folder, Family.BERT);
        var example = tiny.set.examples().getFirst();
        var judged = example.negatives().subList(0, 2).stream()
                .map(negative -> negative.passage())
                .toList();
        java.util.Set<Object> seen = new java.util.HashSet<>();
        for (int epoch = 0; epoch < 4; epoch++) {
            var chosen = EpochNegatives.judgedFirst(example, 7, epoch, 3);
            assertThat(chosen).hasSize(3).doesNotHaveDuplicates().containsAll(judged);
            seen.addAll(chosen);
        }
        assertThat(seen).hasSize(6);
    }

    private CrossEncoderNetwork network(TinyRerank tiny) {
        return CrossEncoderNetwork.forTraining(tiny.start, Precision.FP32, Device.CPU, TrainedPart.EVERYTHING);
    }

    private static RerankBatch batch(TinyRerank tiny, int step) {
        try (PairTokenizer tokenizer = PairTokenizer.open(tiny.start)) {
            return new RerankGroups(tiny.set, tiny.start.contract(), tokenizer, TinyRerank.SETTINGS).of(step);
        }
    }

    private static Map<String, float[]> gradients(
            RerankLanes lanes, RerankBatch batch, int chunkTokens, Dropping dropping) {
        try (PointerScope _ = new PointerScope()) {
            assertThat(lanes.backward(batch, RerankLoss.BOTH, chunkTokens, dropping))
                    .isFinite();
            List<Tensor> sums = Gradients.sum(lanes).tensors();
            Map<String, float[]> named = new LinkedHashMap<>();
            int i = 0;
            for (String name : lanes.network(0).trainable().keySet()) {
                named.put(name, Tensors.toFloats(sums.get(i++)));
            }
            Gradients.clear(lanes);
            return named;
        }
    }

    /** The loss with one value of a parameter changed. */
    private static double loss(RerankLanes lanes, RerankBatch batch) {
        try {
            return lanes.backward(batch, RerankLoss.BOTH, 1 << 20, Dropping.NONE);
        } finally {
            Gradients.clear(lanes);
        }
    }
}
