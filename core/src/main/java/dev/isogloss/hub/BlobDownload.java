package dev.isogloss.hub;

import dev.isogloss.io.DiskSpace;
import java.io.IOException;
import java.io.InputStream;
import java.io.InterruptedIOException;
import java.net.URI;
import java.net.http.HttpResponse;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.time.Duration;
import java.util.function.Consumer;

/**
 * Brings the bytes of one file into the cache: under a lock, going on where an earlier or a cut download stopped, and giving them
 * their name only when they add up to the hash that the hub announced.
 *
 * @param arrived told how many more bytes of the file are here
 */
record BlobDownload(
        HubClient client,
        HubSettings settings,
        RepositoryCache cache,
        HubId id,
        HubFile file,
        URI address,
        Counter arrived,
        Consumer<String> waiting) {
    private static final int BUFFER = 1 << 16;

    /** How often bytes may be wrong: what an earlier run left, and once more what came now. */
    private static final int MOST_DAMAGES = 2;

    /** Counts bytes of one file up to its size; what comes twice is counted once. */
    static final class Counter {
        private final java.util.function.LongConsumer more;
        private long highest;

        Counter(java.util.function.LongConsumer more) {
            this.more = more;
        }

        void reached(long position) {
            if (position > highest) {
                more.accept(position - highest);
                highest = position;
            }
        }
    }

    /** Makes sure that the blob is there, whoever downloads it. */
    void run() throws IOException {
        if (!cache.has(file)) {
            try (DownloadLock lock = DownloadLock.acquire(
                    cache.lock(file.hash()),
                    () -> waiting.accept("another process downloads " + file.path() + "; waiting for it"))) {
                assert lock != null;
                if (!cache.has(file)) {
                    download();
                }
            }
        }
        arrived.reached(file.size());
    }

    private void download() throws IOException {
        Path part = cache.incomplete(file.hash());
        Path blobs = Files.createDirectories(part.resolveSibling(""));
        assert Files.isDirectory(blobs);
        for (int damages = 0; ; ) {
            complete(part);
            BlobHash found = file.hash().ofSameKind(part);
            if (found.equals(file.hash())) {
                break;
            }
            Files.delete(part);
            if (++damages >= MOST_DAMAGES) {
                throw new IOException(file.path() + " of " + id + " arrives damaged: its checksum is " + found.hex()
                        + ", but the hub announced " + file.hash().hex()
                        + "; a proxy on the way or a broken disk may be the cause");
            }
            waiting.accept(file.path() + " was damaged, once more from the start");
        }
        Path moved = Files.move(
                part, cache.blob(file.hash()), StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
        assert Files.exists(moved);
    }

    /** Until all bytes are there; a cut transfer goes on where it was, as long as each attempt brings some. */
    private void complete(Path part) throws IOException {
        int failures = 0;
        while (true) {
            long before = Files.exists(part) ? Files.size(part) : 0;
            try {
                transfer(part, before);
                return;
            } catch (InterruptedIOException e) {
                throw e;
            } catch (CutException e) {
                long after = Files.exists(part) ? Files.size(part) : 0;
                failures = after > before ? 1 : failures + 1;
                if (failures >= settings.retries().attempts()) {
                    throw new IOException(
                            "the download of " + file.path() + " of " + id + " stopped at " + after + " of "
                                    + file.size() + " bytes (" + e.getMessage()
                                    + "); run the same again, it goes on there",
                            e);
                }
                Duration wait = settings.retries().after(failures);
                waiting.accept(file.path() + ": " + e.getMessage());
                Retries.sleep(wait);
            }
        }
    }

    private void transfer(Path part, long have) throws IOException {
        if (have == file.size() && Files.exists(part)) {
            return;
        }
        long from = have > file.size() ? 0 : have;
        HttpResponse<InputStream> response = client.get(address, id, file.path(), from, waiting);
        boolean goesOn = response.statusCode() == 206 && startsAt(response, from);
        try (InputStream body = new WatchedBody(response.body(), settings.patience());
                FileChannel out = FileChannel.open(part, StandardOpenOption.CREATE, StandardOpenOption.WRITE)) {
            if (response.statusCode() == 416 || response.statusCode() == 206 && !goesOn) {
                out.truncate(0);
                throw new CutException("the server cannot go on at byte " + from, null);
            }
            out.truncate(goesOn ? from : 0);
            out.position(goesOn ? from : 0);
            arrived.reached(out.position());
            copy(body, out);
            out.force(true);
            if (out.position() < file.size()) {
                throw new CutException("the transfer ended early", null);
            }
        }
    }

    private void copy(InputStream body, FileChannel out) throws IOException {
        byte[] buffer = new byte[BUFFER];
        while (true) {
            int read;
            try {
                read = body.read(buffer);
            } catch (InterruptedIOException e) {
                throw e;
            } catch (IOException e) {
                throw new CutException(String.valueOf(e.getMessage()), e);
            }
            if (read < 0) {
                return;
            }
            if (out.position() + read > file.size()) {
                out.truncate(0);
                throw new CutException("more bytes came than the hub announced", null);
            }
            write(out, ByteBuffer.wrap(buffer, 0, read));
            arrived.reached(out.position());
        }
    }

    private void write(FileChannel out, ByteBuffer bytes) throws IOException {
        try {
            while (bytes.hasRemaining()) {
                out.write(bytes);
            }
        } catch (IOException e) {
            throw DiskSpace.ranOut(e)
                    ? new IOException(
                            "no space is left on the disk for " + file.path() + " of " + id
                                    + "; free some and run the same again, it goes on there",
                            e)
                    : e;
        }
    }

    private static boolean startsAt(HttpResponse<?> response, long from) {
        return response.headers().firstValue("Content-Range").orElse("").startsWith("bytes " + from + "-");
    }

    /** A transfer that may go on. */
    private static final class CutException extends IOException {
        private static final long serialVersionUID = 1L;

        CutException(String message, @org.jspecify.annotations.Nullable Throwable cause) {
            super(message, cause);
        }
    }
}
