package dev.isogloss.cli;

import static org.assertj.core.api.Assertions.assertThat;

import dev.isogloss.experiment.SampleExperiment;
import java.io.BufferedReader;
import java.io.IOException;
import java.net.ServerSocket;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** {@code isogloss serve} as a process, on a lexical index of the repository's sample. */
class ServeCommandTest {
    @TempDir
    private static Path folder = Path.of("");

    private static String index = "";

    @BeforeAll
    static void anIndex() {
        index = folder.resolve("words").toString();
        Said.of(
                        "index",
                        "--corpus",
                        SampleExperiment.COLLECTION.resolve("corpus.jsonl").toString(),
                        "--out",
                        index)
                .succeeded();
    }

    @Test
    void itPrintsItsAddressLogsRequestsAndEndsOnTheSignal() throws IOException, InterruptedException {
        Said key = Said.of("serve", "--new-key", "read", "--key-name", "ada", "--json", "-");
        Path keys = Files.writeString(
                folder.resolve("keys.txt"),
                "# who may ask\n\n" + key.json().get("line").stringValue() + "\n");
        Process process = ChildProcess.command(
                        "serve", index, "--port", "0", "--keys", keys.toString(), "--access-log", "--quiet")
                .redirectError(folder.resolve("log").toFile())
                .start();
        try (BufferedReader out = process.inputReader(StandardCharsets.UTF_8)) {
            String line = String.valueOf(out.readLine());
            assertThat(line).matches("listening on http://127\\.0\\.0\\.1:\\d+");
            String address = line.substring("listening on ".length());
            String secret = key.json().get("key").stringValue();
            assertThat(get(address + "/v1/words/search?q=nyuki", "nobody").statusCode())
                    .isEqualTo(401);
            HttpResponse<String> answer = get(address + "/v1/words/search?q=nyuki", secret);
            assertThat(answer.statusCode()).as(answer.body()).isEqualTo(200);
            JsonNode json = JsonMapper.shared().readTree(answer.body());
            assertThat(json.get("mode").stringValue()).isEqualTo("lexical");
            process.toHandle().destroy(); // SIGTERM
            assertThat(process.waitFor(20, TimeUnit.SECONDS)).isTrue();
        } finally {
            process.destroyForcibly();
        }
        assertThat(process.exitValue()).as("a process that SIGTERM ended").isEqualTo(128 + 15);
        String[] log = Files.readAllLines(folder.resolve("log")).stream()
                .filter(line -> line.startsWith("{")) // the Java machine has its own to say there
                .toArray(String[]::new);
        assertThat(log).as(String.join("|", log)).hasSize(2);
        JsonNode refused = JsonMapper.shared().readTree(log[0]);
        assertThat(refused.get("status").intValue()).isEqualTo(401);
        assertThat(refused.has("key")).isFalse();
        JsonNode served = JsonMapper.shared().readTree(log[1]);
        assertThat(served.get("key").stringValue()).isEqualTo("ada");
        assertThat(served.get("method").stringValue()).isEqualTo("GET");
        assertThat(served.get("path").stringValue()).isEqualTo("/v1/words/search");
        assertThat(served.get("status").intValue()).isEqualTo(200);
        assertThat(served.get("ms").doubleValue()).isPositive();
        assertThat(log[1]).doesNotContain("nyuki", key.json().get("key").stringValue());
    }

    @Test
    void theSampleIsServedAsItIsWhereItWasBuilt() throws IOException {
        Path run = folder.resolve("ready");
        Said.of(
                        "index",
                        "--corpus",
                        SampleExperiment.COLLECTION.resolve("corpus.jsonl").toString(),
                        "--out",
                        run.resolve("index").toString())
                .succeeded();
        Process process = ChildProcess.command("serve", "--sample", run.toString(), "--port", "0", "--quiet")
                .redirectError(folder.resolve("ready.log").toFile())
                .start();
        try (BufferedReader out = process.inputReader(StandardCharsets.UTF_8)) {
            assertThat(String.valueOf(out.readLine())).startsWith("listening on http://127.0.0.1:");
        } finally {
            process.destroyForcibly();
        }
        Said.of("serve", "--sample", folder.resolve("nowhere").toString())
                .refused("experiments/sample.yaml, which is not here", "a checkout");
    }

    @Test
    void whatCannotWorkIsRefusedBeforeAnythingIsOpened() throws IOException {
        Said.of("serve", index, "--host", "0.0.0.0").refused("--host 0.0.0.0", "needs --keys FILE", "127.0.0.1");
        Said.of("serve", index, "--host", "no.such.host.invalid").refused("no.such.host.invalid", "127.0.0.1");
        Said.of("serve", index, "--port", "70000").refused("--port must be 0 .. 65535", "70000");
        Said.of("serve").refused("give the FOLDER to serve");
        Said.of("serve", folder.toString()).refused("neither an index folder nor a run folder", "isogloss index");
        Said.of("serve", index, "--keys", folder.resolve("none").toString()).refused("no file of keys", "--new-key");
        Path broken = Files.writeString(folder.resolve("broken.txt"), "read 1234 ada\n");
        Said.of("serve", index, "--keys", broken.toString()).refused("line 1", "ROLE SHA256HEX NAME");
        Path role = Files.writeString(folder.resolve("role.txt"), "root " + "0".repeat(64) + " ada\n");
        Said.of("serve", index, "--keys", role.toString()).refused("line 1", "read, write or admin (got: root)");
        Said.of("serve", "--new-key", "root").refused("read, write or admin (got: root)");
        try (ServerSocket taken = new ServerSocket(0, 1, java.net.InetAddress.getLoopbackAddress())) {
            Said.of("serve", index, "--port", Integer.toString(taken.getLocalPort()))
                    .refused("cannot listen on 127.0.0.1:" + taken.getLocalPort(), "choose another --port");
        }
    }

    private static HttpResponse<String> get(String address, String key) throws IOException, InterruptedException {
        try (HttpClient client = HttpClient.newHttpClient()) {
            return client.send(
                    HttpRequest.newBuilder(URI.create(address))
                            .header("Authorization", "Bearer " + key)
                            .build(),
                    HttpResponse.BodyHandlers.ofString());
        }
    }
}
