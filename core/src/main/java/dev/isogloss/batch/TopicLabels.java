package dev.isogloss.batch;

import dev.isogloss.data.Key;
import dev.isogloss.data.Language;
import dev.isogloss.data.TrainingExample;
import dev.isogloss.io.TextLines;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.TreeSet;

/**
 * Topics that somebody else found, read from a file: {@code id TAB topic} a line, UTF-8, {@code .gz} and {@code .zst} too. An id is
 * that of a query or of a passage, {@code lang:id}, or bare where there is only one language; a topic is any text. An example has the
 * topic of its query, or else that of its first positive.
 *
 * @param labels number of a topic by key
 * @param names of the topics, in their order
 */
public record TopicLabels(Map<Key, Integer> labels, List<String> names) {
    public TopicLabels {
        labels = Map.copyOf(labels);
        names = List.copyOf(names);
    }

    /**
     * Reads a file.
     *
     * @param languages of the collection
     * @throws dev.isogloss.io.BadInputException with file and line, when it is not such a file
     */
    public static TopicLabels read(Path file, List<Language> languages) throws IOException {
        Map<Key, String> found = new HashMap<>();
        try (TextLines lines = TextLines.open(file)) {
            for (String line = lines.next(); line != null; line = lines.next()) {
                if (line.isBlank()) {
                    continue;
                }
                int tab = line.indexOf('\t');
                String topic = tab < 0 ? "" : line.substring(tab + 1).strip();
                if (topic.isEmpty()) {
                    throw lines.error("expected id, tab, topic (got: " + line + ")");
                }
                Key key;
                try {
                    key = key(line.substring(0, tab).strip(), languages);
                } catch (IllegalArgumentException e) {
                    throw lines.error(String.valueOf(e.getMessage()));
                }
                String before = found.putIfAbsent(key, topic);
                if (before != null && !before.equals(topic)) {
                    throw lines.error(key + " has two topics, " + before + " and " + topic);
                }
            }
        }
        List<String> names = new ArrayList<>(new TreeSet<>(found.values()));
        Map<Key, Integer> labels = new HashMap<>();
        found.forEach((key, topic) -> labels.put(key, Collections.binarySearch(names, topic)));
        return new TopicLabels(labels, names);
    }

    private static Key key(String id, List<Language> languages) {
        int colon = id.indexOf(':');
        boolean qualified = colon > 0 && Language.isCode(id.substring(0, colon));
        return !qualified && languages.size() == 1 ? new Key(languages.getFirst(), id) : Key.parse(id);
    }

    /** The number of an example's topic, from 0; empty where neither its query nor its first positive has one. */
    public OptionalInt of(TrainingExample example) {
        return of(example.query().key(), example.positives());
    }

    /** The same of a query and what answers it. */
    public OptionalInt of(Key query, List<Key> positives) {
        return Optional.ofNullable(labels.get(query))
                .or(() -> positives.stream().findFirst().map(labels::get))
                .map(OptionalInt::of)
                .orElseGet(OptionalInt::empty);
    }
}
