package dev.isogloss.server;

import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.HashSet;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * A last request of the server's own, which is at work until nobody accepts connections any more.
 *
 * <p>The web server stops by closing its listening socket, waiting for requests at work and interrupting the thread that accepts. A
 * channel whose thread is interrupted while it accepts loses the connection it has just taken from the system: it stays open, and
 * nobody ever reads from it. While this request is at work the interruption waits, and then meets a thread that has ended.
 */
final class Farewell {
    private static final Logger LOG = LoggerFactory.getLogger(Farewell.class);
    private static final Duration LONGEST = Duration.ofSeconds(2);
    private static final String LISTENER = "-listener";
    private static final Object STARTING = new Object();

    private final String path = "/farewell/" + UUID.randomUUID();
    private final CountDownLatch atWork = new CountDownLatch(1);
    private final Set<Thread> listeners = new HashSet<>();

    /** Starts a server, and remembers the threads that accept its connections. */
    void starting(Runnable start) {
        synchronized (STARTING) {
            Set<Thread> others = accepting();
            start.run();
            listeners.addAll(accepting());
            listeners.removeAll(others);
        }
    }

    private static Set<Thread> accepting() {
        Set<Thread> threads = new HashSet<>(Thread.getAllStackTraces().keySet());
        threads.removeIf(thread -> !thread.getName().endsWith(LISTENER));
        return threads;
    }

    /** Whether a request is this one. */
    boolean is(String rawPath) {
        return rawPath.equals(path);
    }

    /** What the request does: it waits until the listeners have ended. */
    void await() {
        atWork.countDown();
        try {
            for (Thread listener : listeners) {
                if (!listener.join(LONGEST)) {
                    LOG.warn("{} still accepts connections", listener.getName());
                }
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    /** Stops a server while the request is at work, or at once where the server takes none any more. */
    void stopping(InetSocketAddress address, Runnable stop) {
        try (Socket socket = new Socket()) {
            socket.connect(address, (int) LONGEST.toMillis());
            socket.getOutputStream()
                    .write(("GET " + path + " HTTP/1.1\r\nHost: localhost\r\n\r\n")
                            .getBytes(StandardCharsets.US_ASCII));
            if (!atWork.await(LONGEST.toMillis(), TimeUnit.MILLISECONDS)) {
                LOG.warn("the server takes no request any more; connections that are made just now may hang");
            }
            stop.run();
        } catch (IOException e) {
            LOG.debug("nobody can connect any more", e);
            stop.run();
        } catch (InterruptedException e) {
            stop.run();
            Thread.currentThread().interrupt();
        }
    }
}
