package dev.isogloss.format;

import dev.isogloss.data.Judgments;
import dev.isogloss.data.Key;
import dev.isogloss.data.Language;
import dev.isogloss.io.JsonLine;
import dev.isogloss.io.Origin;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import tools.jackson.databind.JsonNode;

/**
 * Which passages of a plain folder say the same in different languages. Either {@code groups.jsonl} (or {@code .gz}, {@code .zst}),
 * a group a line,
 *
 * <pre>{@code {"group": "0ad", "docs": {"de": "ddtp-de-d0", "en": ["ddtp-en-d1"]}}}</pre>
 *
 * <p>or, where there is no such file, a field {@code group} beside {@code lang} in the lines of the corpus. A passage may be in
 * several groups; it then is linked to all of their members, but those of one group are not linked to those of the other.
 */
public final class TranslationGroups {
    /** No passage is linked to another. */
    public static final TranslationGroups NONE = new TranslationGroups(Map.of());

    private final Map<Key, List<Set<Key>>> groups;

    private TranslationGroups(Map<Key, List<Set<Key>>> groups) {
        this.groups = groups;
    }

    /**
     * The groups of a plain folder; none where it has neither file nor field.
     *
     * @throws dev.isogloss.io.BadInputException at a line that is no group, with file and line
     */
    public static TranslationGroups of(Path folder) {
        Map<Key, List<Set<Key>>> groups = new HashMap<>();
        Optional<Path> file = file(folder);
        if (file.isPresent()) {
            PassageFile.lines(file.get(), line -> add(groups, members(line)));
        } else {
            Map<String, Set<Key>> byName = new HashMap<>();
            PassageFile.lines(PlainLayout.find(folder).corpus(), line -> addToGroup(byName, line));
            byName.values().forEach(members -> add(groups, members));
        }
        return new TranslationGroups(groups);
    }

    /** A passage and all that say the same, in the order of keys. */
    public Set<Key> around(Key passage) {
        Set<Key> around = new TreeSet<>(Set.of(passage));
        groups.getOrDefault(passage, List.of()).forEach(around::addAll);
        return Collections.unmodifiableSet(around);
    }

    /** The file of groups of a folder, where there is one. */
    public static Optional<Path> file(Path folder) {
        return List.of("", ".gz", ".zst", ".bz2", ".xz").stream()
                .map(ending -> "groups.jsonl" + ending)
                .map(folder::resolve)
                .filter(Files::isRegularFile)
                .findFirst();
    }

    /** Judgments in which every passage that says the same as a relevant one is relevant too, unless somebody judged it himself. */
    public Judgments extended(Judgments judgments) {
        if (groups.isEmpty()) {
            return judgments;
        }
        Map<Key, Map<Key, Integer>> grades = new HashMap<>();
        for (Key query : judgments.queries()) {
            Map<Key, Integer> ofQuery = new HashMap<>(judgments.of(query));
            for (Key positive : judgments.positives(query)) {
                around(positive).forEach(key -> ofQuery.putIfAbsent(key, 1));
            }
            grades.put(query, ofQuery);
        }
        return Judgments.of(grades);
    }

    private static void add(Map<Key, List<Set<Key>>> groups, Set<Key> members) {
        members.forEach(
                key -> groups.computeIfAbsent(key, first -> new ArrayList<>(1)).add(members));
    }

    private static Set<Key> members(JsonLine line) {
        JsonNode passages = line.json().path("docs");
        if (!passages.isObject()) {
            throw line.error("expected a field \"docs\" of language: id (got fields: "
                    + String.join(", ", line.json().propertyNames()) + ")");
        }
        Set<Key> members = new TreeSet<>();
        for (Map.Entry<String, JsonNode> entry : passages.properties()) {
            Language language = ReadKeys.language(line.origin(), entry.getKey());
            for (JsonNode id : entry.getValue().isArray() ? entry.getValue() : List.of(entry.getValue())) {
                members.add(ReadKeys.key(line.origin(), language, id(line.origin(), id)));
            }
        }
        return members;
    }

    private static String id(Origin origin, JsonNode id) {
        if (!id.isString() && !id.isIntegralNumber()) {
            throw origin.error("an id must be a text (got: " + id + ")");
        }
        return id.asString();
    }

    private static void addToGroup(Map<String, Set<Key>> byName, JsonLine line) {
        line.text("group").ifPresent(group -> {
            Language language = PassageFile.declaredLanguage(line)
                    .orElseThrow(() -> line.error("a line with a \"group\" needs a \"lang\" too"));
            byName.computeIfAbsent(group, first -> new TreeSet<>()).add(PassageFile.key(line, language));
        });
    }
}
