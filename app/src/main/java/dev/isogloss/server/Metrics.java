package dev.isogloss.server;

import io.micrometer.core.instrument.FunctionCounter;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.Meter;
import io.micrometer.core.instrument.Timer;
import io.micrometer.prometheusmetrics.PrometheusConfig;
import io.micrometer.prometheusmetrics.PrometheusMeterRegistry;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;
import java.util.function.DoubleSupplier;
import java.util.function.ToDoubleFunction;

/** What the server does, as Prometheus reads it. Safe for many threads. */
final class Metrics {
    private static final String MEDIA_TYPE = "text/plain; version=0.0.4; charset=utf-8";
    private static final Duration[] BUCKETS = {
        Duration.ofMillis(5),
        Duration.ofMillis(25),
        Duration.ofMillis(100),
        Duration.ofMillis(500),
        Duration.ofMillis(2500)
    };

    private final Map<String, DoubleSupplier> sources = new ConcurrentHashMap<>();
    private final PrometheusMeterRegistry registry = new PrometheusMeterRegistry(PrometheusConfig.DEFAULT);

    /** A request that was answered; the route is its path with names, empty where there was no such route. */
    void count(String route, int status, double millis) {
        Timer.builder("isogloss.requests")
                .description("requests by route and status")
                .tags("route", route.isEmpty() ? "none" : route, "status", Integer.toString(status))
                .serviceLevelObjectives(BUCKETS)
                .register(registry)
                .record((long) (millis * 1e6), TimeUnit.NANOSECONDS);
    }

    /** A number that goes up and down; of the last one where it is named again. */
    <T> void gauge(String name, String description, T of, ToDoubleFunction<T> value) {
        if (sources.put(name, () -> value.applyAsDouble(of)) == null) {
            Meter made = Gauge.builder(name, () -> source(name))
                    .description(description)
                    .strongReference(true)
                    .register(registry);
            assert made.getId().getName().equals(name) : "registered";
        }
    }

    /** A number that only grows; of the last one where it is named again, which may begin at 0. */
    <T> void counter(String name, String description, T of, ToDoubleFunction<T> value) {
        if (sources.put(name, () -> value.applyAsDouble(of)) == null) {
            Meter made = FunctionCounter.builder(name, this, metrics -> metrics.source(name))
                    .description(description)
                    .register(registry);
            assert made.getId().getName().equals(name) : "registered";
        }
    }

    private double source(String name) {
        return sources.getOrDefault(name, () -> 0).getAsDouble();
    }

    Reply reply() {
        return new Reply(200, MEDIA_TYPE, registry.scrape().getBytes(StandardCharsets.UTF_8), Map.of());
    }
}
