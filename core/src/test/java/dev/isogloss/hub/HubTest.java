package dev.isogloss.hub;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.isogloss.io.BadInputException;
import dev.isogloss.io.Checksums;
import dev.isogloss.io.Progress;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.ZoneOffset;
import java.time.ZonedDateTime;
import java.time.format.DateTimeFormatter;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.TreeMap;
import java.util.concurrent.Callable;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class HubTest {
    private static final Retries QUICK = new Retries(3, Duration.ofMillis(5), Duration.ofSeconds(3));

    @TempDir
    private Path folder = Path.of("");

    private final LocalHub server = new LocalHub();
    private final Map<String, byte[]> files = TinyRepository.model();
    private final String commit = server.model("org/tiny").commit("main", files);
    private final HubId id = HubId.of(HubId.Kind.MODEL, "org/tiny");

    @AfterEach
    void stop() {
        server.close();
    }

    @Test
    void aModelLiesInTheCacheAsPythonWouldPutIt() throws IOException {
        Pulled pulled = hub().pullModel(id, Progress.SILENT);
        Path model = folder.resolve("hub/models--org--tiny");
        assertThat(pulled.folder()).isEqualTo(model.resolve("snapshots").resolve(commit));
        assertThat(Files.readString(model.resolve("refs/main"))).isEqualTo(commit);
        assertThat(pulled.files())
                .containsExactlyInAnyOrder(
                        "config.json",
                        "tokenizer.json",
                        "vocab.txt",
                        "README.md",
                        "LICENSE",
                        "modules.json",
                        "1_Pooling/config.json",
                        "2_Dense/config.json",
                        "2_Dense/model.safetensors",
                        "model.safetensors");
        for (String path : pulled.files()) {
            byte[] bytes = bytes(path);
            Path shown = pulled.folder().resolve(path);
            assertThat(Files.readAllBytes(shown)).as(path).isEqualTo(bytes);
            String hash = bytes.length >= 200 ? Checksums.sha256(bytes) : HubRepository.gitHash(bytes);
            String up = path.contains("/") ? "../../../" : "../../";
            assertThat(Files.readSymbolicLink(shown)).hasToString(up + "blobs/" + hash);
        }
        try (Stream<Path> blobs = Files.list(model.resolve("blobs"))) {
            assertThat(blobs).hasSize(pulled.files().size());
        }
    }

    @Test
    void whatIsLeftOutIsSaidWithTheReason() throws IOException {
        Pulled pulled = hub().pullModel(id, Progress.SILENT);
        assertThat(pulled.leftOut().keySet())
                .containsExactlyInAnyOrder(
                        ".gitattributes",
                        "2_Dense/pytorch_model.bin",
                        "pytorch_model.bin",
                        "onnx/model.onnx",
                        "onnx/config.json",
                        "modeling_own.py",
                        "model.fp16.safetensors");
        assertThat(pulled.leftOut().get("pytorch_model.bin")).contains("pickle");
        assertThat(pulled.leftOut().get("modeling_own.py")).contains("program");
        assertThat(server.requests().toString()).doesNotContain("pytorch_model", ".onnx", ".py");
    }

    @Test
    void whatIsThereIsNotDownloadedAgain() throws IOException {
        Pulled first = hub().pullModel(id, Progress.SILENT);
        int transfers = server.transfers("").size();
        assertThat(first.downloaded()).isEqualTo(first.bytes());
        assertThat(hub().pullModel(id, Progress.SILENT).downloaded()).isZero();
        int requests = server.requests().size();
        assertThat(hub().model(id, Progress.SILENT)).isEqualTo(first.folder());
        assertThat(server.requests()).hasSize(requests);
        Map<String, byte[]> changed = new HashMap<>(files);
        changed.put("README.md", TinyRepository.text("# Another card"));
        String next = server.model("org/tiny").commit("main", changed);
        assertThat(hub().model(id, Progress.SILENT)).as("the cache decides").isEqualTo(first.folder());
        Pulled second = hub().pullModel(id, Progress.SILENT);
        assertThat(second.commit()).isEqualTo(next);
        assertThat(server.transfers("")).hasSize(transfers + 1);
        assertThat(hub().cachedModel(id)).contains(second.folder());
        assertThat(hub().cachedModel(HubId.of(HubId.Kind.MODEL, "org/tiny@" + commit)))
                .contains(first.folder());
    }

    @Test
    void theTokenNeverGoesToTheStorageServer() throws IOException {
        server.model("org/tiny").gateBehind("hf_secret");
        Hub hub = hub(Map.of("HF_TOKEN", "hf_secret"));
        assertThat(hub.pullModel(id, Progress.SILENT).downloaded()).isPositive();
        assertThat(server.requests()).anyMatch(request -> request.server().equals("storage"));
        assertThat(server.requests())
                .allSatisfy(request -> assertThat(request.authorization())
                        .isEqualTo(request.server().equals("hub") ? "Bearer hf_secret" : "null"));
        assertThat(hub.toString()).doesNotContain("hf_secret");
    }

    @Test
    void theTokenMayBeInItsFile() throws IOException {
        server.model("org/tiny").hideBehind("hf_filed");
        Files.createDirectories(folder.resolve("home"));
        Files.writeString(folder.resolve("home/token"), "hf_filed\n");
        Hub hub = hub(Map.of("HF_HOME", folder.resolve("home").toString()));
        assertThat(hub.pullModel(id, Progress.SILENT).downloaded()).isPositive();
        Hub without = hub(Map.of("HF_HOME", folder.resolve("home").toString(), "HF_HUB_DISABLE_IMPLICIT_TOKEN", "1"));
        assertThatThrownBy(() -> without.pullModel(id, Progress.SILENT))
                .isInstanceOf(BadInputException.class)
                .hasMessageContaining("private")
                .hasMessageContaining("HF_TOKEN");
    }

    @Test
    void aCutTransferGoesOnWhereItWas() throws IOException {
        server.trouble("name=model.safetensors", new HubFault.Cut(100_000), 3);
        Pulled pulled = hub().pullModel(id, Progress.SILENT);
        assertThat(Files.readAllBytes(pulled.folder().resolve("model.safetensors")))
                .isEqualTo(bytes("model.safetensors"));
        assertThat(server.transfers("name=model.safetensors").stream()
                        .map(LocalHub.Request::range)
                        .toList())
                .containsExactly("null", "bytes=100000-", "bytes=200000-", "bytes=300000-");
    }

    @Test
    void aServerWithoutRangesIsReadFromTheStart() throws IOException {
        server.trouble("name=model.safetensors", new HubFault.Cut(100_000), 1);
        server.trouble("name=model.safetensors", new HubFault.NoRanges(), 1);
        Pulled pulled = hub().pullModel(id, Progress.SILENT);
        assertThat(Files.readAllBytes(pulled.folder().resolve("model.safetensors")))
                .isEqualTo(bytes("model.safetensors"));
    }

    @Test
    void whatAnEarlierRunLeftIsUsedAndChecked() throws IOException {
        byte[] weights = bytes("model.safetensors");
        Path part = folder.resolve("hub/models--org--tiny/blobs/" + Checksums.sha256(weights) + ".incomplete");
        Files.createDirectories(part.getParent());
        Files.write(part, java.util.Arrays.copyOf(weights, 250_000));
        Pulled pulled = hub().pullModel(id, Progress.SILENT);
        assertThat(server.transfers("name=model.safetensors")).hasSize(1);
        assertThat(server.transfers("name=model.safetensors").getFirst().range())
                .isEqualTo("bytes=250000-");
        assertThat(pulled.downloaded()).isEqualTo(pulled.bytes() - 250_000);
        Files.delete(folder.resolve("hub/models--org--tiny/blobs/" + Checksums.sha256(weights)));
        byte[] wrong = TinyRepository.bytes(250_000, 99);
        Files.write(part, wrong);
        Pulled again = hub().pullModel(id, Progress.SILENT);
        assertThat(Files.readAllBytes(again.folder().resolve("model.safetensors")))
                .isEqualTo(weights);
        assertThat(part).doesNotExist();
    }

    @Test
    void wrongBytesNeverGetAName() throws IOException {
        server.trouble("name=model.safetensors", new HubFault.Damage(), 2);
        assertThatThrownBy(() -> hub().pullModel(id, Progress.SILENT))
                .isInstanceOf(IOException.class)
                .hasMessageContaining("model.safetensors")
                .hasMessageContaining("damaged");
        assertThat(hub().cachedModel(id)).isEmpty();
        assertThat(folder.resolve("hub/models--org--tiny/refs/main")).doesNotExist();
        server.trouble("name=model.safetensors", new HubFault.Damage(), 1);
        server.trouble("/config.json", new HubFault.Damage(), 1);
        Pulled pulled = hub().pullModel(id, Progress.SILENT);
        assertThat(Files.readAllBytes(pulled.folder().resolve("model.safetensors")))
                .isEqualTo(bytes("model.safetensors"));
    }

    @Test
    void aBusyServerIsAskedAgainWhenItSays() throws IOException {
        server.trouble("/revision/", new HubFault.Status(429, Map.of("Retry-After", "1")), 1);
        server.trouble("/tree/", new HubFault.Status(503, Map.of()), 2);
        server.trouble("name=model.safetensors", new HubFault.Status(500, Map.of()), 1);
        server.trouble("vocab.txt", new HubFault.Status(429, Map.of("RateLimit", "\"resolvers\";r=0;t=1")), 1);
        long begin = System.nanoTime();
        assertThat(hub().pullModel(id, Progress.SILENT).downloaded()).isPositive();
        assertThat(Duration.ofNanos(System.nanoTime() - begin))
                .isBetween(Duration.ofSeconds(2), Duration.ofSeconds(20));
        String tomorrow = DateTimeFormatter.RFC_1123_DATE_TIME.format(
                ZonedDateTime.now(ZoneOffset.UTC).plusDays(1));
        server.trouble("/revision/", new HubFault.Status(429, Map.of("Retry-After", tomorrow)), 1);
        assertThatThrownBy(() -> hub().pullModel(id, Progress.SILENT))
                .isInstanceOf(IOException.class)
                .hasMessageContaining("429")
                .hasMessageContaining("later");
        server.trouble("/revision/", new HubFault.Status(502, Map.of()), 99);
        assertThatThrownBy(() -> hub().pullModel(id, Progress.SILENT))
                .isInstanceOf(IOException.class)
                .hasMessageContaining("502");
    }

    @Test
    void aServerThatHangsIsGivenUpAndAskedAgain() throws IOException {
        server.trouble("name=model.safetensors", new HubFault.Slow(100_000, 60_000), 1);
        long begin = System.nanoTime();
        Pulled pulled = hub(Map.of("HF_HUB_DOWNLOAD_TIMEOUT", "1")).pullModel(id, Progress.SILENT);
        assertThat(Files.readAllBytes(pulled.folder().resolve("model.safetensors")))
                .isEqualTo(bytes("model.safetensors"));
        assertThat(Duration.ofNanos(System.nanoTime() - begin)).isLessThan(Duration.ofSeconds(20));
        assertThat(server.transfers("name=model.safetensors").getLast().range()).isEqualTo("bytes=100000-");
    }

    @Test
    void slowIsNotStuck() throws IOException {
        server.trouble("name=model.safetensors", new HubFault.Slow(50_000, 300), 1);
        Pulled pulled = hub(Map.of("HF_HUB_DOWNLOAD_TIMEOUT", "1")).pullModel(id, Progress.SILENT);
        assertThat(server.transfers("name=model.safetensors")).hasSize(1);
        assertThat(pulled.folder().resolve("model.safetensors")).exists();
    }

    @Test
    void refusalsSayWhatWouldHelp() {
        server.model("org/gated").commit("main", files);
        server.model("org/gated").gateBehind("hf_right");
        server.model("org/private").commit("main", files);
        server.model("org/private").hideBehind("hf_right");
        server.model("org/pickled").commit("main", Map.of("pytorch_model.bin", TinyRepository.bytes(900, 1)));
        refused(Map.of(), "org/none", "has no model org/none", "HF_TOKEN");
        refused(Map.of(), "org/private", "private", "HF_TOKEN");
        refused(Map.of("HF_TOKEN", "hf_other"), "org/private", "your token may not read it");
        refused(Map.of("HF_TOKEN", "broken"), "org/tiny", "does not accept the token");
        refused(Map.of(), "org/tiny@v9", "org/tiny has no revision v9", "/org/tiny/commits/main");
        refused(Map.of(), "org/tiny@" + "0".repeat(40), "has no revision");
        refused(Map.of(), "org/gated", "Accept its terms at " + server.endpoint() + "/org/gated", "HF_TOKEN");
        refused(Map.of("HF_TOKEN", "hf_other"), "org/gated", "with the account of your token");
        refused(Map.of(), "org/pickled", "pickled weights (pytorch_model.bin)", "refs/pr/1");
        refused(Map.of("HF_HUB_OFFLINE", "1"), "org/tiny", "HF_HUB_OFFLINE forbids");
        refused(Map.of("HF_HUB_CACHE", fileInTheWay()), "org/tiny", "is a file");
        assertThat(server.transfers("pytorch_model")).isEmpty();
    }

    @Test
    void whereNobodyAnswersIsSaid() {
        server.close();
        assertThatThrownBy(() -> hub().pullModel(id, Progress.SILENT))
                .isInstanceOf(HubUnreachableException.class)
                .hasMessageContaining("cannot be reached")
                .hasMessageContaining("HF_HUB_OFFLINE=1");
        LocalHub other = new LocalHub();
        try (other) {
            other.trouble("/revision/", new HubFault.Status(302, Map.of("Location", "file:///etc/passwd")), 9);
            assertThatThrownBy(
                            () -> hub(Map.of("HF_ENDPOINT", other.endpoint())).pullModel(id, Progress.SILENT))
                    .isInstanceOf(IOException.class)
                    .hasMessageContaining("not as safe");
        }
    }

    @Test
    void proxiesOfTheEnvironmentAreUsed() throws IOException {
        Map<String, String> proxied = Map.of(
                "HF_ENDPOINT",
                "http://hub.invalid",
                "HTTP_PROXY",
                server.endpoint(),
                "NO_PROXY",
                "example.org, .localhost");
        assertThat(hub(proxied).pullModel(id, Progress.SILENT).downloaded()).isPositive();
        Map<String, String> exempt = new HashMap<>(proxied);
        exempt.put("no_proxy", "invalid");
        assertThatThrownBy(() -> hub(exempt).pullModel(id, Progress.SILENT))
                .isInstanceOf(IOException.class)
                .hasMessageContaining("hub.invalid cannot be reached");
        assertThatThrownBy(() -> hub(Map.of("https_proxy", "::")))
                .isInstanceOf(BadInputException.class)
                .hasMessageContaining("HTTPS_PROXY must be an address");
    }

    @Test
    void aRevisionWithSlashesIsAsked() throws IOException {
        server.model("org/tiny").commit("refs/pr/1", files);
        Pulled pulled = hub().pullModel(HubId.of(HubId.Kind.MODEL, "org/tiny@refs/pr/1"), Progress.SILENT);
        assertThat(folder.resolve("hub/models--org--tiny/refs/refs/pr/1")).hasContent(pulled.commit());
    }

    @Test
    void aDiskThatIsTooSmallIsSaidBeforeTheFirstByte() {
        server.model("org/tiny").announce("model.safetensors", 1L << 60);
        assertThatThrownBy(() -> hub().pullModel(id, Progress.SILENT))
                .isInstanceOf(BadInputException.class)
                .hasMessageContaining("free there");
        assertThat(server.transfers("name=model")).isEmpty();
    }

    @Test
    void bytesBeyondTheAnnouncedSizeAreRefused() {
        server.model("org/tiny").announce("model.safetensors", 1_000);
        assertThatThrownBy(() -> hub().pullModel(id, Progress.SILENT))
                .isInstanceOf(IOException.class)
                .hasMessageContaining("more bytes came");
    }

    @Test
    void nothingIsEverWrittenOutsideTheSnapshot() {
        for (String path :
                List.of("../evil.json", "a/../../evil.json", "/evil.json", "a\\..\\evil.json", "a//b.json")) {
            Map<String, byte[]> bad = new TreeMap<>(files);
            bad.put(path, TinyRepository.text("{}"));
            server.model("org/bad").commit("main", bad);
            assertThatThrownBy(() -> hub().pullModel(HubId.of(HubId.Kind.MODEL, "org/bad"), Progress.SILENT))
                    .as(path)
                    .isInstanceOf(IOException.class)
                    .hasMessageContaining("relative path");
        }
        assertThat(folder.resolve("hub")).doesNotExist();
    }

    @Test
    void aCacheThatHoldsAPartIsCompleted() throws IOException {
        Pulled pulled = hub().pullModel(id, Progress.SILENT);
        Hub offline = hub(Map.of("HF_HUB_OFFLINE", "1"));
        assertThat(offline.model(id, Progress.SILENT)).isEqualTo(pulled.folder());
        assertThat(offline.pullModel(id, Progress.SILENT).files()).isEqualTo(pulled.files());
        for (String lost : List.of("model.safetensors", "2_Dense/model.safetensors", "tokenizer.json", "config.json")) {
            Files.delete(pulled.folder().resolve(lost).toRealPath());
            assertThatThrownBy(() -> offline.model(id, Progress.SILENT))
                    .isInstanceOf(BadInputException.class)
                    .hasMessageContaining("only a part")
                    .hasMessageContaining(lost);
            assertThat(hub().cachedModel(id)).isEmpty();
            assertThat(hub().model(id, Progress.SILENT)).isEqualTo(pulled.folder());
            assertThat(offline.cachedModel(id)).isPresent();
        }
    }

    @Test
    void aNetworkWithoutItsModulesIsNotTakenForTheModel() throws IOException {
        Pulled pulled = hub().pullModel(id, Progress.SILENT);
        // What is there after a tool that reads the network only, not how its vectors are pooled.
        Files.delete(pulled.folder().resolve("modules.json"));
        Files.delete(pulled.folder().resolve("1_Pooling/config.json"));
        assertThat(hub().cachedModel(id)).isEmpty();
        assertThat(hub().model(id, Progress.SILENT)).isEqualTo(pulled.folder());
        assertThat(pulled.folder().resolve("modules.json")).isRegularFile();
        assertThat(pulled.folder().resolve("1_Pooling/config.json")).isRegularFile();
        Files.delete(pulled.folder().resolve("1_Pooling/config.json"));
        assertThatThrownBy(() -> hub(Map.of("HF_HUB_OFFLINE", "1")).model(id, Progress.SILENT))
                .isInstanceOf(BadInputException.class)
                .hasMessageContaining("1_Pooling/config.json");
    }

    @Test
    void aModelThatHasNoModulesIsAskedForThemOnce() throws IOException {
        Map<String, byte[]> plain = new TreeMap<>(files);
        plain.keySet().removeIf(path -> path.equals("modules.json") || path.contains("/"));
        server.model("org/plain").commit("main", plain);
        HubId own = HubId.of(HubId.Kind.MODEL, "org/plain");
        Pulled pulled = hub().pullModel(own, Progress.SILENT);
        Path marked = folder.resolve("hub/models--org--plain/.no_exist")
                .resolve(pulled.commit())
                .resolve("modules.json");
        assertThat(marked).isEmptyFile();
        int requests = server.requests().size();
        assertThat(hub().model(own, Progress.SILENT)).isEqualTo(pulled.folder());
        assertThat(server.requests()).hasSize(requests);
        // Another tool left no mark: the hub is asked, and where it cannot be, what is here is taken.
        Files.delete(marked);
        assertThat(hub().model(own, Progress.SILENT)).isEqualTo(pulled.folder());
        assertThat(server.requests().size()).isGreaterThan(requests);
        assertThat(marked).isEmptyFile();
        Files.delete(marked);
        assertThat(hub(Map.of("HF_HUB_OFFLINE", "1")).model(own, Progress.SILENT))
                .isEqualTo(pulled.folder());
        server.close();
        assertThat(hub().model(own, Progress.SILENT)).isEqualTo(pulled.folder());
    }

    @Test
    void shardsBelongTogether() throws IOException {
        Map<String, byte[]> sharded = new TreeMap<>(files);
        sharded.remove("model.safetensors");
        sharded.put("model-00001-of-00002.safetensors", TinyRepository.bytes(1_000, 11));
        sharded.put("model-00002-of-00002.safetensors", TinyRepository.bytes(1_000, 12));
        sharded.put(
                "model.safetensors.index.json",
                TinyRepository.text("{\"weight_map\":{\"a\":\"model-00001-of-00002.safetensors\","
                        + "\"b\":\"model-00002-of-00002.safetensors\"}}"));
        server.model("org/sharded").commit("main", sharded);
        HubId shards = HubId.of(HubId.Kind.MODEL, "org/sharded");
        Path snapshot = hub().model(shards, Progress.SILENT);
        Files.delete(snapshot.resolve("model-00002-of-00002.safetensors").toRealPath());
        assertThat(hub().cachedModel(shards)).isEmpty();
    }

    @Test
    void manyAtOnceDownloadEachFileOnce() throws Exception {
        server.trouble("name=model.safetensors", new HubFault.Slow(100_000, 100), 1);
        Callable<Pulled> pull = () -> hub().pullModel(id, Progress.SILENT);
        try (var threads = Executors.newVirtualThreadPerTaskExecutor()) {
            for (Future<Pulled> pulled : threads.invokeAll(List.of(pull, pull, pull))) {
                assertThat(Files.readAllBytes(pulled.get().folder().resolve("model.safetensors")))
                        .isEqualTo(bytes("model.safetensors"));
            }
        }
        assertThat(server.transfers("name=model.safetensors")).hasSize(1);
        assertThat(server.transfers("/vocab.txt")).hasSize(1);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "one",
                "a/b/c",
                "../x",
                "./x",
                "a/-b",
                "-a/b",
                "a/b@",
                "a/b@../x",
                "a/b@-x",
                "a/b--c",
                "a/b.git",
                "a/b c"
            })
    void whatIsNoIdIsRefused(String text) {
        assertThatThrownBy(() -> HubId.of(HubId.Kind.MODEL, text))
                .isInstanceOf(BadInputException.class)
                .hasMessageContaining("got: ");
    }

    @Test
    void idsAreRead() {
        assertThat(HubId.of(HubId.Kind.MODEL, "org/name@refs/pr/1"))
                .isEqualTo(new HubId(HubId.Kind.MODEL, "org/name", "refs/pr/1"));
        assertThat(HubId.of(HubId.Kind.DATASET, "hub:BAAI/bge-m3").revision()).isEqualTo("main");
        assertThat(List.of("org/name", "org/n_a.m-e@v1.0", "hub:a/b")).allMatch(HubId::isId);
        assertThat(List.of("models", "models/e5/model", "./a", "/a/b", "C:\\a")).noneMatch(HubId::isId);
    }

    private byte[] bytes(String path) {
        return Objects.requireNonNull(files.get(path), path);
    }

    private void refused(Map<String, String> environment, String model, String... parts) {
        assertThatThrownBy(() -> hub(environment).model(HubId.of(HubId.Kind.MODEL, model), Progress.SILENT))
                .as(model + environment)
                .isInstanceOf(BadInputException.class)
                .hasMessageContainingAll(parts);
    }

    private String fileInTheWay() {
        try {
            return Files.writeString(folder.resolve("file"), "x").toString();
        } catch (IOException e) {
            throw new java.io.UncheckedIOException(e);
        }
    }

    private Hub hub() {
        return hub(Map.of());
    }

    private Hub hub(Map<String, String> environment) {
        Map<String, String> all = new HashMap<>(Map.of(
                "HF_ENDPOINT",
                server.endpoint(),
                "HF_HUB_CACHE",
                folder.resolve("hub").toString(),
                "HF_HOME",
                folder.resolve("none").toString()));
        all.putAll(environment);
        return new Hub(HubSettings.of(all).withRetries(QUICK));
    }
}
