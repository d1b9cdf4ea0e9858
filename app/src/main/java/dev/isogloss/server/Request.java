package dev.isogloss.server;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;
import tools.jackson.databind.JsonNode;

/**
 * What somebody asks of a route.
 *
 * @param path values of the route's names
 * @param query values after the question mark
 * @param mediaType of the body; empty where none was named
 */
record Request(Map<String, String> path, Map<String, String> query, String mediaType, Body body) {
    /** The bytes of a body, read when they are needed. */
    @FunctionalInterface
    interface Body {
        byte[] read() throws IOException;
    }

    Request {
        path = Map.copyOf(path);
        query = Map.copyOf(new TreeMap<>(query));
    }

    String path(String name) {
        return String.valueOf(path.get(name));
    }

    /** Whether the body is one JSON value, and not lines of them. */
    boolean isOneValue() {
        return isJson(mediaType.split(";", -1)[0].strip());
    }

    /** A body of lines of JSON. */
    String text() throws IOException {
        String plain = mediaType.split(";", -1)[0].strip().toLowerCase(Locale.ROOT);
        if (!plain.equals("application/x-ndjson") && !plain.equals("application/jsonl") && !isJson(plain)) {
            throw new Problem(
                    415,
                    "the body must be lines of JSON with Content-Type: application/x-ndjson (got: "
                            + (plain.isEmpty() ? "none" : plain) + ")");
        }
        try {
            return StandardCharsets.UTF_8
                    .newDecoder()
                    .decode(ByteBuffer.wrap(body.read()))
                    .toString();
        } catch (CharacterCodingException e) {
            throw Problem.badValue("the body is not UTF-8");
        }
    }

    private static boolean isJson(String plain) {
        return plain.equalsIgnoreCase("application/json");
    }

    /** The fields of a JSON object. */
    Fields fields() throws IOException {
        String plain = mediaType.split(";", -1)[0].strip();
        if (!isJson(plain)) {
            throw new Problem(
                    415,
                    "the body must be JSON with Content-Type: application/json (got: "
                            + (plain.isEmpty() ? "none" : plain) + ")");
        }
        JsonNode value = Json.read(body.read());
        if (!value.isObject()) {
            throw Problem.badValue("the body must be a JSON object, for example {\"query\": \"...\"}");
        }
        return new Fields(value);
    }
}
