package dev.isogloss.dataset.example;

import dev.isogloss.data.Language;
import dev.isogloss.dataset.ExamplePassage;
import dev.isogloss.dataset.ExampleRow;
import dev.isogloss.dataset.Losses;
import dev.isogloss.io.JsonLine;
import java.util.ArrayList;
import java.util.List;
import tools.jackson.databind.JsonNode;

/** Fields that several formats share. */
final class Fields {
    private Fields() {}

    /** A list that must be there. */
    static List<JsonNode> list(JsonLine row, String name) {
        JsonNode node = row.json().get(name);
        if (node == null || !node.isArray()) {
            throw row.error("expected a list \"" + name + "\" (got: "
                    + (node == null ? "fields " + String.join(", ", row.json().propertyNames()) : node) + ")");
        }
        List<JsonNode> items = new ArrayList<>();
        node.forEach(items::add);
        return items;
    }

    /** A list of the same length as another, or none at all. */
    static List<JsonNode> optionalList(JsonLine row, String name) {
        JsonNode node = row.json().get(name);
        return node == null || node.isNull() ? List.of() : list(row, name);
    }

    /** A text in a list. */
    static String text(JsonLine row, String name, JsonNode node) {
        if (node.isString()) {
            return node.stringValue();
        }
        if (node.isIntegralNumber()) {
            return node.bigIntegerValue().toString();
        }
        throw row.error("\"" + name + "\" must hold texts (got: " + node + ")");
    }

    /** Texts, one after the other. */
    static List<String> texts(JsonLine row, String name) {
        return list(row, name).stream().map(node -> text(row, name, node)).toList();
    }

    /** Ids, one after the other. */
    static List<ExamplePassage> ids(JsonLine row, String name) {
        return texts(row, name).stream().map(ExamplePassage::ofId).toList();
    }

    static double number(JsonLine row, String name, JsonNode node) {
        if (!node.isNumber()) {
            throw row.error("\"" + name + "\" must hold numbers (got: " + node + ")");
        }
        return node.doubleValue();
    }

    /** An example without a positive teaches nothing and is refused by most readers. */
    static ExampleRow requirePositive(JsonLine row, ExampleRow example) {
        if (example.positives().isEmpty()) {
            throw row.error("query " + (example.id().isEmpty() ? "\"" + example.query() + "\"" : example.id())
                    + " has no positive passage");
        }
        return example;
    }

    /** Counts ids, titles and further fields that a format of bare texts does not keep. */
    static void countTextsOnly(ExampleRow row, Losses losses) {
        if (!row.id().isEmpty()) {
            losses.count("ids of queries");
        }
        for (List<ExamplePassage> passages : List.of(row.positives(), row.negatives())) {
            for (ExamplePassage passage : passages) {
                countId(passage, losses);
                countTitle(passage, losses);
            }
        }
    }

    static void countId(ExamplePassage passage, Losses losses) {
        if (!passage.id().isEmpty()) {
            losses.count("ids of passages");
        }
    }

    static void countTitle(ExamplePassage passage, Losses losses) {
        if (!passage.title().isEmpty()) {
            losses.count("titles, joined in front of their texts");
        }
    }

    static void countScores(ExampleRow row, Losses losses) {
        row.positives().forEach(passage -> countScore(passage, losses));
        row.negatives().forEach(passage -> countScore(passage, losses));
    }

    private static void countScore(ExamplePassage passage, Losses losses) {
        if (passage.score() != null) {
            losses.count("scores of passages");
        }
    }

    static void countLanguage(ExampleRow row, Losses losses) {
        if (!row.language().equals(Language.UNDETERMINED)) {
            losses.count("languages of queries");
        }
    }

    static void countExtras(ExampleRow row, Losses losses) {
        row.extras().keySet().forEach(name -> losses.count("fields " + name));
    }
}
