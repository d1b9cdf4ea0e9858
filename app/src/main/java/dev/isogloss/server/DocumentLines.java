package dev.isogloss.server;

import dev.isogloss.data.Key;
import dev.isogloss.data.Language;
import dev.isogloss.data.Passage;
import dev.isogloss.index.LiveIndex;
import dev.isogloss.job.OpenIndex;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;

/** What somebody wants to be written, out of JSON. */
record DocumentLines(OpenIndex index) {
    static final int MOST_LINES = 1000;
    static final int LONGEST_ID = 512;
    private static final int LONGEST_TITLE = 10_000;
    private static final String[] FIELDS = {"op", "id", "lang", "title", "text"};

    /**
     * A line, or why it cannot be one.
     *
     * @param number from 1, blank lines counted
     * @param id as it was written; empty where there is none
     */
    record Line(int number, String id, OpenIndex.@Nullable Write write, String refused) {}

    /** The lines of a body, blank ones left out. */
    List<Line> of(String body) {
        List<Line> lines = new ArrayList<>();
        int number = 0;
        for (String text : body.split("\n", -1)) {
            number++;
            if (text.isBlank()) {
                continue;
            }
            if (lines.size() == MOST_LINES) {
                throw new Problem(
                        413, "a body may have at most " + MOST_LINES + " lines; send the rest in another request");
            }
            lines.add(line(number, text));
        }
        if (lines.isEmpty()) {
            throw Problem.badValue(
                    "the body has no lines; give some, for example {\"op\": \"put\", \"id\": \"1\", \"lang\": \"en\", \"text\": \"...\"}");
        }
        return lines;
    }

    private Line line(int number, String text) {
        String id = "";
        try {
            JsonNode json = Json.read(text.getBytes(StandardCharsets.UTF_8));
            if (!json.isObject()) {
                throw Problem.badValue("a line is an object with op, id, lang, title and text");
            }
            Fields fields = new Fields(json);
            id = fields.value("id")
                    .filter(JsonNode::isString)
                    .map(JsonNode::stringValue)
                    .orElse("");
            return new Line(number, id, write(fields), "");
        } catch (Problem problem) {
            String why = String.valueOf(problem.getMessage());
            return new Line(
                    number, Fields.shown(id), null, why.replace("the body is not JSON", "the line is not JSON"));
        }
    }

    /** One write, out of its fields. */
    OpenIndex.Write write(Fields fields) {
        fields.only(FIELDS);
        String op = fields.text("op", 32).orElse("put");
        Key key = key(fields.requiredText("id", LONGEST_ID), fields.text("lang", 32));
        return switch (op) {
            case "put" -> new OpenIndex.Write(LiveIndex.Rule.ANY, key, Optional.of(passage(fields, key)));
            case "add" -> new OpenIndex.Write(LiveIndex.Rule.ADD, key, Optional.of(passage(fields, key)));
            case "replace" -> new OpenIndex.Write(LiveIndex.Rule.REPLACE, key, Optional.of(passage(fields, key)));
            case "delete" -> {
                if (fields.value("title").isPresent() || fields.value("text").isPresent()) {
                    throw Problem.badValue("a delete has an id, and no title or text");
                }
                yield new OpenIndex.Write(LiveIndex.Rule.ANY, key, Optional.empty());
            }
            default -> throw Problem.badValue("op must be put, add, replace or delete (got: " + Fields.shown(op) + ")");
        };
    }

    private static Passage passage(Fields fields, Key key) {
        Passage passage = new Passage(
                key,
                fields.text("title", LONGEST_TITLE).orElse(""),
                fields.requiredText("text", EmbeddingRoutes.LONGEST_TEXT));
        if (passage.isBlank()) {
            throw Problem.badValue("title and text are blank, so nothing could ever find the document; give a text");
        }
        return passage;
    }

    /** Of an id as hits have it, or a bare one with its language. */
    Key key(String id, Optional<String> lang) {
        List<Language> known = index.languages();
        try {
            Optional<Passage> there =
                    lang.isEmpty() ? index.moment().passage(id) : Optional.empty(); // an id may have a colon of its own
            if (there.isPresent()) {
                return there.get().key();
            }
            if (lang.isEmpty() && known.size() == 1 && !id.startsWith(known.getFirst() + ":")) {
                return new Key(known.getFirst(), id);
            }
            if (lang.isEmpty()) {
                return taken(Key.parse(id));
            }
            String code = lang.get().toLowerCase(Locale.ROOT).strip();
            if (id.startsWith(code + ":")) {
                throw Problem.badValue("id says its language already; leave out lang, or write the id without "
                        + Fields.shown(code) + ":");
            }
            if (!Language.isCode(code)) {
                throw Problem.badValue("lang must be one of " + known + " (got: " + Fields.shown(code) + ")");
            }
            return taken(new Key(new Language(code), id));
        } catch (IllegalArgumentException e) {
            throw Problem.badValue(
                    "id must be " + (known.size() == 1 ? "" : "lang:id as hits have it, or come with lang, and be ")
                            + "free of white space (got: " + Fields.shown(id) + ")");
        }
    }

    private Key taken(Key key) {
        if (!index.live().takes(key.language())) {
            throw Problem.badValue("the index is of the languages " + index.languages()
                    + " and cannot take others; build one with isogloss index for " + key.language());
        }
        return key;
    }
}
