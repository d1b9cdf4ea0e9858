package dev.isogloss.encoder;

import dev.isogloss.checkpoint.BertArchitecture;
import dev.isogloss.checkpoint.ModelFolder;
import dev.isogloss.checkpoint.PoolingMode;
import dev.isogloss.tensor.Tensors;
import dev.isogloss.tokenize.TokenBatch;
import java.util.Arrays;
import java.util.HashMap;
import java.util.Map;
import org.bytedeco.pytorch.Tensor;

/** The encoder of Devlin et al. written with loops and doubles, one text at a time: the oracle of the fast one. */
final class PlainEncoder {
    private final ModelFolder model;
    private final BertArchitecture shape;
    private final Map<String, float[]> weights = new HashMap<>();

    PlainEncoder(ModelFolder model, Map<String, Tensor> parameters) {
        this.model = model;
        this.shape = (BertArchitecture) model.architecture();
        parameters.forEach((name, tensor) -> weights.put(name, Tensors.toFloats(tensor)));
    }

    float[][] encode(TokenBatch batch, int[] prompts) {
        float[][] vectors = new float[batch.texts()][];
        int at = 0;
        for (int text = 0; text < vectors.length; text++) {
            int[] ids = Arrays.copyOfRange(batch.ids(), at, at + batch.lengths()[text]);
            at += ids.length;
            int prompt = model.pooling().includePrompt() || prompts[text] >= ids.length ? 0 : prompts[text];
            vectors[text] = unit(pool(hidden(ids), prompt));
        }
        return vectors;
    }

    private double[][] hidden(int[] ids) {
        int width = shape.hidden();
        double[][] x = new double[ids.length][width];
        for (int t = 0; t < ids.length; t++) {
            for (int i = 0; i < width; i++) {
                x[t][i] = weight("embeddings.word_embeddings.weight", ids[t] * width + i)
                        + weight("embeddings.position_embeddings.weight", (t + shape.firstPosition()) * width + i)
                        + weight("embeddings.token_type_embeddings.weight", i);
            }
        }
        x = norm(x, "embeddings.LayerNorm");
        for (int layer = 0; layer < shape.layers(); layer++) {
            String name = "encoder.layer." + layer;
            double[][] context = attention(x, name + ".attention.self");
            x = norm(
                    add(x, linear(context, name + ".attention.output.dense", width)),
                    name + ".attention.output.LayerNorm");
            double[][] inner = linear(x, name + ".intermediate.dense", shape.feedForward());
            for (double[] row : inner) {
                for (int i = 0; i < row.length; i++) {
                    row[i] = row[i] * normalDistribution(row[i]);
                }
            }
            x = norm(add(x, linear(inner, name + ".output.dense", width)), name + ".output.LayerNorm");
        }
        return x;
    }

    private double[][] attention(double[][] x, String name) {
        int width = shape.hidden() / shape.heads();
        double[][] query = linear(x, name + ".query", shape.hidden());
        double[][] key = linear(x, name + ".key", shape.hidden());
        double[][] value = linear(x, name + ".value", shape.hidden());
        double[][] context = new double[x.length][shape.hidden()];
        for (int head = 0; head < shape.heads(); head++) {
            for (int t = 0; t < x.length; t++) {
                double[] scores = new double[x.length];
                double sum = 0;
                for (int s = 0; s < x.length; s++) {
                    double product = 0;
                    for (int i = head * width; i < (head + 1) * width; i++) {
                        product += query[t][i] * key[s][i];
                    }
                    scores[s] = Math.exp(product / Math.sqrt(width));
                    sum += scores[s];
                }
                for (int s = 0; s < x.length; s++) {
                    for (int i = head * width; i < (head + 1) * width; i++) {
                        context[t][i] += scores[s] / sum * value[s][i];
                    }
                }
            }
        }
        return context;
    }

    private double[] pool(double[][] x, int prompt) {
        int width = shape.hidden();
        double[] joined = new double[width * model.pooling().modes().size()];
        int part = 0;
        for (PoolingMode mode : model.pooling().modes()) {
            for (int i = 0; i < width; i++) {
                double sum = 0;
                double weighted = 0;
                double weights = 0;
                double largest = Double.NEGATIVE_INFINITY;
                for (int t = prompt; t < x.length; t++) {
                    sum += x[t][i];
                    weighted += (t + 1) * x[t][i];
                    weights += t + 1;
                    largest = Math.max(largest, x[t][i]);
                }
                joined[part * width + i] = switch (mode) {
                    case CLS -> x[0][i];
                    case MAX -> largest;
                    case MEAN -> sum / (x.length - prompt);
                    case MEAN_SQRT_LEN -> sum / Math.sqrt(x.length - prompt);
                    case WEIGHTEDMEAN -> weighted / weights;
                    case LASTTOKEN -> x[x.length - 1][i];
                };
            }
            part++;
        }
        return joined;
    }

    private double[][] linear(double[][] x, String name, int to) {
        double[][] y = new double[x.length][to];
        for (int t = 0; t < x.length; t++) {
            for (int o = 0; o < to; o++) {
                y[t][o] = weight(name + ".bias", o);
                for (int i = 0; i < x[t].length; i++) {
                    y[t][o] += weight(name + ".weight", o * x[t].length + i) * x[t][i];
                }
            }
        }
        return y;
    }

    private double[][] norm(double[][] x, String name) {
        double[][] y = new double[x.length][];
        for (int t = 0; t < x.length; t++) {
            double mean = Arrays.stream(x[t]).average().orElseThrow();
            double variance = Arrays.stream(x[t])
                    .map(v -> (v - mean) * (v - mean))
                    .average()
                    .orElseThrow();
            y[t] = new double[x[t].length];
            for (int i = 0; i < y[t].length; i++) {
                y[t][i] = (x[t][i] - mean) / Math.sqrt(variance + shape.normEpsilon()) * weight(name + ".weight", i)
                        + weight(name + ".bias", i);
            }
        }
        return y;
    }

    private static double[][] add(double[][] x, double[][] y) {
        for (int t = 0; t < y.length; t++) {
            for (int i = 0; i < y[t].length; i++) {
                y[t][i] += x[t][i];
            }
        }
        return y;
    }

    private double weight(String name, int index) {
        return java.util.Objects.requireNonNull(weights.get(name), name)[index];
    }

    private static float[] unit(double[] vector) {
        double length = Math.sqrt(Arrays.stream(vector).map(v -> v * v).sum());
        float[] unit = new float[vector.length];
        for (int i = 0; i < unit.length; i++) {
            unit[i] = (float) (vector[i] / length);
        }
        return unit;
    }

    /** The standard normal distribution by Simpson's rule; exact to 1e-10 where it matters. */
    private static double normalDistribution(double x) {
        int steps = 400;
        double width = x / steps;
        double sum = 1 + Math.exp(-x * x / 2);
        for (int i = 1; i < steps; i++) {
            double at = i * width;
            sum += (i % 2 == 0 ? 2 : 4) * Math.exp(-at * at / 2);
        }
        return 0.5 + sum * width / 3 / Math.sqrt(2 * Math.PI);
    }
}
