package dev.isogloss.hub;

import dev.isogloss.io.BadInputException;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.Proxy;
import java.net.ProxySelector;
import java.net.SocketAddress;
import java.net.URI;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/** The proxies that {@code HTTPS_PROXY}, {@code HTTP_PROXY} and {@code NO_PROXY} name, as every other tool reads them; Java does not. */
final class EnvironmentProxy extends ProxySelector {
    private final Map<String, String> environment;

    EnvironmentProxy(Map<String, String> environment) {
        this.environment = Map.copyOf(environment);
    }

    @Override
    public List<Proxy> select(URI address) {
        String scheme = String.valueOf(address.getScheme()).toLowerCase(Locale.ROOT);
        String proxy = value(scheme + "_proxy");
        if (proxy.isEmpty() || isExempt(String.valueOf(address.getHost()).toLowerCase(Locale.ROOT))) {
            return List.of(Proxy.NO_PROXY);
        }
        URI at = uri(proxy, scheme);
        int port = at.getPort() < 0 ? 80 : at.getPort();
        return List.of(new Proxy(Proxy.Type.HTTP, InetSocketAddress.createUnresolved(at.getHost(), port)));
    }

    /** Refuses what names no proxy, before anything is asked. */
    EnvironmentProxy checked() {
        for (String scheme : List.of("https", "http")) {
            String proxy = value(scheme + "_proxy");
            if (!proxy.isEmpty()) {
                URI at = uri(proxy, scheme);
                assert at.getHost() != null;
            }
        }
        return this;
    }

    private static URI uri(String proxy, String scheme) {
        try {
            URI at = URI.create(proxy.contains("://") ? proxy : "http://" + proxy);
            if (at.getHost() != null) {
                return at;
            }
        } catch (IllegalArgumentException e) {
            throw refused(proxy, scheme, e);
        }
        throw refused(proxy, scheme, null);
    }

    private static BadInputException refused(
            String proxy, String scheme, @org.jspecify.annotations.Nullable Exception cause) {
        return new BadInputException(
                scheme.toUpperCase(Locale.ROOT) + "_PROXY must be an address such as http://host:3128 (got: " + proxy
                        + ")",
                cause);
    }

    private boolean isExempt(String host) {
        return Arrays.stream(value("no_proxy").split(","))
                .map(name -> name.strip().toLowerCase(Locale.ROOT).replaceFirst("^\\*?\\.", ""))
                .filter(name -> !name.isEmpty())
                .anyMatch(name -> name.equals("*") || host.equals(name) || host.endsWith("." + name));
    }

    private String value(String lower) {
        String value = environment.getOrDefault(lower, "");
        return value.isEmpty() ? environment.getOrDefault(lower.toUpperCase(Locale.ROOT), "") : value;
    }

    @Override
    public void connectFailed(URI address, SocketAddress proxy, IOException failure) {
        // the request itself fails, and says so
    }
}
