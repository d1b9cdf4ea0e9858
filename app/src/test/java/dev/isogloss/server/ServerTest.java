package dev.isogloss.server;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import dev.isogloss.cli.ServedSample;
import dev.isogloss.embed.Embedder;
import dev.isogloss.embed.Role;
import dev.isogloss.encoder.TransformerEmbedder;
import dev.isogloss.io.Progress;
import dev.isogloss.job.EncoderChoice;
import dev.isogloss.job.Isogloss;
import dev.isogloss.job.OpenReranker;
import dev.isogloss.rerank.CrossEncoder;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.net.Socket;
import java.net.URLEncoder;
import java.net.http.HttpRequest;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Base64;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.RepeatedTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.JsonNodeFactory;

/** The real server on loopback, on an index of the repository's sample. */
class ServerTest {
    private static final String QUERY = "why do tides rise twice a day";

    @TempDir
    private static Path folder = Path.of("");

    private static ServedSample sample;
    private static Services services;
    private static IsoglossServer server;
    private static Caller caller;

    @BeforeAll
    static void start() throws IOException {
        sample = ServedSample.make(folder);
        services = Services.open(
                new Services.Choice(
                        sample.run(), encoder(), Optional.of(sample.reranker().toString()), 64),
                Progress.SILENT);
        server = IsoglossServer.start(settings(ApiKeys.NONE), services);
        caller = new Caller(server.address());
    }

    @AfterAll
    static void stop() throws IOException {
        server.close();
        services.close();
    }

    static EncoderChoice encoder() {
        return new EncoderChoice("", "fp32", "cpu", OptionalInt.empty(), OptionalInt.empty(), "warn");
    }

    static ServerSettings settings(ApiKeys keys) {
        return new ServerSettings("127.0.0.1", 0, 1 << 20, keys, Optional.empty(), Duration.ofSeconds(5));
    }

    @Test
    void itIsHealthyAndListsItsIndex() {
        for (String path : List.of("/health", "/health/live", "/health/ready")) {
            assertThat(caller.get(path).ok().json().get("status").stringValue()).isIn("ready", "live");
        }
        JsonNode index = caller.get("/v1/indexes").ok().json().get("indexes").get(0);
        assertThat(index.get("name").stringValue()).isEqualTo("sample");
        assertThat(index.get("passages").intValue()).isEqualTo(18 * 22);
        assertThat(index.get("languages").size()).isEqualTo(18);
        assertThat(index.get("modes").toString()).isEqualTo("[\"hybrid\",\"dense\",\"lexical\"]");
    }

    @ParameterizedTest
    @ValueSource(strings = {"hybrid", "dense", "lexical"})
    void aSearchAnswersWhatTheCommandPrints(String mode) {
        JsonNode printed = JsonMapper.shared()
                .readTree(ServedSample.searched(
                        sample.run().resolve("index"), "--precision", "fp32", "--mode", mode, "--k", "7", QUERY));
        JsonNode posted = caller.post(
                        "/v1/sample/search", "{\"query\": \"" + QUERY + "\", \"k\": 7, \"mode\": \"" + mode + "\"}")
                .ok()
                .json();
        JsonNode got = caller.get("/v1/sample/search?k=7&mode=" + mode + "&q=" + encoded(QUERY))
                .ok()
                .json();
        assertThat(got.get("hits")).isEqualTo(posted.get("hits"));
        assertThat(posted.get("query").stringValue()).isEqualTo(QUERY);
        assertThat(posted.has("language")).as("what it may be in is not sure").isFalse();
        assertThat(posted.get("mode").stringValue()).isEqualTo(mode);
        assertThat(posted.get("took-ms").doubleValue()).isPositive();
        assertThat(posted.get("hits").size()).isEqualTo(printed.size()).isPositive();
        for (int i = 0; i < printed.size(); i++) {
            JsonNode hit = posted.get("hits").get(i);
            for (String field : List.of("id", "language", "title", "text")) {
                assertThat(hit.get(field)).as(field).isEqualTo(printed.get(i).get(field));
            }
            assertThat(hit.get("score").floatValue())
                    .isEqualTo(printed.get(i).get("score").floatValue());
            List<String> retrievers = new ArrayList<>(hit.get("scores").propertyNames());
            assertThat(retrievers)
                    .isNotEmpty()
                    .isSubsetOf(
                            switch (mode) {
                                case "hybrid" -> List.of("bm25", "dense");
                                case "dense" -> List.of("dense");
                                default -> List.of("bm25");
                            });
            if (!mode.equals("hybrid")) {
                assertThat(hit.get("scores").get(retrievers.getFirst())).isEqualTo(hit.get("score"));
            }
        }
    }

    @Test
    void threeLinesOfJavaFindTheSame() throws IOException {
        List<String> found = new ArrayList<>();
        try (Isogloss isogloss = Isogloss.open(sample.run(), encoder())) {
            isogloss.search(QUERY).forEach(hit -> found.add(hit.id() + " " + hit.score()));
        }
        List<String> served = new ArrayList<>();
        caller.get("/v1/sample/search?q=" + encoded(QUERY))
                .ok()
                .json()
                .get("hits")
                .forEach(hit -> served.add(
                        hit.get("id").stringValue() + " " + hit.get("score").floatValue()));
        assertThat(found).hasSize(10).isEqualTo(served);
    }

    @Test
    void chosenLanguagesAreThoseOfTheWholeRankingWithoutTheOthers() {
        List<String> all = new ArrayList<>();
        caller.get("/v1/sample/search?mode=dense&k=396&q=" + encoded(QUERY))
                .ok()
                .json()
                .get("hits")
                .forEach(hit -> all.add(hit.get("id").stringValue()));
        assertThat(all).hasSize(396);
        List<String> some = new ArrayList<>();
        caller.get("/v1/sample/search?mode=dense&k=30&languages=sw,DE&q=" + encoded(QUERY))
                .ok()
                .json()
                .get("hits")
                .forEach(hit -> some.add(hit.get("id").stringValue()));
        assertThat(some)
                .containsExactlyElementsOf(all.stream()
                        .filter(id -> id.startsWith("sw:") || id.startsWith("de:"))
                        .limit(30)
                        .toList());
    }

    @Test
    void theLanguageBalanceIsThatOfTheCommand() {
        JsonNode printed = JsonMapper.shared()
                .readTree(ServedSample.searched(
                        sample.run().resolve("index"),
                        "--precision",
                        "fp32",
                        "--mode",
                        "dense",
                        "--language-balance",
                        "0.6",
                        QUERY));
        JsonNode hits = caller.post(
                        "/v1/sample/search",
                        "{\"query\": \"" + QUERY + "\", \"mode\": \"dense\", \"language-balance\": 0.6}")
                .ok()
                .json()
                .get("hits");
        for (int i = 0; i < printed.size(); i++) {
            assertThat(hits.get(i).get("id")).isEqualTo(printed.get(i).get("id"));
            assertThat(hits.get(i).get("score").doubleValue())
                    .isCloseTo(printed.get(i).get("score").doubleValue(), within(1e-6));
        }
    }

    @Test
    void everyHitIsFoundByItsId() {
        JsonNode hits =
                caller.get("/v1/sample/search?k=396&mode=dense&q=x").ok().json().get("hits");
        for (JsonNode hit : hits) {
            JsonNode passage = caller.get(
                            "/v1/sample/documents/" + encoded(hit.get("id").stringValue()))
                    .ok()
                    .json();
            for (String field : List.of("id", "language", "title", "text")) {
                assertThat(passage.get(field)).isEqualTo(hit.get(field));
            }
        }
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "{}                                          | query is missing",
                "{\"query\": 7}                              | query must be a text (got: 7)",
                "{\"query\": \" \"}                          | the text is blank",
                "{\"query\": \"a\", \"k\": 0}                | k must be a whole number 1 .. 1000 (got: 0)",
                "{\"query\": \"a\", \"k\": 2.5}              | k must be a whole number 1 .. 1000 (got: 2.5)",
                "{\"query\": \"a\", \"k\": 99999999999}      | k must be a whole number",
                "{\"query\": \"a\", \"kk\": 3}               | there is no field kk here; the fields are query, k",
                "{\"query\": \"a\", \"mode\": \"fuzzy\"}     | mode must be one of [hybrid, dense, lexical]",
                "{\"query\": \"a\", \"languages\": [\"xx\"]} | languages must be some of [ar, bn,",
                "{\"query\": \"a\", \"languages\": [1]}      | languages[0] must be a text",
                "{\"query\": \"a\", \"language-balance\": 2} | language-balance must be a number 0 .. 1 (got: 2)",
                "{\"query\": \"a\", \"mode\": \"lexical\", \"language-balance\": 0.5} | works on vectors",
                "{\"query\": \"a\", \"query\": \"b\"}        | the body is not JSON: Duplicate",
                "{\"query\": \"\\ud800\"}                    | query is not Unicode",
                "{\"query\":                                 | the body is not JSON",
                "[1]                                         | the body must be a JSON object",
                "{\"query\": \"a\"} x                        | the body is not JSON",
            })
    void aWrongValueIsRefusedWithWhatWouldWork(String body, String part) {
        caller.post("/v1/sample/search", body).problem(400, part);
    }

    @Test
    void whatIsNotThereIsSaidToBeNotThere() {
        caller.get("/v1/other/search?q=a").problem(404, "there is no index other; there is sample");
        caller.get("/v1/sample/documents/en:none").problem(404, "the index sample has no passage en:none");
        caller.get("/v1/sample/documents/%20").problem(404, "no passage");
        caller.get("/etc/passwd").problem(404, "there is nothing at /etc/passwd", "/v1/{index}/search");
        caller.get("/v1/sample/documents/..%2f..%2findex.json").problem(404, "no passage");
        caller.get("/nothing").problem(404, "there is nothing at /nothing");
        send("DELETE", "/", "").problem(405, "/ answers POST");
    }

    @Test
    void aBrowserGetsThePageAndKeepsIt() {
        Caller.Came page = caller.get("/").ok();
        assertThat(page.header("content-type")).isEqualTo("text/html; charset=utf-8");
        assertThat(page.header("content-security-policy")).contains("script-src 'self'");
        assertThat(page.text()).startsWith("<!doctype html>");
        Caller.Came kept = caller.get("/", "If-None-Match", page.header("etag"));
        assertThat(kept.status()).isEqualTo(304);
        assertThat(kept.response().body()).isEmpty();
    }

    @Test
    void anotherMethodIsToldWhichOneWorks() {
        Caller.Came came = caller.send(caller.request("/v1/sample/search").DELETE());
        assertThat(came.problem(405, "answers GET, HEAD, POST").header("allow")).isEqualTo("GET, HEAD, POST");
        assertThat(caller.send(caller.request("/health").method("HEAD", HttpRequest.BodyPublishers.noBody()))
                        .ok()
                        .response()
                        .body())
                .isEmpty();
    }

    @Test
    void parametersAreCheckedLikeFields() {
        caller.get("/v1/sample/search").problem(400, "q is missing");
        caller.get("/v1/sample/search?q=a&k=many").problem(400, "k must be a whole number", "many");
        caller.get("/v1/sample/search?q=a&q=b").problem(400, "q is there twice");
        caller.get("/v1/sample/search?q=a&page=2").problem(400, "no parameter page here; the parameters are q, k");
        caller.get("/v1/sample/search?q=%C3%28").problem(400, "not UTF-8");
    }

    @Test
    void aBodyMustBeJsonOfBoundedSize() {
        caller.send(caller.request("/v1/sample/search", "Content-Type", "text/plain")
                        .POST(HttpRequest.BodyPublishers.ofString("query")))
                .problem(415, "Content-Type: application/json (got: text/plain)");
        byte[] large = new byte[(1 << 20) + 1];
        Arrays.fill(large, (byte) ' ');
        caller.post("/v1/sample/search", new String(large, StandardCharsets.UTF_8))
                .problem(413, "at most 1048576 bytes");
        caller.send(caller.request("/v1/sample/search", "Content-Type", "application/json")
                        .POST(HttpRequest.BodyPublishers.ofInputStream(() -> new java.io.ByteArrayInputStream(large))))
                .problem(413, "at most 1048576 bytes");
        String longest = "x".repeat(10_001);
        caller.post("/v1/sample/search", "{\"query\": \"" + longest + "\"}")
                .problem(400, "query must have at most 10000 characters (got: 10001)");
        caller.get("/health").ok();
    }

    private static TransformerEmbedder offline() {
        return encoder().withModel(sample.model().toString()).open();
    }

    private static List<String> texts(int count) {
        List<String> texts = new ArrayList<>();
        for (int i = 0; i < count; i++) {
            texts.add(QUERY.repeat(1 + i % 5) + " " + i);
        }
        return texts;
    }

    private static float[] floats(JsonNode list) {
        float[] floats = new float[list.size()];
        for (int i = 0; i < floats.length; i++) {
            floats[i] = list.get(i).floatValue();
        }
        return floats;
    }

    private static String body(Object... namesAndValues) {
        return new String(Json.bytes(Json.object(namesAndValues)), StandardCharsets.UTF_8);
    }

    @ParameterizedTest
    @CsvSource({"query, QUERY", "document, PASSAGE"})
    void vectorsAreThoseOfTheOfflineEncoder(String word, Role role) {
        List<String> texts = texts(7);
        try (TransformerEmbedder offline = offline()) {
            Embedder.Embedded expected = offline.embed(texts, role);
            JsonNode openAi = caller.post("/v1/embeddings", body("input", texts, "model", "sample", "input_type", word))
                    .ok()
                    .json();
            JsonNode base64 = caller.post(
                            "/v1/embeddings", body("input", texts, "encoding_format", "base64", "input_type", word))
                    .ok()
                    .json();
            JsonNode tei = caller.post("/embed", body("inputs", texts, "prompt_name", word, "truncate", true))
                    .ok()
                    .json();
            assertThat(openAi.get("usage").get("prompt_tokens").longValue()).isEqualTo(expected.tokens());
            assertThat(openAi.get("usage").get("total_tokens").longValue()).isEqualTo(expected.tokens());
            for (int i = 0; i < texts.size(); i++) {
                float[] wanted = expected.vectors()[i];
                assertThat(openAi.get("data").get(i).get("index").intValue()).isEqualTo(i);
                assertThat(floats(openAi.get("data").get(i).get("embedding"))).containsExactly(wanted, within(1e-5f));
                assertThat(floats(tei.get(i))).containsExactly(wanted, within(1e-5f));
                ByteBuffer bytes = ByteBuffer.wrap(Base64.getDecoder()
                                .decode(base64.get("data")
                                        .get(i)
                                        .get("embedding")
                                        .stringValue()))
                        .order(ByteOrder.LITTLE_ENDIAN);
                for (float component : wanted) {
                    assertThat(bytes.getFloat()).isCloseTo(component, within(1e-5f));
                }
                assertThat(bytes.hasRemaining()).isFalse();
            }
        }
    }

    @Test
    void oneTextIsAListOfOneAndAPrefixIsOfLengthOne() {
        JsonNode whole =
                caller.post("/v1/embeddings", body("input", QUERY)).ok().json();
        JsonNode part = caller.post("/v1/embeddings", body("input", List.of(QUERY), "dimensions", 4))
                .ok()
                .json();
        float[] vector = floats(whole.get("data").get(0).get("embedding"));
        float[] prefix = floats(part.get("data").get(0).get("embedding"));
        double norm = Math.sqrt(
                vector[0] * vector[0] + vector[1] * vector[1] + vector[2] * vector[2] + vector[3] * vector[3]);
        assertThat(prefix).hasSize(4);
        for (int d = 0; d < 4; d++) {
            assertThat((double) prefix[d]).isCloseTo(vector[d] / norm, within(1e-5));
        }
    }

    @Test
    void similaritiesAreTheCosinesOfTheVectorsOfOneRole() {
        List<String> texts = List.of(QUERY, "the sea", "bread needs flour");
        JsonNode vectors = caller.post("/", body("inputs", texts, "prompt_name", "query"))
                .ok()
                .json();
        JsonNode similarities = caller.post(
                        "/similarity",
                        body(
                                "inputs",
                                Map.of("source_sentence", QUERY, "sentences", texts.subList(1, 3)),
                                "parameters",
                                Map.of("prompt_name", "query")))
                .ok()
                .json();
        assertThat(similarities.size()).isEqualTo(2);
        for (int i = 1; i < 3; i++) {
            double cosine = 0;
            for (int d = 0; d < vectors.get(0).size(); d++) {
                cosine += vectors.get(0).get(d).doubleValue()
                        * vectors.get(i).get(d).doubleValue();
            }
            assertThat(similarities.get(i - 1).doubleValue()).isCloseTo(cosine, within(1e-5));
        }
        caller.post("/similarity", body("inputs", "a")).problem(400, "inputs must be an object");
        caller.post("/similarity", body("inputs", Map.of("source_sentence", "a")))
                .problem(400, "sentences is missing");
        caller.post(
                        "/similarity",
                        body("inputs", Map.of("source_sentence", QUERY.repeat(20), "sentences", List.of("a"))))
                .problem(413, "source_sentence is longer than the 64 tokens");
    }

    @Test
    void manyCallersAtOnceGetTheirOwnVectorsInFewerBatches() throws Exception {
        int callers = 32;
        int rounds = 4;
        long before = batches();
        try (TransformerEmbedder offline = offline();
                ExecutorService pool = Executors.newFixedThreadPool(callers)) {
            List<Future<Integer>> asked = new ArrayList<>();
            for (int c = 0; c < callers; c++) {
                int own = c;
                asked.add(pool.submit(() -> {
                    int right = 0;
                    for (int round = 0; round < rounds; round++) {
                        List<String> texts =
                                List.of("caller " + own + " " + QUERY.repeat(1 + own % 4), "round " + round);
                        Role role = (own + round) % 2 == 0 ? Role.QUERY : Role.PASSAGE;
                        JsonNode tei = caller.post(
                                        "/embed",
                                        body(
                                                "inputs",
                                                texts,
                                                "truncate",
                                                true,
                                                "prompt_name",
                                                role == Role.QUERY ? "query" : "document"))
                                .ok()
                                .json();
                        float[][] expected = offline.embed(texts, role).vectors();
                        for (int i = 0; i < expected.length; i++) {
                            assertThat(floats(tei.get(i))).containsExactly(expected[i], within(1e-5f));
                            right++;
                        }
                    }
                    return right;
                }));
            }
            int right = 0;
            for (Future<Integer> one : asked) {
                right += one.get();
            }
            assertThat(right).isEqualTo(callers * rounds * 2);
        }
        assertThat(batches() - before).isBetween(1L, callers * rounds - 1L);
    }

    private static long batches() {
        return caller.get("/v1/server")
                .ok()
                .json()
                .get("encoder")
                .get("batches")
                .longValue();
    }

    @Test
    void tooManyWaitingTextsAreSentAwayAndTheRestIsAnswered() throws Exception {
        AtomicInteger served = new AtomicInteger();
        AtomicInteger shed = new AtomicInteger();
        try (ExecutorService pool = Executors.newFixedThreadPool(16)) {
            List<Future<?>> asked = new ArrayList<>();
            for (int c = 0; c < 16; c++) {
                asked.add(pool.submit(() -> {
                    Caller.Came came = caller.post("/v1/embeddings", body("input", texts(60)));
                    if (came.status() == 429) {
                        assertThat(came.problem(429, "at most 64").header("retry-after"))
                                .isEqualTo("1");
                        shed.incrementAndGet();
                    } else {
                        assertThat(came.ok().json().get("data").size()).isEqualTo(60);
                        served.incrementAndGet();
                    }
                }));
            }
            for (Future<?> one : asked) {
                one.get();
            }
        }
        assertThat(served.get()).isPositive();
        assertThat(shed.get()).isPositive();
        assertThat(caller.get("/v1/server")
                        .ok()
                        .json()
                        .get("encoder")
                        .get("waiting")
                        .intValue())
                .isZero();
        assertThat(caller.post("/v1/embeddings", body("input", texts(200)))
                        .ok()
                        .json()
                        .get("data")
                        .size())
                .as("a request alone may be longer than the queue")
                .isEqualTo(200);
    }

    @Test
    void aWrongRequestForVectorsIsRefusedWithWhatWouldWork() {
        caller.post("/v1/embeddings", "{}").problem(400, "input is missing");
        caller.post("/v1/embeddings", body("input", List.of())).problem(400, "input must hold 1 .. 2048 texts");
        caller.post("/v1/embeddings", body("input", List.of(1, 2))).problem(400, "input[0] must be a text");
        caller.post("/v1/embeddings", body("input", "a", "model", "gpt")).problem(404, "model must be sample");
        caller.post("/v1/embeddings", body("input", "a", "dimensions", 17)).problem(400, "1 .. 16 (got: 17)");
        caller.post("/v1/embeddings", body("input", "a", "encoding_format", "int8"))
                .problem(400, "float or base64");
        caller.post("/v1/embeddings", body("input", "a", "input_type", "poem")).problem(400, "query or document");
        caller.post("/embed", body("inputs", QUERY.repeat(20))).problem(413, "inputs[0] is longer than the 64 tokens");
        caller.post("/embed", body("inputs", QUERY.repeat(20), "truncate", true))
                .ok();
        caller.post("/embed", body("inputs", "a", "normalize", false)).problem(400, "normalize must be true");
        caller.post("/v1/embeddings", body("input", "")).ok();
    }

    @Test
    void infoSaysWhatTheModelIs() {
        JsonNode info = caller.get("/info").ok().json();
        assertThat(info.get("model_id").stringValue()).isEqualTo("sample");
        assertThat(info.get("dimension").intValue()).isEqualTo(16);
        assertThat(info.get("max_input_length").intValue()).isEqualTo(64);
        assertThat(info.get("max_query_length").intValue()).isEqualTo(64);
        assertThat(caller.get("/v1/models")
                        .ok()
                        .json()
                        .get("data")
                        .get(0)
                        .get("id")
                        .stringValue())
                .isEqualTo("sample");
    }

    @Test
    void rerankingAgreesWithTheCrossEncoder() {
        List<String> texts = texts(9);
        JsonNode probable = caller.post("/rerank", body("query", QUERY, "texts", texts))
                .ok()
                .json();
        JsonNode raw = caller.post(
                        "/rerank", body("query", QUERY, "texts", texts, "raw_scores", true, "return_text", true))
                .ok()
                .json();
        try (CrossEncoder scorer = OpenReranker.model(sample.reranker().toString(), encoder())) {
            float[] expected = scorer.score(QUERY, texts);
            assertThat(raw.size()).isEqualTo(9);
            for (int i = 0; i < raw.size(); i++) {
                int index = raw.get(i).get("index").intValue();
                assertThat(raw.get(i).get("score").floatValue()).isCloseTo(expected[index], within(1e-5f));
                assertThat(raw.get(i).get("text").stringValue()).isEqualTo(texts.get(index));
                assertThat(probable.get(i).get("index").intValue()).isEqualTo(index);
                assertThat(probable.get(i).get("score").doubleValue())
                        .isCloseTo(CrossEncoder.probability(expected[index]), within(1e-5));
                assertThat(i == 0
                                || raw.get(i - 1).get("score").floatValue()
                                        >= raw.get(i).get("score").floatValue())
                        .isTrue();
            }
        }
        caller.post("/rerank", body("query", QUERY)).problem(400, "texts is missing");
    }

    @Test
    void keysLetInWhomTheyAreMeantFor() throws IOException {
        ApiKeys.Made reader = ApiKeys.make(Access.READ, "reader");
        ApiKeys.Made admin = ApiKeys.make(Access.ADMIN, "admin");
        Path file = Files.writeString(folder.resolve("keys"), reader.line() + "\n" + admin.line() + "\n");
        assertThat(Files.readString(file)).doesNotContain(reader.key(), admin.key());
        try (IsoglossServer guarded = IsoglossServer.start(settings(ApiKeys.read(file)), services)) {
            Caller guest = new Caller(guarded.address());
            String search = "/v1/sample/search?q=a";
            assertThat(guest.get(search)
                            .problem(401, "Authorization: Bearer KEY")
                            .header("www-authenticate"))
                    .isEqualTo("Bearer");
            guest.get(search, "Authorization", "Bearer " + reader.key() + "x").problem(401, "not one of this server's");
            guest.get(search, "Authorization", "Basic " + reader.key()).problem(401, "Bearer KEY");
            guest.post("/v1/embeddings", body("input", "a")).problem(401);
            guest.get("/health").ok();
            guest.get(search, "Authorization", "Bearer " + reader.key()).ok();
            guest.get(search, "Authorization", "bearer " + admin.key()).ok();
            guest.get("/v1/server", "Authorization", "Bearer " + reader.key())
                    .problem(403, "role admin (the key reader has the role read)");
            JsonNode report = guest.get("/v1/server", "Authorization", "Bearer " + admin.key())
                    .ok()
                    .json();
            assertThat(report.get("requests")
                            .get("/v1/{index}/search")
                            .get("statuses")
                            .toString())
                    .isEqualTo("{\"200\":2,\"401\":3}");
        }
    }

    /** A request that was taken is answered; one that comes later is told so, or finds nobody; no connection stays open unread. */
    @RepeatedTest(3)
    void stoppingAnswersWhatIsAtWork() throws Exception {
        IsoglossServer stopped = IsoglossServer.start(settings(ApiKeys.NONE), services);
        Caller guest = new Caller(stopped.address());
        AtomicInteger answered = new AtomicInteger();
        AtomicInteger refused = new AtomicInteger();
        try (ExecutorService pool = Executors.newFixedThreadPool(4)) {
            List<Future<?>> asked = new ArrayList<>();
            for (int c = 0; c < 4; c++) {
                asked.add(pool.submit(() -> {
                    for (int i = 0; i < 5000; i++) {
                        Caller.Came came;
                        try {
                            came = guest.get("/v1/sample/search?mode=lexical&q=tides" + i);
                        } catch (java.io.UncheckedIOException e) {
                            assertThat(e.getCause()).isNotInstanceOf(java.net.http.HttpTimeoutException.class);
                            return;
                        }
                        if (came.status() == 503) {
                            came.problem(503, "stopping");
                            refused.incrementAndGet();
                            return;
                        }
                        came.ok();
                        answered.incrementAndGet();
                    }
                }));
            }
            while (answered.get() < 20) {
                Thread.sleep(5);
            }
            stopped.close();
            for (Future<?> one : asked) {
                one.get();
            }
        }
        assertThat(answered.get()).isLessThan(20_000);
        assertThat(refused.get()).isBetween(0, 4);
    }

    @Test
    void aModelFolderIsServedForItsVectorsAlone() throws IOException {
        Services.Choice choice = new Services.Choice(sample.model(), encoder(), Optional.empty(), 64);
        try (Services vectors = Services.open(choice, Progress.SILENT);
                IsoglossServer other = IsoglossServer.start(settings(ApiKeys.NONE), vectors)) {
            Caller guest = new Caller(other.address());
            JsonNode own = guest.post("/v1/embeddings", body("input", QUERY, "model", "model"))
                    .ok()
                    .json();
            JsonNode same =
                    caller.post("/v1/embeddings", body("input", QUERY)).ok().json();
            assertThat(own.get("data")).isEqualTo(same.get("data"));
            assertThat(guest.get("/v1/indexes").ok().json().get("indexes").size())
                    .isZero();
            guest.post("/rerank", body("query", "a", "texts", List.of("b"))).problem(404, "--rerank");
        }
    }

    /** A page elsewhere can send without asking first, so what it sends is not carried out. */
    @Test
    void pagesOfOtherServersAreSentAway() {
        String own = server.address();
        String[] roots = {"Origin", own};
        caller.post("/v1/sample/search", body("query", QUERY), roots).ok();
        for (String other : List.of("http://elsewhere.example", "null", own + "0")) {
            caller.post("/v1/sample/search", body("query", QUERY), "Origin", other)
                    .problem(403, "another server");
        }
        caller.get("/v1/sample/search?q=tides", "Origin", "http://elsewhere.example")
                .ok();
        assertThat(caller.get("/v1/sample/search?q=tides", "Origin", "http://elsewhere.example")
                        .header("access-control-allow-origin"))
                .isEmpty();
    }

    private static final String TOPIC = "{\"query\": \"tides\", \"judged\": [{\"text\": \"sea\", \"relevant\": true},"
            + " {\"text\": \"bread\", \"relevant\": false}]}";

    private static final String WRITTEN = "en:openapi-1";

    private static final Map<String, String> EXAMPLES = Map.ofEntries(
            Map.entry("POST /v1/{index}/search", "{\"query\": \"tides\"}"),
            Map.entry("POST /v1/{index}/documents", "{\"id\": \"" + WRITTEN + "\", \"text\": \"the sea\"}"),
            Map.entry("PUT /v1/{index}/topics/{name}", TOPIC),
            Map.entry("POST /v1/{index}/filter", "{\"id\": \"a\", \"text\": \"the sea\"}"),
            Map.entry("POST /v1/{index}/recommend", "{\"liked\": \"en:en-1A\"}"),
            Map.entry("POST /v1/embeddings", "{\"input\": \"tides\"}"),
            Map.entry("POST /embed", "{\"inputs\": \"tides\"}"),
            Map.entry("POST /", "{\"inputs\": \"tides\"}"),
            Map.entry(
                    "POST /similarity", "{\"inputs\": {\"source_sentence\": \"tides\", \"sentences\": [\"the sea\"]}}"),
            Map.entry("POST /rerank", "{\"query\": \"tides\", \"texts\": [\"the sea\"]}"));

    private static final String RELOAD = "POST /v1/admin/reload";

    @Test
    void theOpenApiDocumentIsOfTheRoutesThereAreAndEachAnswersAsItSays() {
        JsonNode document = caller.get("/openapi.json").ok().json();
        List<String> documented = new ArrayList<>();
        send("PUT", "/v1/sample/topics/tides", TOPIC).ok();
        for (String path : document.get("paths").propertyNames()) {
            for (String method : document.get("paths").get(path).propertyNames()) {
                String name = method.toUpperCase(Locale.ROOT) + " " + path;
                documented.add(name);
                if (name.equals(RELOAD)) {
                    continue; // would close what other servers of this test answer from; see ReloadTest
                }
                String real = path.replace("{index}", "sample")
                        .replace("{id}", encoded(path.endsWith("/neighbours") ? "en:en-1A" : WRITTEN))
                        .replace("{name}", "tides");
                Caller.Came came = EXAMPLES.containsKey(name) || method.equals("delete")
                        ? send(method.toUpperCase(Locale.ROOT), real, EXAMPLES.getOrDefault(name, ""))
                        : caller.get(path.endsWith("/search") ? real + "?q=tides" : real);
                JsonNode schema =
                        document.at("/paths/" + path.replace("/", "~1") + "/" + method + "/responses/200/content/"
                                + came.header("content-type").replace("/", "~1") + "/schema");
                assertThat(schema.isObject()).as(name).isTrue();
                JsonNode value = came.header("content-type").startsWith("text/")
                        ? JsonNodeFactory.instance.stringNode(came.ok().text())
                        : came.ok().json();
                fits(value, schema, document, name);
            }
        }
        assertThat(documented)
                .containsExactlyInAnyOrderElementsOf(
                        services.routes(() -> true, new Statistics(), () -> services).stream()
                                .map(route -> route.method() + " " + route.path())
                                .toList());
    }

    private static Caller.Came send(String method, String path, String json) {
        return caller.send(caller.request(path, "Content-Type", "application/json")
                .method(method, HttpRequest.BodyPublishers.ofString(json)));
    }

    /** Types, required fields and those that are there, as far as the document says them. */
    private static void fits(JsonNode value, JsonNode schema, JsonNode document, String where) {
        if (schema.has("$ref")) {
            fits(value, document.at(schema.get("$ref").stringValue().substring(1)), document, where);
        } else if (schema.has("allOf")) {
            schema.get("allOf").forEach(part -> fits(value, part, document, where));
        } else if (schema.has("anyOf")) {
            JsonNode first = schema.get("anyOf").get(0); // what one document is answered
            fits(value, first, document, where);
        } else if (schema.has("type")) {
            boolean right = switch (schema.get("type").stringValue()) {
                case "object" -> value.isObject();
                case "array" -> value.isArray();
                case "string" -> value.isString();
                case "integer" -> value.isIntegralNumber();
                case "number" -> value.isNumber();
                case "boolean" -> value.isBoolean();
                default -> false;
            };
            assertThat(right).as(where + ": " + value).isTrue();
            if (value.isArray()) {
                value.forEach(element -> fits(element, schema.get("items"), document, where));
            } else if (value.isObject() && schema.has("properties")) {
                schema.path("required")
                        .forEach(name -> assertThat(value.has(name.stringValue()))
                                .as(where + " " + name)
                                .isTrue());
                for (String name : schema.get("properties").propertyNames()) {
                    if (value.has(name)) {
                        fits(value.get(name), schema.get("properties").get(name), document, where + " " + name);
                    }
                }
            }
        }
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "GET /health HTTP/1.1~Host: evil.example      | 403 | names of this machine",
                "GET /health HTTP/1.1~Host: localhost:80      | 200 | ready",
                "GET /health HTTP/1.1~Host: [::1]:80          | 200 | ready",
                "GET /health HTTP/1.1                         | 400 | not HTTP",
                "GARBAGE~                                     | 400 | not HTTP",
                "GET /v1/sample/search?q=%zz HTTP/1.1~Host: localhost | 400 | not HTTP",
                "GET /%zz HTTP/1.1~Host: localhost            | 400 | ",
                "GET /a/../../../etc/passwd HTTP/1.1~Host: localhost | 404 | nothing at",
                "POST /embed HTTP/1.1~Host: localhost~Content-Type: application/json~Content-Length: 99999999 | 413 | at most",
            })
    void whatIsNoProperRequestIsRefusedInTheSameForm(String request, int status, @Nullable String part)
            throws IOException {
        try (Socket socket = new Socket("127.0.0.1", server.port())) {
            socket.setSoTimeout(10_000);
            String bytes = request.strip().replace("~", "\r\n") + "\r\nConnection: close\r\n\r\n";
            socket.getOutputStream().write(bytes.getBytes(StandardCharsets.US_ASCII));
            String answer = answer(socket.getInputStream());
            assertThat(answer).startsWith("HTTP/1.1 " + status + " ").contains(part == null ? "" : part);
            if (status != 200) {
                assertThat(answer.toLowerCase(Locale.ROOT)).contains("content-type: application/problem+json");
                assertThat(answer).doesNotContain("Exception", "dev.isogloss", "io.helidon");
            }
        }
    }

    /** Head and body of one answer, as many bytes as it says it has. */
    private static String answer(InputStream stream) throws IOException {
        ByteArrayOutputStream head = new ByteArrayOutputStream();
        while (!head.toString(StandardCharsets.US_ASCII).endsWith("\r\n\r\n")) {
            int next = stream.read();
            assertThat(next).as("an answer that ends early: " + head).isNotNegative();
            head.write(next);
        }
        Matcher length =
                Pattern.compile("(?i)content-length: (\\d+)").matcher(head.toString(StandardCharsets.US_ASCII));
        assertThat(length.find()).as(head.toString(StandardCharsets.US_ASCII)).isTrue();
        byte[] body = stream.readNBytes(Integer.parseInt(length.group(1)));
        return head.toString(StandardCharsets.US_ASCII) + new String(body, StandardCharsets.UTF_8);
    }

    @Test
    void aConnectionIsClosedWhereThatWasAskedFor() throws IOException {
        try (Socket socket = new Socket("127.0.0.1", server.port())) {
            socket.setSoTimeout(10_000);
            socket.getOutputStream()
                    .write("GET /health HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n\r\n"
                            .getBytes(StandardCharsets.US_ASCII));
            assertThat(answer(socket.getInputStream())).startsWith("HTTP/1.1 200 ");
            assertThat(socket.getInputStream().read()).as("the end").isEqualTo(-1);
        }
    }

    private static String encoded(String text) {
        return URLEncoder.encode(text, StandardCharsets.UTF_8);
    }
}
