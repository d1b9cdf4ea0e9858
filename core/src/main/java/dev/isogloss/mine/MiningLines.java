package dev.isogloss.mine;

import dev.isogloss.data.Key;
import dev.isogloss.data.Language;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

/** What the lines of candidates and of negatives have in common. */
final class MiningLines {
    private MiningLines() {}

    private static final String PASSAGES = "passage-language";

    /** The query with its language, and that of its passages where it is another one, as a query that was generated may have it. */
    static ObjectNode begin(ObjectNode line, Key query, Language passages) {
        line.put("query", query.id()).put("language", query.language().code());
        if (!passages.equals(query.language())) {
            line.put(PASSAGES, passages.code());
        }
        return line;
    }

    /** The language of the passages of a line. */
    static Language passages(JsonNode line) {
        return new Language(line.has(PASSAGES) ? text(line, PASSAGES) : text(line, "language"));
    }

    /** The id of a passage, which must be in the language of the line's passages, because a line names one only. */
    static String bare(Key passage, Language language) {
        if (!passage.language().equals(language)) {
            throw new IllegalArgumentException("passage " + passage + " is not in " + language
                    + " as the first positive is, but a line of this file holds passages of one language only");
        }
        return passage.id();
    }

    static void keys(ArrayNode array, List<Key> passages, Language language) {
        passages.forEach(passage -> array.add(bare(passage, language)));
    }

    static List<Key> keys(JsonNode line, String field, Language language) {
        List<Key> keys = new ArrayList<>();
        required(line, field).forEach(id -> keys.add(new Key(language, id.asString())));
        return keys;
    }

    static void ranks(ObjectNode node, Map<String, Integer> ranks) {
        ObjectNode written = node.putObject("ranks");
        new TreeMap<>(ranks).forEach(written::put);
    }

    static SortedMap<String, Integer> ranks(JsonNode node) {
        SortedMap<String, Integer> ranks = new TreeMap<>();
        required(node, "ranks")
                .properties()
                .forEach(rank -> ranks.put(rank.getKey(), rank.getValue().asInt()));
        return ranks;
    }

    static void dropped(ArrayNode array, List<Dropped> dropped, Language language) {
        for (Dropped drop : dropped) {
            ObjectNode node = array.addObject()
                    .put("id", bare(drop.passage(), language))
                    .put("stage", drop.stage())
                    .put("reason", drop.reason())
                    .put("score", drop.score());
            if (!drop.detail().isEmpty()) {
                node.put("detail", drop.detail());
            }
        }
    }

    static List<Dropped> dropped(JsonNode line, Language language) {
        List<Dropped> dropped = new ArrayList<>();
        required(line, "dropped")
                .forEach(node -> dropped.add(new Dropped(
                        new Key(language, text(node, "id")),
                        text(node, "stage"),
                        text(node, "reason"),
                        required(node, "score").asDouble(),
                        node.path("detail").asString(""))));
        return dropped;
    }

    static float score(JsonNode node) {
        return required(node, "score").asFloat();
    }

    static String text(JsonNode node, String field) {
        return required(node, field).asString();
    }

    static JsonNode required(JsonNode node, String field) {
        JsonNode value = node.get(field);
        if (value == null || value.isNull()) {
            throw new IllegalArgumentException("the field \"" + field + "\" is missing");
        }
        return value;
    }
}
