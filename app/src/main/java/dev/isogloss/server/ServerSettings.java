package dev.isogloss.server;

import dev.isogloss.io.BadInputException;
import java.net.InetAddress;
import java.net.UnknownHostException;
import java.time.Duration;
import java.util.Optional;
import java.util.function.Consumer;

/**
 * How a server listens.
 *
 * @param host name or address; another than a loopback one only with keys
 * @param port 0 .. 65535; 0 takes a free one
 * @param mostBytes of a body, at least 1024
 * @param accessLog gets one line of JSON a request
 * @param grace how long requests at work may take when the server stops
 */
public record ServerSettings(
        String host, int port, int mostBytes, ApiKeys keys, Optional<Consumer<String>> accessLog, Duration grace) {
    private static final int LEAST_BYTES = 1024;

    public ServerSettings {
        if (port < 0 || port > 65535) {
            throw new BadInputException("--port must be 0 .. 65535, where 0 takes a free one (got: " + port + ")");
        }
        if (mostBytes < LEAST_BYTES) {
            throw new BadInputException(
                    "--max-body must be at least " + LEAST_BYTES + " bytes (got: " + mostBytes + ")");
        }
        if (!keys.required() && !isLoopback(host)) {
            throw new BadInputException("--host " + host + " can be reached from other machines, so it needs --keys"
                    + " FILE with who may ask (make a key with isogloss serve --new-key read), or --host 127.0.0.1");
        }
    }

    private static boolean isLoopback(String host) {
        try {
            return InetAddress.getByName(host).isLoopbackAddress();
        } catch (UnknownHostException e) {
            throw new BadInputException("--host " + host + " is no address of this machine; try 127.0.0.1", e);
        }
    }
}
