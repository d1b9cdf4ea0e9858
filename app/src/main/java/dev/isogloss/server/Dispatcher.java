package dev.isogloss.server;

import java.io.IOException;
import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.TreeSet;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Finds the route of a request, checks its key, and turns whatever goes wrong into a problem; no stack trace leaves. */
final class Dispatcher {
    private static final Logger LOG = LoggerFactory.getLogger(Dispatcher.class);

    private final List<Route> routes;
    private final ApiKeys keys;

    Dispatcher(List<Route> routes, ApiKeys keys) {
        this.routes = List.copyOf(routes);
        this.keys = keys;
    }

    /**
     * A request as it came in.
     *
     * @param rawPath percent-encoded, without the query
     * @param rawQuery percent-encoded; empty where there is none
     * @param authorization the header; empty where there is none
     */
    record Raw(
            String method,
            String rawPath,
            String rawQuery,
            String authorization,
            String mediaType,
            Request.Body body) {}

    /**
     * The reply, and for the log who asked for what.
     *
     * @param route its path with names; empty where there is no such route
     * @param key the name of the key; empty where none was needed
     */
    record Outcome(Reply reply, String route, String key) {}

    Outcome dispatch(Raw raw) {
        String route = "";
        String key = "";
        try {
            Matched matched = match(raw);
            route = matched.route.path();
            key = keys.admit(raw.authorization, matched.route.access());
            Request request = new Request(matched.values, query(raw.rawQuery), raw.mediaType, raw.body);
            return new Outcome(matched.route.handler().answer(request), route, key);
        } catch (Problem problem) {
            return new Outcome(problem.reply(), route, key);
        } catch (IOException | RuntimeException e) {
            LOG.error("{} {} failed", raw.method, raw.rawPath, e);
            String detail = "the server could not answer; its log says why";
            return new Outcome(new Problem(500, detail).reply(), route, key);
        }
    }

    private record Matched(Route route, Map<String, String> values) {}

    private Matched match(Raw raw) {
        List<String> segments = new ArrayList<>();
        for (String segment : Route.segments(raw.rawPath)) {
            segments.add(decoded(segment.replace("+", "%2B")));
        }
        String method = raw.method.equals("HEAD") ? "GET" : raw.method;
        TreeSet<String> allowed = new TreeSet<>();
        for (Route route : routes) {
            Optional<Map<String, String>> values = route.match(segments);
            if (values.isPresent() && route.method().equals(method)) {
                return new Matched(route, values.get());
            }
            values.ifPresent(fits -> allowed.add(route.method()));
        }
        if (allowed.isEmpty()) {
            throw Problem.notFound("there is nothing at " + Fields.shown(raw.rawPath) + "; see "
                    + String.join(
                            ", ", routes.stream().map(Route::path).distinct().toList()));
        }
        if (allowed.contains("GET")) {
            allowed.add("HEAD");
        }
        String methods = String.join(", ", allowed);
        throw new Problem(
                405,
                Fields.shown(raw.rawPath) + " answers " + methods + " (got: " + Fields.shown(raw.method) + ")",
                Map.of("Allow", methods));
    }

    private static Map<String, String> query(String raw) {
        Map<String, String> values = new TreeMap<>();
        for (String pair : raw.isEmpty() ? List.<String>of() : List.of(raw.split("&"))) {
            int equals = pair.indexOf('=');
            String name = decoded(equals < 0 ? pair : pair.substring(0, equals));
            if (values.put(name, equals < 0 ? "" : decoded(pair.substring(equals + 1))) != null) {
                throw Problem.badValue("the parameter " + Fields.shown(name) + " is there twice; give it once");
            }
        }
        return values;
    }

    private static String decoded(String text) {
        try {
            String decoded = URLDecoder.decode(text, StandardCharsets.UTF_8);
            if (decoded.indexOf('\uFFFD') >= 0
                    && !text.toUpperCase(java.util.Locale.ROOT).contains("%EF%BF%BD")) {
                throw Problem.badValue("the address is not UTF-8: " + Fields.shown(text));
            }
            return decoded;
        } catch (IllegalArgumentException e) {
            throw Problem.badValue("the address has a percent sign that is no encoding (a percent sign itself is %25): "
                    + Fields.shown(text));
        }
    }
}
