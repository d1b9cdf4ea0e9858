package dev.isogloss.hub;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.TreeMap;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** The data sets that have a short name: {@code datasets.json} beside this class. */
public final class DatasetCatalogue {
    private DatasetCatalogue() {}

    /** All of them, in the order of the file. */
    public static List<KnownDataset> all() {
        List<KnownDataset> all = new ArrayList<>();
        for (JsonNode entry : read()) {
            JsonNode sets = entry.path("sets");
            if (sets.isMissingNode()) {
                all.add(dataset(entry, ""));
            }
            sets.forEach(set -> all.add(dataset(entry, set.asString())));
        }
        return List.copyOf(all);
    }

    /** The one of a name. */
    public static Optional<KnownDataset> find(String name) {
        return all().stream()
                .filter(dataset -> dataset.name().equalsIgnoreCase(name))
                .findFirst();
    }

    private static KnownDataset dataset(JsonNode entry, String set) {
        TreeMap<String, String> words = new TreeMap<>();
        entry.path("words")
                .properties()
                .forEach(word -> words.put(word.getKey(), word.getValue().asString()));
        List<KnownDataset.Part> parts = new ArrayList<>();
        for (JsonNode part : entry.path("parts")) {
            List<String> files = new ArrayList<>();
            part.path("files").forEach(file -> files.add(file.asString()));
            parts.add(new KnownDataset.Part(
                    text(part, "repository", set),
                    files,
                    part.has("to") ? part.path("to").asString() : null));
        }
        return new KnownDataset(
                text(entry, "name", set),
                text(entry, "description", set),
                text(entry, "licence", set),
                text(entry, "checked", set),
                words,
                parts);
    }

    private static String text(JsonNode node, String field, String set) {
        return node.path(field).asString().replace("{set}", set);
    }

    private static JsonNode read() {
        try (InputStream in =
                Objects.requireNonNull(DatasetCatalogue.class.getResourceAsStream("datasets.json"), "datasets.json")) {
            return JsonMapper.shared().readTree(in);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
