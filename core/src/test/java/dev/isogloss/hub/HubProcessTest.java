package dev.isogloss.hub;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import dev.isogloss.io.Checksums;
import dev.isogloss.io.Progress;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** What happens between processes: one that dies, and others that want the same file. */
class HubProcessTest {
    @TempDir
    private Path folder = Path.of("");

    private final LocalHub server = new LocalHub();
    private final Map<String, byte[]> files = TinyRepository.model();
    private final HubId id = HubId.of(HubId.Kind.MODEL, "org/tiny");

    @AfterEach
    void stop() {
        server.close();
    }

    @Test
    @Timeout(60)
    void aKilledDownloadGoesOnWhereItWas() throws IOException, InterruptedException {
        server.model("org/tiny").commit("main", files);
        server.trouble("name=model.safetensors", new HubFault.Slow(20_000, 100), 1);
        byte[] weights = Objects.requireNonNull(files.get("model.safetensors"));
        Path part = folder.resolve("hub/models--org--tiny/blobs/" + Checksums.sha256(weights) + ".incomplete");
        Process process = start();
        while (!Files.exists(part) || Files.size(part) < 60_000) {
            assertThat(process.isAlive()).isTrue();
            Thread.sleep(5);
        }
        assertThat(process.destroyForcibly().waitFor()).isEqualTo(128 + 9);
        long had = Files.size(part);
        assertThat(had).isLessThan(weights.length);
        assertThat(folder.resolve("hub/models--org--tiny/refs/main")).doesNotExist();
        assertThat(hub().cachedModel(id)).isEmpty();
        Pulled pulled = hub().pullModel(id, Progress.SILENT);
        assertThat(Files.readAllBytes(pulled.folder().resolve("model.safetensors")))
                .isEqualTo(weights);
        assertThat(server.transfers("name=model.safetensors").getLast().range()).isEqualTo("bytes=" + had + "-");
        assertThat(hub().pullModel(id, Progress.SILENT).downloaded()).isZero();
    }

    @Test
    @Timeout(60)
    void twoProcessesDownloadEachFileOnce() throws IOException, InterruptedException {
        server.model("org/tiny").commit("main", files);
        server.trouble("name=model.safetensors", new HubFault.Slow(50_000, 200), 1);
        List<Process> both = List.of(start(), start());
        for (Process process : both) {
            String said = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
            assertThat(process.waitFor()).as(said).isZero();
        }
        assertThat(server.transfers("name=model.safetensors")).hasSize(1);
        assertThat(hub().cachedModel(id)).isPresent();
    }

    /** The command flock of util-linux takes the lock that Python's filelock takes. */
    @Test
    @Timeout(60)
    void theLockIsTheOneThatOtherToolsTake() throws IOException, InterruptedException {
        assumeTrue(
                Files.isExecutable(Path.of("/usr/bin/flock")),
                "no /usr/bin/flock here: the foreign lock is not tested");
        Path lock = folder.resolve("locks/x.lock");
        AtomicBoolean waited = new AtomicBoolean();
        DownloadLock.acquire(lock, () -> waited.set(true)).close();
        assertThat(waited).isFalse();
        try (DownloadLock mine = DownloadLock.acquire(lock, () -> waited.set(true))) {
            assertThat(mine).isNotNull();
            assertThat(run("/usr/bin/flock", "--nonblock", lock.toString(), "true"))
                    .isEqualTo(1);
        }
        assertThat(run("/usr/bin/flock", "--nonblock", lock.toString(), "true")).isZero();
        Process other =
                new ProcessBuilder("/usr/bin/flock", lock.toString(), "sh", "-c", "echo held; exec sleep 1").start();
        assertThat(other.getInputStream().read()).isEqualTo('h');
        DownloadLock.acquire(lock, () -> waited.set(true)).close();
        assertThat(waited).isTrue();
        assertThat(other.waitFor(10, TimeUnit.SECONDS)).isTrue();
    }

    private static int run(String... command) throws IOException, InterruptedException {
        return new ProcessBuilder(command).start().waitFor();
    }

    private Process start() throws IOException {
        ProcessBuilder builder = new ProcessBuilder(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-Xmx64m",
                "-XX:+UseSerialGC",
                "--enable-native-access=ALL-UNNAMED",
                "-cp",
                System.getProperty("java.class.path"),
                KilledPull.class.getName(),
                id.toString());
        builder.environment().put("HF_ENDPOINT", server.endpoint());
        builder.environment().put("HF_HUB_CACHE", folder.resolve("hub").toString());
        builder.environment().remove("HF_HUB_OFFLINE");
        return builder.redirectErrorStream(true).start();
    }

    private Hub hub() {
        return new Hub(HubSettings.of(Map.of(
                "HF_ENDPOINT",
                server.endpoint(),
                "HF_HUB_CACHE",
                folder.resolve("hub").toString())));
    }
}
