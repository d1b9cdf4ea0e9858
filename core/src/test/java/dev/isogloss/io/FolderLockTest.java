package dev.isogloss.io;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class FolderLockTest {
    @TempDir
    private Path folder;

    /** Holds a folder until its standard input ends. */
    static final class Holder {
        private Holder() {}

        public static void main(String[] arguments) throws IOException {
            try (FolderLock lock = FolderLock.acquire(Path.of(arguments[0]))) {
                System.out.write(lock.toString().isEmpty() ? 0 : 1);
                System.out.flush();
                while (System.in.read() >= 0) {
                    // until the parent lets go
                }
            }
        }
    }

    @Test
    void oneHolderAtATimeWithinAProcess() throws IOException {
        FolderLock lock = FolderLock.acquire(folder.resolve("run"));
        assertThatThrownBy(() -> FolderLock.acquire(folder.resolve("run/../run")))
                .isInstanceOf(BadInputException.class)
                .hasMessageContaining("process " + ProcessHandle.current().pid());
        lock.close();
        FolderLock.acquire(folder.resolve("run")).close();
    }

    @Test
    void keepsOtherProcessesOutAndIsFreeAgainWhenTheyAreKilled() throws IOException, InterruptedException {
        Process process = holder();
        assertThat(process.getInputStream().read()).isEqualTo(1);
        assertThatThrownBy(() -> FolderLock.acquire(folder))
                .isInstanceOf(BadInputException.class)
                .hasMessageContaining("process " + process.pid());
        process.destroyForcibly().waitFor();
        FolderLock mine = FolderLock.acquire(folder);
        assertThatThrownBy(() -> FolderLock.acquire(folder)).hasMessageContaining("another run");
        Process second = holder();
        assertThat(second.getInputStream().read())
                .as("my lock outlived my own second try")
                .isEqualTo(-1);
        assertThat(second.waitFor()).isNotZero();
        mine.close();
    }

    private Process holder() throws IOException {
        return new ProcessBuilder(
                        Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                        "-Xmx64m",
                        "-cp",
                        System.getProperty("java.class.path"),
                        Holder.class.getName(),
                        folder.toString())
                .redirectError(ProcessBuilder.Redirect.DISCARD)
                .start();
    }
}
