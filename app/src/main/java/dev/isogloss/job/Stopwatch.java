package dev.isogloss.job;

import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.function.Supplier;

/** How long each part of an answer took. One per answer. */
final class Stopwatch {
    private final Map<String, Double> millis = new LinkedHashMap<>();

    /** What the part gives; parts of one name are added up. */
    <T> T time(String part, Supplier<T> work) {
        long start = System.nanoTime();
        T result = work.get();
        Double sum = millis.merge(part, (System.nanoTime() - start) / 1e6, Double::sum);
        assert sum >= 0 : "time goes forward";
        return result;
    }

    /** Milliseconds by part, in the order in which they first began to count. */
    Map<String, Double> millis() {
        return Collections.unmodifiableMap(millis);
    }
}
