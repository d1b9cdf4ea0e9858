package dev.isogloss.batch;

import java.util.SplittableRandom;

/** Chance that depends on nothing but a seed and what it is for. */
final class SeededOrder {
    private SeededOrder() {}

    /** A source of chance for one purpose; other purposes of the same seed get unrelated numbers. */
    static SplittableRandom random(long seed, String purpose) {
        long hash = 0xcbf29ce484222325L; // FNV-1a over UTF-16 units
        for (int i = 0; i < purpose.length(); i++) {
            hash = (hash ^ purpose.charAt(i)) * 0x100000001b3L;
        }
        return new SplittableRandom(seed * 0x9e3779b97f4a7c15L ^ hash);
    }

    /** The numbers 0 .. size-1 in random order (Fisher and Yates). */
    static int[] permutation(int size, SplittableRandom random) {
        int[] order = new int[size];
        for (int i = 0; i < size; i++) {
            int other = random.nextInt(i + 1);
            order[i] = order[other];
            order[other] = i;
        }
        return order;
    }
}
