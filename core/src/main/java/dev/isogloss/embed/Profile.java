package dev.isogloss.embed;

import java.util.Arrays;
import java.util.List;

/**
 * A reader's taste as one vector: the mean direction of what they liked, less a share of the mean direction of what they disliked
 * (Rocchio's feedback without a query, in: The SMART Retrieval System, 1971).
 */
public final class Profile {
    private Profile() {}

    /**
     * The profile, of length 1; zeros where liked and disliked cancel out. The order of the vectors changes nothing, to the last bit.
     *
     * @param liked at least one vector, each of any length
     * @param disliked vectors of the same dimension; may be empty
     * @param share of the disliked mean that is taken off, 0 .. 1
     */
    public static float[] of(List<float[]> liked, List<float[]> disliked, double share) {
        if (liked.isEmpty()) {
            throw new IllegalArgumentException("a profile needs at least one vector of something liked (got: none)");
        }
        if (!(share >= 0 && share <= 1)) {
            throw new IllegalArgumentException("the share of the disliked must be 0 .. 1 (got: " + share + ")");
        }
        double[] profile = mean(liked);
        if (!disliked.isEmpty()) {
            double[] away = mean(disliked);
            for (int i = 0; i < profile.length; i++) {
                profile[i] -= share * away[i];
            }
        }
        return UnitRows.unit(profile);
    }

    /** The mean of the directions. */
    private static double[] mean(List<float[]> vectors) {
        List<float[]> units =
                vectors.stream().map(vector -> UnitRows.unit(doubles(vector))).toList();
        double[] mean = new double[units.getFirst().length];
        double[] component = new double[units.size()];
        for (int i = 0; i < mean.length; i++) {
            for (int j = 0; j < component.length; j++) {
                component[j] = units.get(j)[i];
            }
            Arrays.sort(component); // a sum depends on the order of its parts
            mean[i] = Arrays.stream(component).sum() / component.length;
        }
        return mean;
    }

    private static double[] doubles(float[] vector) {
        double[] doubles = new double[vector.length];
        for (int i = 0; i < doubles.length; i++) {
            doubles[i] = vector[i];
        }
        return doubles;
    }
}
