package dev.isogloss.encoder;

import dev.isogloss.checkpoint.LanguagePrompts;
import dev.isogloss.tensor.Device;
import dev.isogloss.tensor.Tensors;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.bytedeco.pytorch.Scalar;
import org.bytedeco.pytorch.Tensor;
import org.bytedeco.pytorch.TensorVector;
import org.bytedeco.pytorch.global.torch;

/**
 * What a language's prompts find in a text. For the tokens {@code H} of a text in language l, with {@code S} shared by all languages:
 *
 * <pre>  P = S + A_l B_l,   O = softmax(norm(P) W_q (H W_k)^T / sqrt(d / heads)) H W_v,   added = mean(O) W_o</pre>
 *
 * in as many heads as the settings say. A text without a language of its own has {@code P = S}; a query has nothing added.
 */
final class LanguagePromptHead {
    private static final double EPSILON = 1e-5;

    private final LanguagePrompts prompts;
    private final Parameters parameters;
    private final Device device;

    LanguagePromptHead(LanguagePrompts prompts, Parameters parameters, Device device) {
        this.prompts = prompts;
        this.parameters = parameters;
        this.device = device;
    }

    LanguagePrompts prompts() {
        return prompts;
    }

    /**
     * What is added to the pooled vectors.
     *
     * @param tokensTH {@code (tokens, hidden)} in the order of {@code runs}
     * @param languages for each text of the batch the row of its language, {@link LanguagePrompts#SHARED} or
     *     {@link LanguagePrompts#NONE}
     * @return {@code (texts, hidden)} in the order of {@code runs}
     */
    Tensor added(Tensor tokensTH, Runs runs, int[] languages) {
        List<Tensor> parts = new ArrayList<>();
        for (Runs.Run run : runs.list()) {
            int[] own = new int[run.texts()];
            for (int text = 0; text < own.length; text++) {
                own[text] = languages[runs.text(run.firstText() + text)];
            }
            parts.add(added(tokensTH.narrow(0, run.firstToken(), run.tokens()), own, run.length()));
        }
        return parts.size() == 1 ? parts.getFirst() : torch.cat(new TensorVector(parts.toArray(Tensor[]::new)), 0);
    }

    private Tensor added(Tensor tokensTH, int[] languages, int length) {
        long texts = languages.length;
        Tensor normedBPH = parameters.layerNorm(promptsOf(languages), LanguagePrompts.NORM, EPSILON);
        Tensor queries = heads(normedBPH, LanguagePrompts.QUERY, texts, prompts.count());
        Tensor keys = heads(tokensTH, LanguagePrompts.KEY, texts, length);
        Tensor values = heads(tokensTH, LanguagePrompts.VALUE, texts, length);
        double scale = 1 / Math.sqrt((double) prompts.hidden() / prompts.heads());
        Tensor weights = torch.matmul(queries, keys.transpose(-2, -1))
                .mul(new Scalar(scale))
                .softmax(-1);
        Tensor foundBH = torch.matmul(weights, values)
                .mean(2) // over the prompts: (texts, heads, hidden / heads)
                .reshape(texts, prompts.hidden());
        Tensor addedBH = parameters.linear(foundBH, LanguagePrompts.OUTPUT);
        // Queries go through too and count for nothing, so that every parameter has a gradient in every chunk.
        return addedBH.mul(column(languages, language -> language != LanguagePrompts.NONE));
    }

    /** {@code (texts, prompts, hidden)}. */
    private Tensor promptsOf(int[] languages) {
        Tensor sharedBPH = parameters
                .get(LanguagePrompts.SHARED_PART)
                .unsqueeze(0)
                .expand(languages.length, prompts.count(), prompts.hidden());
        if (!prompts.hasOwn()) {
            return sharedBPH;
        }
        Tensor rows = Tensors.ofLongs(
                Arrays.stream(languages).mapToLong(row -> Math.max(row, 0)).toArray(), device);
        Tensor ownBPH = torch.matmul(
                parameters.get(LanguagePrompts.DOWN).index_select(0, rows),
                parameters.get(LanguagePrompts.UP).index_select(0, rows));
        Tensor known = column(languages, language -> language >= 0).unsqueeze(2);
        return sharedBPH.add(ownBPH.mul(known));
    }

    /** {@code (texts, heads, length, hidden / heads)} of a linear layer. */
    private Tensor heads(Tensor input, String linear, long texts, long length) {
        return parameters
                .linear(input.reshape(texts * length, prompts.hidden()), linear)
                .view(texts, length, prompts.heads(), prompts.hidden() / prompts.heads())
                .transpose(1, 2);
    }

    /** {@code (texts, 1)}: 1 where the test holds, else 0. */
    private Tensor column(int[] languages, java.util.function.IntPredicate test) {
        float[] values = new float[languages.length];
        for (int text = 0; text < values.length; text++) {
            values[text] = test.test(languages[text]) ? 1 : 0;
        }
        return Tensors.ofFloats(values, device, values.length, 1);
    }
}
