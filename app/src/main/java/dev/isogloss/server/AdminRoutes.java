package dev.isogloss.server;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/** What only whoever runs the server asks of it. */
final class AdminRoutes {
    private final Reload reload;

    AdminRoutes(Reload reload) {
        this.reload = reload;
    }

    /** Opens everything anew. */
    @FunctionalInterface
    interface Reload {
        /** What new requests are answered from now on. */
        Services run() throws IOException;
    }

    List<Route> routes() {
        return List.of(Route.post("/v1/admin/reload", Access.ADMIN, request -> reload()));
    }

    private Reply reload() throws IOException {
        long start = System.nanoTime();
        List<Map<String, Object>> indexes = new ArrayList<>();
        reload.run()
                .indexes()
                .forEach((name, index) -> indexes.add(
                        Json.object("name", name, "passages", index.moment().passages())));
        return Reply.json(Json.object("took-ms", (System.nanoTime() - start) / 10_000 / 100.0, "indexes", indexes));
    }
}
