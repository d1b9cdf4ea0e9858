package dev.isogloss.server;

import dev.isogloss.embed.Cosine;
import dev.isogloss.embed.Vectors;
import dev.isogloss.search.PlattScaling;
import java.util.Arrays;
import tools.jackson.databind.JsonNode;

/**
 * A standing topic, as its file has it.
 *
 * @param definition what it was made of, as it was asked for
 * @param model hash of the network that made the vector
 * @param vector of any length
 * @param scaling of cosines to probabilities
 * @param calibrated whether the scaling was fitted on judged texts
 * @param scores cosines of the judged texts; empty where nobody judged
 * @param relevant one a score
 */
record Topic(
        String name,
        JsonNode definition,
        String model,
        float[] vector,
        PlattScaling scaling,
        boolean calibrated,
        double[] scores,
        boolean[] relevant) {
    /** Half probable is what scores like the best hundredth of the collection ... */
    private static final double QUANTILE = 0.99;

    /** ... and a standard deviation more or less multiplies the odds by e^2. */
    private static final double STEEPNESS = 2;

    /**
     * What one may guess of probabilities where nobody judged: by how the topic's cosines lie over a collection.
     *
     * @param passages at least one
     */
    static PlattScaling guessed(float[] vector, Vectors passages) {
        double[] cosines = new double[passages.size()];
        for (int row = 0; row < cosines.length; row++) {
            cosines[row] = Cosine.of(vector, passages.vector(row));
        }
        Arrays.sort(cosines);
        double mean = Arrays.stream(cosines).average().orElse(0);
        double variance = Arrays.stream(cosines)
                .map(cosine -> (cosine - mean) * (cosine - mean))
                .average()
                .orElse(0);
        double high = cosines[(int) Math.floor(QUANTILE * (cosines.length - 1))];
        double a = -STEEPNESS / Math.max(1e-6, Math.sqrt(variance));
        return new PlattScaling(a, -a * high);
    }
}
