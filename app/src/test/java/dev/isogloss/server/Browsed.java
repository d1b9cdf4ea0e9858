package dev.isogloss.server;

import com.microsoft.playwright.Page;
import dev.isogloss.cli.ServedSample;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import org.junit.jupiter.api.extension.ExtensionContext;
import org.junit.jupiter.api.extension.ParameterContext;
import org.junit.jupiter.api.extension.ParameterResolver;

/** The sample's page in a browser, made once for all tests that take it as a parameter. */
record Browsed(Path folder, Chromium chromium, RunningSample running) implements AutoCloseable {
    /** Gives it to tests; where there is no Chromium they are skipped. */
    static final class Resolver implements ParameterResolver {
        @Override
        public boolean supportsParameter(ParameterContext parameter, ExtensionContext context) {
            return parameter.getParameter().getType().equals(Browsed.class);
        }

        @Override
        public Object resolveParameter(ParameterContext parameter, ExtensionContext context) {
            return context.getRoot()
                    .getStore(ExtensionContext.Namespace.GLOBAL)
                    .computeIfAbsent(Browsed.class, type -> start(), Browsed.class);
        }
    }

    private static Browsed start() {
        Chromium chromium = Chromium.require();
        try {
            Path folder = Files.createTempDirectory("browsed");
            RunningSample running = RunningSample.start(
                    ServedSample.make(folder),
                    sample -> new Services.Choice(sample.run(), ServerTest.encoder(), Optional.empty(), 4096));
            return new Browsed(folder, chromium, running);
        } catch (IOException | RuntimeException e) {
            chromium.close();
            throw new IllegalStateException("the sample cannot be browsed", e);
        }
    }

    Page open(String query) {
        return open(query, Chromium.Look.DESK);
    }

    Page open(String query, Chromium.Look look) {
        return chromium.open(running.server().address(), query, look);
    }

    @Override
    public void close() throws IOException {
        chromium.close();
        running.close();
        try (Stream<Path> files = Files.walk(folder)) {
            List<Path> deepestFirst = files.sorted(Comparator.reverseOrder()).toList();
            for (Path file : deepestFirst) {
                Files.delete(file);
            }
        }
    }
}
