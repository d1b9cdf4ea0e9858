package dev.isogloss.server;

import dev.isogloss.io.BadInputException;
import java.net.InetAddress;
import java.net.UnknownHostException;
import java.time.Duration;
import java.util.Locale;
import java.util.Optional;
import java.util.function.Consumer;
import java.util.regex.Pattern;

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
    private static final Pattern LOOPBACK = Pattern.compile("127(\\.[0-9]{1,3}){3}");

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

    /**
     * Whether a request was sent to this machine under a name that only it has for itself.
     *
     * @param header the Host header, with or without a port
     */
    boolean isMeant(String header) {
        String name = header.replaceFirst(":[0-9]+$", "").toLowerCase(Locale.ROOT);
        return name.equals("localhost")
                || name.equals("[::1]")
                || LOOPBACK.matcher(name).matches()
                || name.equals(host.toLowerCase(Locale.ROOT));
    }

    private static boolean isLoopback(String host) {
        try {
            return InetAddress.getByName(host).isLoopbackAddress();
        } catch (UnknownHostException e) {
            throw new BadInputException("--host " + host + " is no address of this machine; try 127.0.0.1", e);
        }
    }
}
