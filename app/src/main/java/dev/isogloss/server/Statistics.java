package dev.isogloss.server;

import java.time.Duration;
import java.util.SortedMap;
import java.util.TreeMap;

/** How often each route answered with which status, and how long that took. Safe for many threads. */
final class Statistics {
    private final long start = System.nanoTime();
    private final SortedMap<String, Counts> routes = new TreeMap<>();
    private final Metrics metrics = new Metrics();
    private final DocumentRoutes.Writes writes = new DocumentRoutes.Writes();

    private static final class Counts {
        private final SortedMap<Integer, Long> statuses = new TreeMap<>();
        private double millis;
    }

    /**
     * Counts one request.
     *
     * @param route its path with names; empty where there was no such route
     */
    synchronized void count(String route, int status, double millis) {
        Counts counts = routes.computeIfAbsent(route.isEmpty() ? "none" : route, absent -> new Counts());
        Long now = counts.statuses.merge(status, 1L, Long::sum);
        assert now > 0 : "counts grow";
        counts.millis += millis;
        metrics.count(route, status, millis);
    }

    /** The same for Prometheus. */
    Metrics metrics() {
        return metrics;
    }

    /** Documents that were taken and refused. */
    DocumentRoutes.Writes writes() {
        return writes;
    }

    Duration running() {
        return Duration.ofNanos(System.nanoTime() - start);
    }

    /** By route: how often each status, and milliseconds in all. */
    synchronized SortedMap<String, Object> report() {
        SortedMap<String, Object> report = new TreeMap<>();
        routes.forEach((route, counts) -> report.put(
                route,
                Json.object(
                        "statuses", new TreeMap<>(counts.statuses), "ms", Math.round(counts.millis * 100) / 100.0)));
        return report;
    }
}
