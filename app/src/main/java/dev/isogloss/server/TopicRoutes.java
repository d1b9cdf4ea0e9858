package dev.isogloss.server;

import dev.isogloss.search.PrecisionRecall;
import java.io.IOException;
import java.util.List;
import java.util.Map;

/** Standing topics: made, looked at, taken away. */
final class TopicRoutes {
    private final ServedTopics served;

    TopicRoutes(ServedTopics served) {
        this.served = served;
    }

    List<Route> routes() {
        return List.of(
                Route.get("/v1/{index}/topics", Access.READ, this::list),
                new Route("PUT", "/v1/{index}/topics/{name}", Access.WRITE, this::put),
                Route.get("/v1/{index}/topics/{name}", Access.READ, request -> Reply.json(shown(topic(request)))),
                Route.get("/v1/{index}/topics/{name}/curve", Access.READ, this::curve),
                new Route("DELETE", "/v1/{index}/topics/{name}", Access.WRITE, this::delete));
    }

    private Reply list(Request request) {
        return Reply.json(Json.object(
                "topics",
                served.store(request).all().stream().map(TopicRoutes::shown).toList()));
    }

    private Reply put(Request request) throws IOException {
        String name = TopicStore.name(request);
        Topic topic = served.maker(request).of(name, request.fields());
        served.store(request).put(topic);
        return Reply.json(shown(topic));
    }

    private Topic topic(Request request) {
        String name = TopicStore.name(request);
        return served.store(request).get(name).orElseThrow(() -> missing(name));
    }

    private static Problem missing(String name) {
        return Problem.notFound("there is no topic " + name + "; make it with PUT");
    }

    private Reply delete(Request request) throws IOException {
        String name = TopicStore.name(request);
        if (!served.store(request).delete(name)) {
            throw missing(name);
        }
        return Reply.json(Json.object("deleted", name));
    }

    private static Map<String, Object> shown(Topic topic) {
        return Json.object(
                "name", topic.name(),
                "definition", topic.definition(),
                "calibrated", topic.calibrated(),
                "judged", topic.scores().length);
    }

    private Reply curve(Request request) {
        Topic topic = topic(request);
        if (!topic.calibrated()) {
            throw Problem.badValue("the topic " + topic.name()
                    + " has no judged texts, which a curve is made of; give some" + " with PUT, in the field judged");
        }
        List<Map<String, Object>> points = PrecisionRecall.points(topic.scores(), topic.relevant()).stream()
                .map(point -> Json.object(
                        "threshold", point.threshold(),
                        "probability", topic.scaling().probability(point.threshold()),
                        "precision", point.precision(),
                        "recall", point.recall()))
                .toList();
        return Reply.json(Json.object("name", topic.name(), "points", points));
    }
}
