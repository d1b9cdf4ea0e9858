package dev.isogloss.hub;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import dev.isogloss.io.Checksums;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

/**
 * A real HTTP server on loopback that speaks the hub's protocol and misbehaves as told: revisions, paged trees, files behind redirects, large
 * files on a second server, entity tags, ranges, errors in the hub's words. Python's huggingface_hub works with it too.
 */
public final class LocalHub implements AutoCloseable {
    private static final JsonMapper JSON = JsonMapper.shared();
    private static final Pattern API =
            Pattern.compile("/api/(models|datasets)/([^/]+/[^/]+)(?:/(revision|tree)/([^/?]+))?");
    private static final Pattern FILE = Pattern.compile("/(datasets/)?([^/]+/[^/]+)/resolve/([^/]+)/(.+)");
    private static final Pattern SMALL =
            Pattern.compile("/api/resolve-cache/(models|datasets)/([^/]+/[^/]+)/([^/]+)/(.+)");
    private static final Pattern RANGE = Pattern.compile("bytes=(\\d+)-(\\d*)");

    private final ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor();
    private final HttpServer hub;
    private final HttpServer storage;
    private final Map<String, HubRepository> repositories = new ConcurrentHashMap<>();
    private final Map<String, byte[]> large = new ConcurrentHashMap<>();
    private final List<Trouble> troubles = new CopyOnWriteArrayList<>();
    private final List<Request> requests = new CopyOnWriteArrayList<>();
    private final int pageSize;
    private final int largeFrom;

    /** What was asked. */
    public record Request(String server, String method, String path, String authorization, String range) {}

    private static final class Trouble {
        private final String path;
        private final HubFault fault;
        private int times;

        Trouble(String path, HubFault fault, int times) {
            this.path = path;
            this.fault = fault;
            this.times = times;
        }

        synchronized Optional<HubFault> take(String asked) {
            if (times > 0 && asked.contains(path)) {
                times--;
                return Optional.of(fault);
            }
            return Optional.empty();
        }
    }

    public LocalHub() {
        this(3, 200, 0);
    }

    /**
     * Starts both servers.
     *
     * @param pageSize entries of one page of a tree
     * @param largeFrom bytes from which on a file is a large one
     * @param port of the hub; 0 for any
     */
    public LocalHub(int pageSize, int largeFrom, int port) {
        this.pageSize = pageSize;
        this.largeFrom = largeFrom;
        hub = server(port, "hub", this::hub);
        storage = server(0, "storage", this::storage);
    }

    private interface Answer {
        void to(HttpExchange exchange) throws IOException;
    }

    private HttpServer server(int port, String name, Answer answer) {
        try {
            HttpServer server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), port), 64);
            server.createContext("/", exchange -> {
                requests.add(new Request(
                        name,
                        exchange.getRequestMethod(),
                        exchange.getRequestURI().toString(),
                        String.valueOf(exchange.getRequestHeaders().getFirst("Authorization")),
                        String.valueOf(exchange.getRequestHeaders().getFirst("Range"))));
                try (exchange) {
                    answer.to(exchange);
                }
            });
            server.setExecutor(threads);
            server.start();
            return server;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** The repository {@code org/name}, empty at first. */
    public HubRepository model(String name) {
        return repositories.computeIfAbsent("models/" + name, any -> new HubRepository());
    }

    /** The data set {@code org/name}, empty at first. */
    public HubRepository dataset(String name) {
        return repositories.computeIfAbsent("datasets/" + name, any -> new HubRepository());
    }

    /** Makes the next requests for paths that hold a text go wrong. */
    public void trouble(String path, HubFault fault, int times) {
        troubles.add(new Trouble(path, fault, times));
    }

    public String endpoint() {
        return "http://127.0.0.1:" + hub.getAddress().getPort();
    }

    public List<Request> requests() {
        return List.copyOf(requests);
    }

    /** Requests for bytes of files. */
    public List<Request> transfers(String path) {
        return requests.stream()
                .filter(request -> request.method.equals("GET") && request.path.contains(path))
                .filter(request -> request.server.equals("storage") || request.path.startsWith("/api/resolve-cache/"))
                .toList();
    }

    @Override
    public void close() {
        hub.stop(0);
        storage.stop(0);
        threads.shutdownNow();
    }

    private Optional<HubFault> fault(String path) {
        return troubles.stream().flatMap(trouble -> trouble.take(path).stream()).findFirst();
    }

    private void hub(HttpExchange exchange) throws IOException {
        String path = exchange.getRequestURI().getRawPath();
        Optional<HubFault> fault = fault(path).filter(HubFault.Status.class::isInstance);
        if (fault.isPresent() && fault.get() instanceof HubFault.Status status) {
            fail(exchange, status.status(), status.headers());
            return;
        }
        Matcher small = SMALL.matcher(path);
        Matcher api = API.matcher(path);
        Matcher file = FILE.matcher(path);
        if (small.matches()) {
            byte[] bytes = bytes(small.group(1), small.group(2), small.group(3), decoded(small.group(4)));
            exchange.getResponseHeaders().set("X-Repo-Commit", small.group(3));
            body(exchange, bytes, HubRepository.gitHash(bytes), path);
        } else if (api.matches()) {
            api(exchange, api);
        } else if (file.matches()) {
            String kind = file.group(1) == null ? "models" : "datasets";
            file(exchange, kind, file.group(2), decoded(file.group(3)), decoded(file.group(4)));
        } else {
            fail(exchange, 404, Map.of());
        }
    }

    private void api(HttpExchange exchange, Matcher asked) throws IOException {
        String name = asked.group(2);
        Optional<HubRepository> known = known(exchange, asked.group(1), name);
        if (known.isEmpty()) {
            return;
        }
        String revision = asked.group(4) == null ? "main" : decoded(asked.group(4));
        String commit = known.get().commitOf(revision);
        SortedMap<String, byte[]> tree = known.get().tree(commit);
        if (tree == null) {
            fail(exchange, 404, error("RevisionNotFound", "Invalid rev id: " + revision));
        } else if ("tree".equals(asked.group(3))) {
            tree(exchange, known.get(), tree);
        } else {
            ObjectNode info = JSON.createObjectNode();
            info.put("_id", "1").put("id", name).put("sha", commit).put("private", false);
            ArrayNode siblings = info.putArray("siblings");
            tree.keySet().forEach(path -> siblings.addObject().put("rfilename", path));
            json(exchange, info.toString(), Map.of());
        }
    }

    /** The repository, if the asker may know that it is there; says no otherwise, as the hub does. */
    private Optional<HubRepository> known(HttpExchange exchange, String kind, String name) throws IOException {
        String given = given(exchange);
        if (given.equals("broken")) {
            fail(exchange, 401, error("", "Invalid credentials in Authorization header"));
            return Optional.empty();
        }
        HubRepository repository = repositories.get(kind + "/" + name);
        if (repository != null && repository.isKnownTo(given)) {
            return Optional.of(repository);
        }
        if (given.isEmpty()) {
            fail(exchange, 401, error("", "Invalid username or password."));
        } else {
            fail(exchange, 404, error("RepoNotFound", "Repository not found: " + name));
        }
        return Optional.empty();
    }

    private static String given(HttpExchange exchange) {
        String header = exchange.getRequestHeaders().getFirst("Authorization");
        return header == null ? "" : header.replaceFirst("^Bearer ", "");
    }

    /** Folders and files, a page at a time, the next page in the header {@code Link}. */
    private void tree(HttpExchange exchange, HubRepository repository, SortedMap<String, byte[]> tree)
            throws IOException {
        String query = String.valueOf(exchange.getRequestURI().getQuery());
        Map<String, ObjectNode> entries = new LinkedHashMap<>();
        tree.forEach((path, bytes) -> {
            for (int slash = path.indexOf('/'); slash > 0; slash = path.indexOf('/', slash + 1)) {
                String folder = path.substring(0, slash);
                entries.computeIfAbsent(
                        folder,
                        any -> JSON.createObjectNode()
                                .put("type", "directory")
                                .put("oid", HubRepository.gitHash(folder.getBytes(StandardCharsets.UTF_8)))
                                .put("size", 0)
                                .put("path", folder));
            }
            entries.put(path, entry(path, bytes, repository.announced(path, bytes.length)));
        });
        Matcher cursor = Pattern.compile("cursor=(\\d+)").matcher(query);
        int from = cursor.find() ? Integer.parseInt(cursor.group(1)) : 0;
        List<ObjectNode> all = new ArrayList<>(entries.values());
        int to = Math.min(from + pageSize, all.size());
        ArrayNode page = JSON.createArrayNode();
        all.subList(from, to).forEach(page::add);
        String next = endpoint() + exchange.getRequestURI().getRawPath() + "?recursive=true&expand=false&cursor=" + to;
        json(exchange, page.toString(), to < all.size() ? Map.of("Link", "<" + next + ">; rel=\"next\"") : Map.of());
    }

    private ObjectNode entry(String path, byte[] bytes, long size) {
        ObjectNode entry = JSON.createObjectNode();
        entry.put("type", "file")
                .put("oid", HubRepository.gitHash(bytes))
                .put("size", size)
                .put("path", path);
        if (bytes.length >= largeFrom) {
            entry.putObject("lfs")
                    .put("oid", Checksums.sha256(bytes))
                    .put("size", size)
                    .put("pointerSize", 134);
        }
        return entry;
    }

    private void file(HttpExchange exchange, String kind, String name, String revision, String path)
            throws IOException {
        Optional<HubRepository> known = known(exchange, kind, name);
        if (known.isEmpty()) {
            return;
        }
        String commit = known.get().commitOf(revision);
        SortedMap<String, byte[]> tree = known.get().tree(commit);
        if (tree == null) {
            fail(exchange, 404, error("RevisionNotFound", "Invalid rev id: " + revision));
            return;
        }
        if (!known.get().gives(given(exchange))) {
            fail(
                    exchange,
                    given(exchange).isEmpty() ? 401 : 403,
                    error("GatedRepo", "Access to model " + name + " is restricted."));
            return;
        }
        byte[] bytes = tree.get(path);
        if (bytes == null) {
            Map<String, String> headers = new TreeMap<>(error("EntryNotFound", "Entry not found"));
            headers.put("X-Repo-Commit", commit);
            fail(exchange, 404, headers);
            return;
        }
        var headers = exchange.getResponseHeaders();
        headers.set("X-Repo-Commit", commit);
        headers.set("X-Linked-Size", String.valueOf(bytes.length));
        if (bytes.length >= largeFrom) {
            String hash = Checksums.sha256(bytes);
            large.put(hash, bytes);
            headers.set("X-Linked-Etag", "\"" + hash + "\"");
            headers.set(
                    "Location",
                    "http://localhost:" + storage.getAddress().getPort() + "/lfs/" + hash + "?name=" + path
                            + "&Signature=s");
            exchange.sendResponseHeaders(302, -1);
        } else {
            headers.set("X-Linked-Etag", "\"" + HubRepository.gitHash(bytes) + "\"");
            headers.set("Location", "/api/resolve-cache/" + kind + "/" + name + "/" + commit + "/" + path);
            exchange.sendResponseHeaders(307, -1);
        }
    }

    private byte[] bytes(String kind, String name, String commit, String path) throws IOException {
        HubRepository repository = repositories.get(kind + "/" + name);
        SortedMap<String, byte[]> tree = repository == null ? null : repository.tree(commit);
        byte[] bytes = tree == null ? null : tree.get(path);
        if (bytes == null) {
            throw new IOException("nothing at " + path);
        }
        return bytes;
    }

    /** As storage servers do, refuses whoever signs an address and shows a token besides. */
    private void storage(HttpExchange exchange) throws IOException {
        String path = exchange.getRequestURI().getPath();
        byte[] bytes = large.get(path.replaceFirst("^/lfs/", ""));
        if (bytes == null || exchange.getRequestHeaders().getFirst("Authorization") != null) {
            fail(exchange, 400, Map.of());
            return;
        }
        body(exchange, bytes, Checksums.sha256(bytes), exchange.getRequestURI().toString());
    }

    private void body(HttpExchange exchange, byte[] all, String tag, String asked) throws IOException {
        Optional<HubFault> fault = fault(asked);
        if (fault.isPresent() && fault.get() instanceof HubFault.Status status) {
            fail(exchange, status.status(), status.headers());
            return;
        }
        var headers = exchange.getResponseHeaders();
        headers.set("ETag", "\"" + tag + "\"");
        headers.set("Accept-Ranges", "bytes");
        String range = exchange.getRequestHeaders().getFirst("Range");
        Matcher wanted = RANGE.matcher(range == null ? "" : range);
        boolean partly = wanted.matches() && !(fault.isPresent() && fault.get() instanceof HubFault.NoRanges);
        int from = partly ? Integer.parseInt(wanted.group(1)) : 0;
        if (partly && from >= all.length) {
            headers.set("Content-Range", "bytes */" + all.length);
            exchange.sendResponseHeaders(416, -1);
            return;
        }
        byte[] bytes = Arrays.copyOfRange(all, from, all.length);
        if (partly) {
            headers.set("Content-Range", "bytes " + from + "-" + (all.length - 1) + "/" + all.length);
        }
        int status = partly ? 206 : 200;
        if (exchange.getRequestMethod().equals("HEAD")) {
            headers.set("Content-Length", String.valueOf(bytes.length));
            exchange.sendResponseHeaders(status, -1);
            return;
        }
        exchange.sendResponseHeaders(status, bytes.length == 0 ? -1 : bytes.length);
        HubFault.send(exchange.getResponseBody(), bytes, fault);
    }

    private static Map<String, String> error(String code, String message) {
        return code.isEmpty()
                ? Map.of("X-Error-Message", message)
                : Map.of("X-Error-Code", code, "X-Error-Message", message);
    }

    private static void fail(HttpExchange exchange, int status, Map<String, String> headers) throws IOException {
        headers.forEach(exchange.getResponseHeaders()::set);
        byte[] text = exchange.getRequestMethod().equals("HEAD")
                ? new byte[0]
                : JSON.writeValueAsBytes(Map.of("error", headers.getOrDefault("X-Error-Message", "error " + status)));
        exchange.sendResponseHeaders(status, text.length == 0 ? -1 : text.length);
        exchange.getResponseBody().write(text);
    }

    private static void json(HttpExchange exchange, String text, Map<String, String> headers) throws IOException {
        headers.forEach(exchange.getResponseHeaders()::set);
        exchange.getResponseHeaders().set("Content-Type", "application/json; charset=utf-8");
        byte[] bytes = text.getBytes(StandardCharsets.UTF_8);
        exchange.sendResponseHeaders(200, bytes.length);
        exchange.getResponseBody().write(bytes);
    }

    private static String decoded(String text) {
        return URLDecoder.decode(text.replace("+", "%2B"), StandardCharsets.UTF_8);
    }
}
