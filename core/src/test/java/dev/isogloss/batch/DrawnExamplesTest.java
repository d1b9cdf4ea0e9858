package dev.isogloss.batch;

import static org.assertj.core.api.Assertions.assertThat;

import dev.isogloss.batch.DrawnExamples.Preference;
import dev.isogloss.data.Key;
import dev.isogloss.data.Language;
import dev.isogloss.data.Passage;
import dev.isogloss.data.Query;
import dev.isogloss.data.TrainingExample;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.OptionalInt;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.stream.Collectors;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;
import org.junit.jupiter.api.Test;

class DrawnExamplesTest {
    private static final List<Language> LANGUAGES =
            List.of(new Language("de"), new Language("en"), new Language("fi"), new Language("sw"));

    private final Map<Key, Passage> passages = new HashMap<>();
    private final Map<Key, Set<Key>> answers = new HashMap<>();
    private final List<Query> queries = new ArrayList<>();

    /** Parallel text: group {@code g} has a sentence in each of the first {@code languages} languages. */
    private void group(int g, int languages) {
        Set<Key> members = new TreeSet<>();
        for (Language language : LANGUAGES.subList(0, languages)) {
            Key key = new Key(language, "s" + g);
            members.add(key);
            passages.put(key, new Passage(key, "", language + " sentence " + g));
            queries.add(new Query(key, language + " sentence " + g));
        }
        members.forEach(key -> answers.put(key, members));
    }

    private DrawnExamples draw(Preference preference, OptionalInt limit, long seed) {
        return DrawnExamples.of(queries, answers, passages, preference, limit, seed);
    }

    @Property(tries = 50)
    void everyDrawKeepsTheLaws(
            @ForAll @IntRange(min = 1, max = 30) int groups,
            @ForAll @IntRange(min = 1, max = 80) int limit,
            @ForAll Preference preference,
            @ForAll @IntRange(max = 5) int seed) {
        passages.clear();
        answers.clear();
        queries.clear();
        for (int g = 0; g < groups; g++) {
            group(g, 2 + g % 3);
        }
        DrawnExamples drawn = draw(preference, OptionalInt.of(limit), seed);
        assertThat(drawn).isEqualTo(draw(preference, OptionalInt.of(limit), seed));
        assertThat(drawn.examples()).hasSize(Math.min(limit, queries.size()));
        assertThat(drawn.examples()).doesNotHaveDuplicates();
        Map<Language, Long> counts = drawn.examples().stream()
                .collect(Collectors.groupingBy(TrainingExample::language, TreeMap::new, Collectors.counting()));
        for (Language language : LANGUAGES) {
            long there = queries.stream()
                    .filter(query -> query.language().equals(language))
                    .count();
            long most =
                    counts.values().stream().mapToLong(Long::longValue).max().orElse(0);
            long mine = counts.getOrDefault(language, 0L);
            // as even as the languages last
            assertThat(mine == there || mine >= most - 1).isTrue();
        }
        Set<Key> brought = drawn.examples().stream()
                .flatMap(example -> example.positives().stream())
                .collect(Collectors.toSet());
        for (TrainingExample example : drawn.examples()) {
            Key query = example.query().key();
            assertThat(example.positives()).doesNotContain(query).doesNotHaveDuplicates();
            assertThat(answers.get(query)).containsAll(example.positives());
            assertThat(example.negatives()).isEmpty();
            Set<Key> masked = drawn.judgments().positives(query);
            assertThat(masked).containsAll(example.positives());
            // whatever answers it, its own sentence too, is masked as soon as anybody may bring it
            assertThat(answers.get(query)).allMatch(key -> !brought.contains(key) || masked.contains(key));
        }
    }

    @Test
    void thePreferenceDecidesWhereThereIsAChoice() {
        Key own = passage("en", "own", "a bee");
        Key other = passage("de", "other", "eine Biene");
        Query english = query("en", "q1", "bee?", own, other);
        Query swahili = query("sw", "q2", "nyuki?", own, other);
        Query lonely = query("de", "q3", "Biene?", other);
        assertThat(positives(Preference.SAME, english)).containsExactly(own);
        assertThat(positives(Preference.CROSS, english)).containsExactly(other);
        assertThat(positives(Preference.ANY, english)).containsExactlyInAnyOrder(own, other);
        for (Preference preference : Preference.values()) {
            assertThat(positives(preference, swahili)).containsExactlyInAnyOrder(own, other);
            assertThat(positives(preference, lonely)).containsExactly(other);
        }
    }

    @Test
    void aPassageWithTheTextOfTheQueryIsNoPositiveButMasked() {
        Key copy = passage("de", "copy", "OK");
        Key twin = passage("sw", "twin", "ok ");
        Key other = passage("en", "other", "All right");
        Query query = query("de", "q", "OK", copy, other);
        Query alone = query("sw", "alone", "ok", copy);
        Query elsewhere = query("en", "else", "something else", twin);
        DrawnExamples drawn = draw(Preference.ANY, OptionalInt.empty(), 1);
        assertThat(drawn.examples()).extracting(TrainingExample::query).containsExactly(query, elsewhere);
        assertThat(drawn.examples().getFirst().positives()).containsExactly(other);
        // nobody brings the copy itself; what has its text under another key is masked too
        assertThat(drawn.judgments().positives(query.key())).containsExactlyInAnyOrder(other, twin);
        assertThat(drawn.judgments().queries()).doesNotContain(alone.key());
    }

    @Test
    void atMostSixteenPositivesTakeTurnsAndTheSeedOrdersThem() {
        Key[] many = new Key[40];
        for (int i = 0; i < many.length; i++) {
            many[i] = passage("en", "p" + i, "text " + i);
        }
        Query query = query("de", "q", "?", many);
        List<Key> first = positives(Preference.ANY, query);
        assertThat(first).hasSize(DrawnExamples.MOST_POSITIVES);
        assertThat(draw(Preference.ANY, OptionalInt.empty(), 2)
                        .examples()
                        .getFirst()
                        .positives())
                .isNotEqualTo(first);
    }

    private List<Key> positives(Preference preference, Query query) {
        return draw(preference, OptionalInt.empty(), 1).examples().stream()
                .filter(example -> example.query().equals(query))
                .findFirst()
                .orElseThrow()
                .positives();
    }

    private Key passage(String language, String id, String text) {
        Key key = new Key(new Language(language), id);
        passages.put(key, new Passage(key, "", text));
        return key;
    }

    private Query query(String language, String id, String text, Key... of) {
        Query query = new Query(new Key(new Language(language), id), text);
        queries.add(query);
        answers.put(query.key(), Set.of(of));
        return query;
    }
}
