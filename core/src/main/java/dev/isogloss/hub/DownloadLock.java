package dev.isogloss.hub;

import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.channels.OverlappingFileLockException;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.time.Duration;
import java.util.Optional;

/**
 * Lets one process at a time download a file, be it ours or one of Python: the lock of huggingface_hub on the same lock file. The
 * system takes it back when the process dies; the file stays.
 */
final class DownloadLock implements AutoCloseable {
    private static final Duration BETWEEN_TRIES = Duration.ofMillis(100);

    private final Runnable release;

    private DownloadLock(Runnable release) {
        this.release = release;
    }

    /**
     * Waits for the lock.
     *
     * @param waiting told once when somebody else has it
     */
    static DownloadLock acquire(Path file, Runnable waiting) throws IOException {
        make(file);
        boolean told = false;
        while (true) {
            Optional<DownloadLock> lock = tryLock(file);
            if (lock.isPresent()) {
                return lock.get();
            }
            if (!told) {
                waiting.run();
                told = true;
            }
            Retries.sleep(BETWEEN_TRIES);
            make(file);
        }
    }

    private static void make(Path file) throws IOException {
        if (Files.exists(file)) {
            return;
        }
        Path folder = Files.createDirectories(file.resolveSibling(""));
        assert Files.isDirectory(folder);
        try {
            Path made = Files.createFile(file);
            assert Files.exists(made);
        } catch (FileAlreadyExistsException e) {
            return; // another process was faster
        }
    }

    /** Where there is no {@code flock}, Java's own lock at least keeps our processes apart. */
    private static Optional<DownloadLock> tryLock(Path file) throws IOException {
        if (!SystemLock.isThere()) {
            return ofChannel(file);
        }
        try {
            return SystemLock.tryLock(file).map(descriptor -> new DownloadLock(() -> SystemLock.close(descriptor)));
        } catch (UnsupportedOperationException e) {
            return ofChannel(file);
        }
    }

    private static Optional<DownloadLock> ofChannel(Path file) throws IOException {
        FileChannel channel = FileChannel.open(file, StandardOpenOption.WRITE);
        try {
            FileLock lock = channel.tryLock();
            if (lock != null) {
                return Optional.of(new DownloadLock(() -> close(channel)));
            }
        } catch (OverlappingFileLockException e) {
            close(channel); // a thread of this process holds it
            return Optional.empty();
        }
        close(channel);
        return Optional.empty();
    }

    private static void close(FileChannel channel) {
        try {
            channel.close();
        } catch (IOException e) {
            throw new java.io.UncheckedIOException(e);
        }
    }

    @Override
    public void close() {
        release.run();
    }
}
