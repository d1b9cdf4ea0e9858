package dev.isogloss.bench;

import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.Map;

/** Seconds of many alike pieces of work. One thread. */
final class Timings {
    private double[] seconds = new double[64];
    private int size;

    /** Work that may fail as reading does. */
    @FunctionalInterface
    interface Work<T> {
        T run() throws Exception;
    }

    /** Does the work and keeps how long it took. */
    <T> T time(Work<T> work) throws Exception {
        long start = System.nanoTime();
        T result = work.run();
        if (size == seconds.length) {
            seconds = Arrays.copyOf(seconds, 2 * size);
        }
        seconds[size++] = (System.nanoTime() - start) / 1e9;
        return result;
    }

    /** The time of the last piece, in seconds. */
    double last() {
        return seconds[size - 1];
    }

    /** Nearest-rank percentiles and the mean, in milliseconds. */
    Map<String, Object> millis() {
        double[] sorted = Arrays.copyOf(seconds, size);
        Arrays.sort(sorted);
        Map<String, Object> facts = new LinkedHashMap<>();
        facts.put("count", size);
        facts.put("p50", percentile(sorted, 50));
        facts.put("p99", percentile(sorted, 99));
        facts.put("mean", 1e3 * Arrays.stream(sorted).average().orElse(Double.NaN));
        return facts;
    }

    private static double percentile(double[] sorted, int percent) {
        int rank = (int) Math.ceil(percent / 100.0 * sorted.length);
        return 1e3 * sorted[Math.max(0, rank - 1)];
    }
}
