package dev.isogloss.server;

import java.util.Map;

/** A request that is not answered as it was meant to be; sent as {@code application/problem+json} (RFC 9457). */
final class Problem extends RuntimeException {
    private static final long serialVersionUID = 1L;

    private static final Map<Integer, String> TITLES = Map.ofEntries(
            Map.entry(400, "Bad Request"),
            Map.entry(401, "Unauthorized"),
            Map.entry(403, "Forbidden"),
            Map.entry(404, "Not Found"),
            Map.entry(405, "Method Not Allowed"),
            Map.entry(408, "Request Timeout"),
            Map.entry(409, "Conflict"),
            Map.entry(413, "Content Too Large"),
            Map.entry(415, "Unsupported Media Type"),
            Map.entry(429, "Too Many Requests"),
            Map.entry(500, "Internal Server Error"),
            Map.entry(503, "Service Unavailable"));

    private final int status;
    private final transient Map<String, String> headers;

    Problem(int status, String detail) {
        this(status, detail, Map.of());
    }

    Problem(int status, String detail, Map<String, String> headers) {
        super(detail, null, false, false);
        this.status = status;
        this.headers = Map.copyOf(headers);
    }

    /** A value that cannot be worked with; the detail says what would work. */
    static Problem badValue(String detail) {
        return new Problem(400, detail);
    }

    static Problem notFound(String detail) {
        return new Problem(404, detail);
    }

    /** The body {@code {type, title, status, detail, error}} with its status and headers; clients of OpenAI show {@code error.message}. */
    Reply reply() {
        String title = TITLES.getOrDefault(status, "Error");
        String detail = String.valueOf(getMessage());
        return Reply.json(
                        status,
                        Json.object(
                                "type",
                                "about:blank",
                                "title",
                                title,
                                "status",
                                status,
                                "detail",
                                detail,
                                "error",
                                Json.object("message", detail, "type", title)))
                .as("application/problem+json")
                .with(headers);
    }
}
