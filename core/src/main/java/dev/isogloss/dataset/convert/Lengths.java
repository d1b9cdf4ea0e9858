package dev.isogloss.dataset.convert;

import java.util.Arrays;

/** Lengths of texts, counted exactly up to 65,535 and as that above. One per thread. */
public final class Lengths {
    private static final int LONGEST = (1 << 16) - 1;

    private long[] counts = new long[256];
    private long count;
    private long sum;
    private int longest;

    public void add(int length) {
        int slot = Math.min(length, LONGEST);
        if (slot >= counts.length) {
            counts = Arrays.copyOf(counts, Math.min(LONGEST + 1, Math.max(slot + 1, counts.length * 2)));
        }
        counts[slot]++;
        count++;
        sum += length;
        longest = Math.max(longest, length);
    }

    /**
     * What there was.
     *
     * @param half the length that half of the texts do not exceed
     * @param most the length that 95 of 100 do not exceed
     */
    public record Summary(long texts, double mean, int half, int most, int longest) {}

    public Summary summary() {
        return new Summary(count, count == 0 ? 0 : (double) sum / count, quantile(0.5), quantile(0.95), longest);
    }

    /** How many are longer. */
    public long above(int length) {
        long above = 0;
        for (int i = length + 1; i < counts.length; i++) {
            above += counts[i];
        }
        return above;
    }

    private int quantile(double share) {
        long rank = (long) Math.ceil(count * share);
        long seen = 0;
        for (int i = 0; i < counts.length; i++) {
            seen += counts[i];
            if (seen >= rank && seen > 0) {
                return i;
            }
        }
        return 0;
    }
}
