package dev.isogloss.format;

import dev.isogloss.data.Key;
import dev.isogloss.data.Language;
import dev.isogloss.data.Passage;
import dev.isogloss.io.BadInputException;
import dev.isogloss.io.Origin;
import dev.isogloss.io.StableHash;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;

/**
 * Counts passages by language in one pass, with 64-bit hashes of ids and texts to find doubles. Doubles of ids are looked up
 * exactly in a second pass; two texts that only share a hash would count as doubles (never seen below billions of passages).
 */
final class PassageCount {
    private static final int MOST_SUSPECTS = 5;
    private static final long SEED = 1;

    private final SortedMap<Language, Tally> tallies = new TreeMap<>();
    private final Set<Key> wanted;
    private final Set<Key> judged = new HashSet<>();
    private final Set<Key> suspects = new LinkedHashSet<>();

    private PassageCount(Set<Key> wanted) {
        this.wanted = wanted;
    }

    /**
     * Counts the passages of a source.
     *
     * @param wanted the keys whose presence matters
     * @throws BadInputException when an id occurs twice in a language
     */
    static PassageCount of(CollectionSource source, Set<Key> wanted) {
        PassageCount count = new PassageCount(wanted);
        source.passages(count::add);
        if (!count.suspects.isEmpty()) {
            requireUnique(source, count.suspects);
        }
        return count;
    }

    Set<Language> languages() {
        return tallies.keySet();
    }

    /** The wanted keys that are there. */
    Set<Key> judged() {
        return judged;
    }

    Totals of(Language language) {
        Tally tally = tallies.get(language);
        return tally == null ? new Totals(0, 0, 0, 0) : tally.totals();
    }

    record Totals(long passages, long blank, long duplicateTexts, double meanCharacters) {}

    private void add(Passage passage) {
        tallies.computeIfAbsent(passage.language(), language -> new Tally()).add(passage);
        if (wanted.contains(passage.key())) {
            judged.add(passage.key());
        }
    }

    private final class Tally {
        private final LongSet ids = new LongSet();
        private final LongSet texts = new LongSet();
        private long passages;
        private long blank;
        private long duplicates;
        private long characters;

        void add(Passage passage) {
            String title = passage.title();
            String text = passage.text();
            passages++;
            characters += title.codePointCount(0, title.length()) + text.codePointCount(0, text.length());
            if (!ids.add(StableHash.of(SEED, passage.key().id())) && suspects.size() < MOST_SUSPECTS) {
                suspects.add(passage.key());
            }
            if (passage.isBlank()) {
                blank++;
            } else if (!texts.add(StableHash.of(StableHash.of(SEED, title), text))) {
                duplicates++;
            }
        }

        Totals totals() {
            return new Totals(passages, blank, duplicates, passages == 0 ? 0 : (double) characters / passages);
        }
    }

    private static void requireUnique(CollectionSource source, Set<Key> suspects) {
        Map<Key, List<Origin>> places = new HashMap<>();
        source.passagesWithOrigin((passage, origin) -> {
            if (suspects.contains(passage.key())) {
                places.computeIfAbsent(passage.key(), key -> new ArrayList<>()).add(origin);
            }
        });
        for (Key key : suspects) {
            List<Origin> found = places.getOrDefault(key, List.of());
            if (found.size() > 1) {
                throw new BadInputException("passage id " + key + " occurs more than once, at " + found.getFirst()
                        + " and " + found.get(1) + "; ids must be unique within a language");
            }
        }
    }
}
