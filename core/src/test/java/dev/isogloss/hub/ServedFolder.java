package dev.isogloss.hub;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Stream;

/** {@link LocalHub} as a program, for clients in other languages. */
public final class ServedFolder {
    private ServedFolder() {}

    /**
     * Serves {@code FOLDER/models/org/name} and {@code FOLDER/datasets/org/name} as their {@code main} until its standard input
     * ends; the first line of its output is the endpoint.
     */
    public static void main(String[] arguments) throws IOException {
        Path folder = Path.of(arguments[0]);
        try (LocalHub hub = new LocalHub(50, 10_000, 0)) {
            for (String kind : List.of("models", "datasets")) {
                for (Path repository : repositories(folder.resolve(kind))) {
                    String name = folder.resolve(kind).relativize(repository).toString();
                    HubRepository made = kind.equals("models") ? hub.model(name) : hub.dataset(name);
                    String commit = made.commit("main", contents(repository));
                    System.err.println("serving " + kind + " " + name + " at " + commit);
                }
            }
            System.out.println(hub.endpoint());
            System.out.flush();
            while (System.in.read() >= 0) {
                // until whoever started this is gone
            }
        }
    }

    private static List<Path> repositories(Path folder) throws IOException {
        if (!Files.isDirectory(folder)) {
            return List.of();
        }
        try (Stream<Path> below = Files.walk(folder, 2)) {
            return below.filter(path -> path.getNameCount() == folder.getNameCount() + 2)
                    .filter(Files::isDirectory)
                    .sorted()
                    .toList();
        }
    }

    private static Map<String, byte[]> contents(Path repository) throws IOException {
        Map<String, byte[]> files = new TreeMap<>();
        try (Stream<Path> below = Files.walk(repository)) {
            for (Path file : below.filter(Files::isRegularFile).toList()) {
                files.put(repository.relativize(file).toString(), Files.readAllBytes(file));
            }
        }
        return files;
    }
}
