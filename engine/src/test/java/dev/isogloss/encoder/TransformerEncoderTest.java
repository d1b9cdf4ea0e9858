package dev.isogloss.encoder;

import static java.util.Objects.requireNonNull;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import dev.isogloss.checkpoint.Family;
import dev.isogloss.checkpoint.ModelFolder;
import dev.isogloss.io.BadInputException;
import dev.isogloss.tensor.Device;
import dev.isogloss.tensor.Precision;
import dev.isogloss.tensor.Scoped;
import dev.isogloss.tensor.Tensors;
import dev.isogloss.tokenize.TokenBatch;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;
import org.bytedeco.javacpp.PointerScope;
import org.bytedeco.pytorch.BoolOptional;
import org.bytedeco.pytorch.Tensor;
import org.bytedeco.pytorch.TensorArrayRefOptional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;

class TransformerEncoderTest {
    @TempDir
    Path folder;

    /** Padding, positions, every pooling mode and the prompt against a plain implementation without libtorch. */
    @ParameterizedTest
    @CsvSource({
        "BERT,mean,true",
        "BERT,cls,true",
        "BERT,max,false",
        "BERT,mean_sqrt_len_tokens,true",
        "BERT,weightedmean,false",
        "BERT,lasttoken,true",
        "BERT,cls+mean,false",
        "XLM_ROBERTA,mean,true",
        "ROBERTA,max+mean+lasttoken,true",
        "BERT,mean,false"
    })
    void agreesWithAPlainImplementation(Family family, String pooling, boolean includePrompt) throws IOException {
        ModelFolder model = TinyModel.create(folder, family, pooling, includePrompt);
        TokenBatch batch = batch(1, 5, 9, 5, 2, 40, 9);
        int[] prompts = {2, 2, 2, 2, 2, 2};
        try (PointerScope _ = new PointerScope();
                TransformerEncoder encoder = TransformerEncoder.forInference(model, Precision.FP32, Device.CPU)) {
            float[][] found = encode(encoder, batch, prompts);
            float[][] expected = new PlainEncoder(model, encoder.parameters()).encode(batch, prompts);
            for (int text = 0; text < found.length; text++) {
                assertThat(found[text]).hasSize(model.dimension());
                for (int i = 0; i < found[text].length; i++) {
                    assertThat(found[text][i]).isCloseTo(expected[text][i], within(2e-5f));
                }
            }
        }
    }

    @Test
    void aVectorDoesNotDependOnItsNeighbours() throws IOException {
        ModelFolder model = TinyModel.create(folder, Family.BERT, "mean", true);
        TokenBatch all = batch(3, 5, 9, 5, 2, 40, 9, 17, 5);
        try (TransformerEncoder encoder = TransformerEncoder.forInference(model, Precision.FP32, Device.CPU)) {
            float[][] together = encode(encoder, all, TransformerEncoder.NO_PROMPTS);
            int at = 0;
            for (int text = 0; text < all.texts(); text++) {
                int length = all.lengths()[text];
                TokenBatch single = new TokenBatch(
                        java.util.Arrays.copyOfRange(all.ids(), at, at + length), new int[] {length}, new int[] {length
                        });
                at += length;
                assertThat(Cosine.of(encode(encoder, single, TransformerEncoder.NO_PROMPTS)[0], together[text]))
                        .isGreaterThan(1 - 1e-6);
            }
        }
    }

    @ParameterizedTest
    @EnumSource(Family.class)
    void trainingAndInferenceComputeTheSame(Family family) throws IOException {
        ModelFolder model = TinyModel.create(folder, family, "mean", true);
        TokenBatch batch = batch(4, 5, 9, 5, 2);
        try (TransformerEncoder inference = TransformerEncoder.forInference(model, Precision.FP32, Device.CPU);
                TransformerEncoder training = TransformerEncoder.forTraining(model, Precision.FP32, Device.CPU);
                PointerScope _ = new PointerScope()) {
            float[][] expected = encode(inference, batch, TransformerEncoder.NO_PROMPTS);
            float[][] found = Tensors.toRows(training.encode(batch, TransformerEncoder.NO_PROMPTS, Dropout.NONE));
            for (int text = 0; text < found.length; text++) {
                assertThat(Cosine.of(found[text], expected[text])).isGreaterThan(1 - 1e-6);
            }
        }
    }

    /** Dropout and the gradient are sums over texts, whatever the chunk a text is encoded in. */
    @Test
    void gradientsWithDropoutAddUpOverChunksAndReplicas() throws IOException {
        ModelFolder model = TinyModel.create(folder, Family.BERT, "mean", true);
        TokenBatch first = batch(5, 5, 9);
        TokenBatch second = batch(6, 9, 3, 12);
        TokenBatch both = join(first, second);
        try (TransformerEncoder whole = TransformerEncoder.forTraining(model, Precision.FP32, Device.CPU);
                TransformerEncoder chunked = TransformerEncoder.forTraining(model, Precision.FP32, Device.CPU);
                TransformerEncoder replica = chunked.replica()) {
            backward(whole, both, new Dropout(0.3, 11, 4, new long[] {0, 1, 2, 3, 4}));
            backward(chunked, first, new Dropout(0.3, 11, 4, new long[] {0, 1}));
            backward(replica, second, new Dropout(0.3, 11, 4, new long[] {2, 3, 4}));
            for (String name : whole.parameters().keySet()) {
                float[] expected = gradient(whole, name);
                float[] left = gradient(chunked, name);
                float[] right = gradient(replica, name);
                for (int i = 0; i < expected.length; i++) {
                    assertThat(left[i] + right[i]).as(name).isCloseTo(expected[i], within(1e-4f));
                }
            }
            assertThat(gradient(whole, "embeddings.word_embeddings.weight")).isNotEqualTo(new float[40 * 32]);
        }
    }

    @Test
    void dropoutIsAFunctionOfSeedStepAndRow() throws IOException {
        ModelFolder model = TinyModel.create(folder, Family.BERT, "mean", true);
        TokenBatch batch = batch(7, 9, 9);
        try (PointerScope _ = new PointerScope();
                TransformerEncoder encoder = TransformerEncoder.forTraining(model, Precision.FP32, Device.CPU)) {
            Dropout dropout = new Dropout(0.3, 1, 1, new long[] {0, 1});
            float[] once = Tensors.toFloats(encoder.encode(batch, TransformerEncoder.NO_PROMPTS, dropout));
            float[] again = Tensors.toFloats(encoder.encode(batch, TransformerEncoder.NO_PROMPTS, dropout));
            float[] later = Tensors.toFloats(
                    encoder.encode(batch, TransformerEncoder.NO_PROMPTS, new Dropout(0.3, 1, 2, new long[] {0, 1})));
            assertThat(again).containsExactly(once);
            assertThat(later).isNotEqualTo(once);
        }
    }

    @Test
    void refusesTokensAndLengthsThatTheNetworkLacks() throws IOException {
        ModelFolder model = TinyModel.create(folder, Family.BERT, "mean", true);
        try (TransformerEncoder encoder = TransformerEncoder.forInference(model, Precision.FP32, Device.CPU)) {
            assertThatThrownBy(() ->
                            encode(encoder, new TokenBatch(new int[] {40}, new int[] {1}, new int[] {1}), new int[0]))
                    .isInstanceOf(BadInputException.class)
                    .hasMessageContaining("40");
            assertThatThrownBy(() -> encode(encoder, batch(1, 41), new int[0]))
                    .isInstanceOf(BadInputException.class)
                    .hasMessageContaining("41");
        }
    }

    private static void backward(TransformerEncoder encoder, TokenBatch batch, Dropout dropout) {
        try (PointerScope _ = new PointerScope()) {
            Tensor vectorsBD = encoder.encode(batch, TransformerEncoder.NO_PROMPTS, dropout);
            List<Float> weights = new ArrayList<>();
            for (long row : dropout.rows()) {
                for (int i = 0; i < encoder.dimension(); i++) {
                    weights.add((float) Math.sin(row * 31 + i));
                }
            }
            float[] values = new float[weights.size()];
            for (int i = 0; i < values.length; i++) {
                values[i] = weights.get(i);
            }
            vectorsBD.backward(
                    Tensors.ofFloats(values, Device.CPU, batch.texts(), encoder.dimension()),
                    new BoolOptional(false),
                    false,
                    new TensorArrayRefOptional());
        }
    }

    private static float[] gradient(TransformerEncoder encoder, String name) {
        try (PointerScope _ = new PointerScope()) {
            Tensor gradient =
                    new Tensor(requireNonNull(encoder.parameters().get(name)).grad());
            return Tensors.toFloats(gradient.is_sparse() ? gradient.to_dense() : gradient);
        }
    }

    private static float[][] encode(TransformerEncoder encoder, TokenBatch batch, int[] prompts) {
        try (PointerScope _ = new PointerScope()) {
            return Tensors.toRows(Scoped.withoutGradients(() -> encoder.encode(batch, prompts, Dropout.NONE)));
        }
    }

    private static TokenBatch batch(long seed, int... lengths) {
        SplittableRandom random = new SplittableRandom(seed);
        int[] ids = random.ints(java.util.Arrays.stream(lengths).sum(), 2, 31).toArray();
        return new TokenBatch(ids, lengths, lengths);
    }

    private static TokenBatch join(TokenBatch left, TokenBatch right) {
        int[] lengths = java.util.stream.IntStream.concat(
                        java.util.Arrays.stream(left.lengths()), java.util.Arrays.stream(right.lengths()))
                .toArray();
        return new TokenBatch(
                java.util.stream.IntStream.concat(
                                java.util.Arrays.stream(left.ids()), java.util.Arrays.stream(right.ids()))
                        .toArray(),
                lengths,
                lengths);
    }
}
