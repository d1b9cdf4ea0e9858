package dev.isogloss.eval;

import java.util.Arrays;
import java.util.SplittableRandom;

/**
 * The two-sided paired randomisation test (Fisher; Smucker, Allan and Carterette 2007): if two systems were alike, each query's
 * difference might as well have the other sign. The p-value is the share of sign patterns whose sum is at least as far from zero
 * as the observed one: of all patterns where these are no more than {@code draws}, else of the observed and {@code draws} random
 * ones.
 *
 * @param draws at least 10,000
 */
public record PairedRandomization(int draws, long seed) {
    /** As many draws as results are reported with. */
    public static final int DRAWS = 100_000;

    /** Signs are drawn a byte at a time; each byte looks up the sum of its eight signed differences. */
    private static final int BLOCK = 8;

    public PairedRandomization {
        if (draws < 10_000) {
            throw new IllegalArgumentException(
                    "the randomisation test needs at least 10000 draws (got: " + draws + ")");
        }
    }

    /** The p-value for these differences, each already weighted as it enters the statistic; in (0, 1]. */
    public double pValue(double[] differences) {
        double[] nonZero =
                Arrays.stream(differences).filter(value -> value != 0).toArray();
        double[][] sums = signedSums(nonZero);
        double observed = 0;
        for (double[] block : sums) {
            observed += block[0];
        }
        // Sums of the same terms in another order must count as equal.
        double atLeast = Math.abs(observed)
                - 1e-12 * Arrays.stream(nonZero).map(Math::abs).sum();
        if (nonZero.length < 31 && 1L << nonZero.length <= draws) {
            return exact(sums, 1 << nonZero.length, atLeast);
        }
        return (1.0 + countRandom(sums, atLeast)) / (1.0 + draws);
    }

    private static double exact(double[][] sums, int patterns, double atLeast) {
        int count = 0;
        for (int pattern = 0; pattern < patterns; pattern++) {
            double sum = 0;
            for (int block = 0; block < sums.length; block++) {
                sum += sums[block][pattern >>> block * BLOCK & 0xFF];
            }
            count += Math.abs(sum) >= atLeast ? 1 : 0;
        }
        return (double) count / patterns;
    }

    private int countRandom(double[][] sums, double atLeast) {
        SplittableRandom random = new SplittableRandom(seed);
        int count = 0;
        for (int draw = 0; draw < draws; draw++) {
            double sum = 0;
            long signs = 0;
            for (int block = 0; block < sums.length; block++) {
                signs = block % Long.BYTES == 0 ? random.nextLong() : signs >>> BLOCK;
                sum += sums[block][(int) signs & 0xFF];
            }
            count += Math.abs(sum) >= atLeast ? 1 : 0;
        }
        return count;
    }

    /** For every eight differences, their sum under each of the 256 sign patterns; a set bit is a turned sign. */
    private static double[][] signedSums(double[] differences) {
        double[][] sums = new double[(differences.length + BLOCK - 1) / BLOCK][1 << BLOCK];
        for (int i = 0; i < differences.length; i++) {
            double[] block = sums[i / BLOCK];
            for (int pattern = 0; pattern < block.length; pattern++) {
                boolean turned = (pattern >>> i % BLOCK & 1) == 1;
                block[pattern] += turned ? -differences[i] : differences[i];
            }
        }
        return sums;
    }
}
