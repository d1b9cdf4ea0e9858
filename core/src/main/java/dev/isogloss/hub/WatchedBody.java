package dev.isogloss.hub;

import java.io.FilterInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.net.http.HttpTimeoutException;
import java.time.Duration;

/** A response body that gives up when no byte has come for too long: the JDK's client watches the headers only. */
final class WatchedBody extends FilterInputStream {
    private final Duration patience;
    private final Thread watcher;
    private volatile long lastByte = System.nanoTime();
    private volatile boolean stalled;

    WatchedBody(InputStream body, Duration patience) {
        super(body);
        this.patience = patience;
        this.watcher = Thread.ofVirtual().start(this::watch);
    }

    private void watch() {
        try {
            long left = patience.toNanos();
            while (left > 0) {
                Thread.sleep(Duration.ofNanos(left));
                left = patience.toNanos() - (System.nanoTime() - lastByte);
            }
            stalled = true;
            in.close();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt(); // the body was closed
        } catch (IOException e) {
            stalled = true;
        }
    }

    @Override
    public int read() throws IOException {
        byte[] one = new byte[1];
        return read(one, 0, 1) < 0 ? -1 : one[0] & 0xff;
    }

    @Override
    public int read(byte[] bytes, int offset, int length) throws IOException {
        try {
            int read = in.read(bytes, offset, length);
            if (stalled) {
                throw stall(null);
            }
            lastByte = System.nanoTime();
            return read;
        } catch (HttpTimeoutException e) {
            throw e;
        } catch (IOException e) {
            throw stalled ? stall(e) : e;
        }
    }

    private IOException stall(@org.jspecify.annotations.Nullable IOException cause) {
        HttpTimeoutException timeout =
                new HttpTimeoutException("no byte came for " + patience.toSeconds() + " seconds");
        if (cause != null) {
            timeout.initCause(cause);
        }
        return timeout;
    }

    @Override
    public void close() throws IOException {
        watcher.interrupt();
        super.close();
    }
}
