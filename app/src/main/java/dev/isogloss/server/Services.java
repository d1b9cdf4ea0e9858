package dev.isogloss.server;

import dev.isogloss.encoder.TransformerEmbedder;
import dev.isogloss.index.LiveIndex;
import dev.isogloss.io.BadInputException;
import dev.isogloss.io.Progress;
import dev.isogloss.job.EncoderChoice;
import dev.isogloss.job.OpenIndex;
import dev.isogloss.job.OpenReranker;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Collections;
import java.util.Deque;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.BooleanSupplier;
import java.util.stream.Stream;

/** Everything a server answers from, open: an index with its model, or a model alone. Closes it all. */
public final class Services implements AutoCloseable {
    private final SortedMap<String, OpenIndex> indexes = new TreeMap<>();
    private final Deque<AutoCloseable> open = new ArrayDeque<>();
    private Optional<BatchedEmbedder> embedder = Optional.empty();
    private Optional<SharedScorer> reranker = Optional.empty();
    private Optional<ServedTopics> topics = Optional.empty();
    private String modelName = "";

    private final Choice choice;

    private Services(Choice choice) {
        this.choice = choice;
    }

    /**
     * What to open.
     *
     * @param folder an index folder, a run folder with one, or a model folder
     * @param encoder how to encode; an empty model means what the index was built with
     * @param rerank a cross-encoder folder
     * @param mostWaiting texts that may wait for a model, at least 1
     * @param mostSearches searches that may be at work or wait, at least 1
     */
    public record Choice(
            Path folder, EncoderChoice encoder, Optional<String> rerank, int mostWaiting, int mostSearches) {
        /** As many searches as are usual. */
        public static final int USUAL_SEARCHES = 256;

        public Choice(Path folder, EncoderChoice encoder, Optional<String> rerank, int mostWaiting) {
            this(folder, encoder, rerank, mostWaiting, USUAL_SEARCHES);
        }

        public Choice {
            if (mostSearches < 1) {
                throw new BadInputException("--max-searches must be at least 1 (got: " + mostSearches + ")");
            }
            if (mostWaiting < 1) {
                throw new BadInputException("--max-waiting must be at least 1 (got: " + mostWaiting + ")");
            }
        }

        /** What an index is called in addresses: its folder's name. */
        String name() {
            return String.valueOf(folder.toAbsolutePath().normalize().getFileName());
        }
    }

    /**
     * Opens all of it.
     *
     * @throws BadInputException when the folder is none of these, or its model is not here
     */
    public static Services open(Choice choice, Progress progress) throws IOException {
        return open(choice, Optional.empty(), progress);
    }

    /** The same folder as it is now. */
    Services openAgain() throws IOException {
        return open(choice, topics, Progress.SILENT);
    }

    /**
     * Leaves the writing to others, who have then all that was written; what is written here from then on goes to them.
     *
     * @param exchange what is done while nobody writes
     */
    void handOver(Services next, Runnable exchange) throws IOException {
        Optional<OpenIndex> own = indexes.values().stream().findFirst(); // a server has one index, or none
        Optional<OpenIndex> other = next.indexes.values().stream().findFirst();
        if (own.isPresent() && other.isPresent()) {
            own.get().live().handOver(other.get().live(), exchange);
        } else {
            exchange.run();
        }
    }

    private static Services open(Choice choice, Optional<ServedTopics> before, Progress progress) throws IOException {
        Services services = new Services(choice);
        try {
            if (Files.isRegularFile(choice.folder.resolve("config.json"))) {
                TransformerEmbedder model = services.keep(
                        choice.encoder.withModel(choice.folder.toString()).open());
                services.embedder = Optional.of(services.keep(new BatchedEmbedder(model, choice.mostWaiting)));
                services.modelName = choice.name();
            } else {
                OpenIndex index = OpenIndex.open(
                        choice.folder,
                        choice.encoder,
                        model -> {
                            BatchedEmbedder batched = new BatchedEmbedder(model, choice.mostWaiting);
                            services.embedder = Optional.of(batched);
                            return batched;
                        },
                        progress);
                services.keep(index);
                services.embedder.ifPresent(services::keep);
                services.indexes.put(choice.name(), index);
                String model = String.valueOf(index.manifest().model());
                services.modelName = Files.exists(Path.of(model)) ? choice.name() : model;
            }
            services.reranker = choice.rerank.map(folder ->
                    new SharedScorer(services.keep(OpenReranker.model(folder, choice.encoder)), choice.mostWaiting));
            services.topics =
                    Optional.of(ServedTopics.open(new ServedIndexes(services.indexes), services.embedder, before));
            return services;
        } catch (IOException | RuntimeException e) {
            services.close();
            throw e;
        }
    }

    private <T extends AutoCloseable> T keep(T part) {
        open.push(part);
        return part;
    }

    /** The indexes by their names. */
    public SortedMap<String, OpenIndex> indexes() {
        return Collections.unmodifiableSortedMap(indexes);
    }

    List<Route> routes(BooleanSupplier ready, Statistics statistics, AdminRoutes.Reload reload) {
        List<Route> routes = new ArrayList<>();
        routes.add(Route.get("/health", Access.OPEN, request -> health(ready)));
        routes.add(Route.get("/health/ready", Access.OPEN, request -> health(ready)));
        routes.add(Route.get("/health/live", Access.OPEN, request -> Reply.json(Json.object("status", "live"))));
        routes.add(Route.get("/v1/server", Access.ADMIN, request -> server(statistics)));
        routes.add(Route.get(
                "/metrics", Access.ADMIN, request -> statistics.metrics().reply()));
        routes.add(Route.get("/openapi.json", Access.OPEN, request -> openApi()));
        routes.addAll(embedder.map(batched -> new EmbeddingRoutes(batched, modelName).routes())
                .orElseGet(EmbeddingRoutes::absent));
        routes.addAll(new RerankRoutes(reranker).routes());
        Turnstile turnstile = new Turnstile(choice.mostSearches);
        measure(statistics.metrics(), turnstile);
        ServedIndexes served = new ServedIndexes(indexes);
        routes.addAll(new SearchRoutes(served, modelName, reranker).routes(turnstile));
        routes.addAll(new RecommendRoutes(served).routes(turnstile));
        measure(statistics.metrics(), statistics.writes());
        routes.addAll(new DocumentRoutes(served, statistics.writes()).routes());
        routes.addAll(new AdminRoutes(reload).routes());
        routes.addAll(new MapRoutes(served, embedder).routes(turnstile));
        topics.ifPresent(all -> {
            routes.addAll(new TopicRoutes(all).routes());
            routes.addAll(new FilterRoutes(all).routes());
        });
        return routes;
    }

    private void measure(Metrics metrics, Turnstile turnstile) {
        metrics.gauge("isogloss.searches", "searches at work or waiting", turnstile, Turnstile::inside);
        embedder.ifPresent(batched -> {
            metrics.gauge("isogloss.texts.waiting", "texts that wait for the model", batched, BatchedEmbedder::waiting);
            metrics.counter("isogloss.texts", "texts that the model encoded", batched, BatchedEmbedder::texts);
            metrics.counter("isogloss.batches", "times that the model was asked", batched, BatchedEmbedder::batches);
        });
    }

    private void measure(Metrics metrics, DocumentRoutes.Writes writes) {
        metrics.counter("isogloss.documents.taken", "documents put or deleted", writes.taken(), AtomicLong::get);
        metrics.counter(
                "isogloss.documents.refused", "lines of writes that were not taken", writes.refused(), AtomicLong::get);
        metrics.gauge(
                "isogloss.documents.live",
                "documents put since the index was built",
                indexes,
                all -> live(all).mapToInt(live -> live.now().putPassages()).sum());
        metrics.gauge(
                "isogloss.log.bytes",
                "length of the log of changes",
                indexes,
                all -> live(all).mapToLong(LiveIndex::logBytes).sum());
    }

    private static Stream<LiveIndex> live(SortedMap<String, OpenIndex> indexes) {
        return indexes.values().stream().map(OpenIndex::live);
    }

    private static Reply health(BooleanSupplier ready) {
        if (!ready.getAsBoolean()) {
            throw new Problem(503, "the server is stopping");
        }
        return Reply.json(Json.object("status", "ready"));
    }

    private static Reply openApi() throws IOException {
        try (InputStream document = Services.class.getResourceAsStream("openapi.json")) {
            if (document == null) {
                throw new IllegalStateException("openapi.json is missing in the program");
            }
            return new Reply(200, "application/json", document.readAllBytes(), Map.of());
        }
    }

    private Reply server(Statistics statistics) {
        Map<String, Object> model = embedder.map(batched -> Json.object(
                        "waiting", batched.waiting(), "batches", batched.batches(), "texts", batched.texts()))
                .orElse(Json.object());
        return Reply.json(Json.object(
                "seconds",
                statistics.running().toMillis() / 1000.0,
                "requests",
                statistics.report(),
                "encoder",
                model));
    }

    @Override
    public void close() throws IOException {
        while (!open.isEmpty()) {
            try {
                open.pop().close();
            } catch (IOException | RuntimeException e) {
                throw e;
            } catch (Exception e) {
                throw new IOException("cannot close what was served", e);
            }
        }
    }
}
