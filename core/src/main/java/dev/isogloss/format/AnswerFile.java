package dev.isogloss.format;

import dev.isogloss.data.Key;
import dev.isogloss.data.Language;
import dev.isogloss.io.JsonLine;
import dev.isogloss.io.Origin;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.SequencedMap;
import tools.jackson.databind.JsonNode;

/**
 * The answers of queries in JSON lines, {@code .gz} and {@code .zst} too: {@code _id}, {@code query_id} or {@code id}; {@code lang}
 * where there is one; {@code answers} as a list of texts (XOR-Retrieve), as a list of {@code {"text": ...}} or as
 * {@code {"text": [...]}} (SQuAD and its kin), or one {@code answer}. Queries without any answer are left out.
 */
public final class AnswerFile {
    private AnswerFile() {}

    /**
     * Query to its answers, in the order of the file; no answer is blank.
     *
     * @param detector asked with the query's text where a line has no {@code lang} and its id is not {@code lang:id}
     * @throws dev.isogloss.io.BadInputException also when two lines have the same query, or an answer is blank
     */
    public static SequencedMap<Key, List<String>> read(Path file, LanguageDetector detector) {
        SequencedMap<Key, List<String>> queries = new LinkedHashMap<>();
        Map<Key, Origin> places = new HashMap<>();
        PassageFile.lines(file, line -> {
            Key key = key(line, detector);
            Origin earlier = places.putIfAbsent(key, line.origin());
            if (earlier != null) {
                throw line.error("query " + key + " was already at " + earlier + "; put all its answers in one line");
            }
            List<String> answers = answers(line);
            if (!answers.isEmpty()) {
                queries.put(key, answers);
            }
        });
        return Collections.unmodifiableSequencedMap(queries);
    }

    private static Key key(JsonLine line, LanguageDetector detector) {
        String id = line.requiredText("_id", "query_id", "id");
        int colon = id.indexOf(':');
        if (colon > 0 && colon + 1 < id.length() && Language.isCode(id.substring(0, colon))) {
            return Key.parse(id);
        }
        Language language = PassageFile.declaredLanguage(line)
                .orElseGet(() -> detector.detect(line.requiredText("text", "query", "query_text", "question")));
        return ReadKeys.key(line.origin(), language, id);
    }

    private static List<String> answers(JsonLine line) {
        List<String> answers = new ArrayList<>();
        line.text("answer").ifPresent(answers::add);
        JsonNode field = line.json().get("answers");
        if (field != null && !field.isNull()) {
            add(line, field.isObject() ? field.path("text") : field, answers);
        }
        return List.copyOf(answers);
    }

    private static void add(JsonLine line, JsonNode list, List<String> answers) {
        if (!list.isArray()) {
            throw line.error(
                    "\"answers\" must be a list of texts, a list of {\"text\": ...} or {\"text\": [...]} (got: "
                            + line.json().get("answers") + ")");
        }
        for (JsonNode one : list) {
            JsonNode text = one.isObject() ? one.path("text") : one;
            if (!text.isString() || text.stringValue().isBlank()) {
                throw line.error("every answer must be a text that is not blank (got: " + one + ")");
            }
            answers.add(text.stringValue());
        }
    }
}
