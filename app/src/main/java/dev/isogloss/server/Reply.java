package dev.isogloss.server;

import java.util.LinkedHashMap;
import java.util.Map;

/**
 * What goes back.
 *
 * @param headers besides the media type and the length
 */
record Reply(int status, String mediaType, byte[] body, Map<String, String> headers) {
    static Reply json(Object value) {
        return json(200, value);
    }

    static Reply json(int status, Object value) {
        return new Reply(status, "application/json", Json.bytes(value), Map.of());
    }

    Reply as(String otherMediaType) {
        return new Reply(status, otherMediaType, body, headers);
    }

    Reply with(Map<String, String> more) {
        Map<String, String> all = new LinkedHashMap<>(headers);
        all.putAll(more);
        return new Reply(status, mediaType, body, all);
    }
}
