package dev.isogloss.server;

import dev.isogloss.io.BadInputException;
import dev.isogloss.io.JsonFile;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.ConcurrentSkipListMap;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/** The topics of an index, one file {@code NAME.json} each, replaced whole or not at all. Safe for many threads. */
final class TopicStore {
    private static final Pattern NAME = Pattern.compile("[A-Za-z0-9][A-Za-z0-9_-]{0,63}");
    private static final String ENDING = ".json";

    private final Path folder;
    private final ConcurrentSkipListMap<String, Topic> topics = new ConcurrentSkipListMap<>();

    private TopicStore(Path folder) {
        this.folder = folder;
    }

    /**
     * Reads what is there.
     *
     * @param folder need not exist
     * @param model hash of the network that texts are encoded with now
     * @throws BadInputException when a file is no topic, or its vector is of another model
     */
    static TopicStore open(Path folder, String model) throws IOException {
        TopicStore store = new TopicStore(folder);
        if (!Files.isDirectory(folder)) {
            return store;
        }
        try (Stream<Path> files = Files.list(folder)) {
            for (Path file :
                    files.filter(one -> one.toString().endsWith(ENDING)).toList()) {
                Topic topic = JsonFile.read(file, Topic.class);
                if (!topic.model().equals(model)) {
                    throw new BadInputException("the topic in " + file + " was made with another model; take the file"
                            + " away and make the topic again");
                }
                store.topics.put(topic.name(), topic);
            }
        }
        return store;
    }

    /** The name of a topic in an address, where it may be one. */
    static String name(Request request) {
        String name = request.path("name");
        if (!NAME.matcher(name).matches()) {
            throw Problem.badValue(
                    "a topic's name has 1 .. 64 letters, digits, - and _, the first a letter or digit (got: "
                            + Fields.shown(name) + ")");
        }
        return name;
    }

    /** Keeps a topic, in place of one of its name; it is on the disk when this returns. */
    synchronized void put(Topic topic) throws IOException {
        Path made = Files.createDirectories(folder);
        JsonFile.write(made.resolve(topic.name() + ENDING), topic);
        topics.put(topic.name(), topic);
    }

    /** Whether there was one. */
    synchronized boolean delete(String name) throws IOException {
        boolean there = topics.remove(name) != null;
        return Files.deleteIfExists(folder.resolve(name + ENDING)) || there;
    }

    Optional<Topic> get(String name) {
        return Optional.ofNullable(topics.get(name));
    }

    /** All of them by name. */
    List<Topic> all() {
        return List.copyOf(topics.values());
    }
}
