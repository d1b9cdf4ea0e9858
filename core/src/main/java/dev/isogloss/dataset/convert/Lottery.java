package dev.isogloss.dataset.convert;

import dev.isogloss.data.Language;
import dev.isogloss.io.StableHash;
import java.util.Comparator;
import java.util.HashMap;
import java.util.Map;
import java.util.PriorityQueue;

/**
 * Draws so many of each language: those whose ids have the smallest hashes with the seed. Who wins depends on nothing else, not even on
 * the order of the rows. First everybody enters, then everybody asks. Holds the winners' hashes. One per thread.
 */
final class Lottery {
    private final long seed;
    private final int winners;
    private final Map<Language, PriorityQueue<Long>> draws = new HashMap<>();

    Lottery(long seed, int winners) {
        this.seed = seed;
        this.winners = winners;
    }

    void enter(Language language, String id) {
        PriorityQueue<Long> best =
                draws.computeIfAbsent(language, first -> new PriorityQueue<>(Comparator.<Long>reverseOrder()));
        best.add(draw(language, id));
        if (best.size() > winners) {
            best.remove();
        }
    }

    boolean wins(Language language, String id) {
        PriorityQueue<Long> best = draws.get(language);
        return best != null && !best.isEmpty() && draw(language, id) <= best.element();
    }

    private long draw(Language language, String id) {
        return StableHash.of(seed, language.code() + ":" + id);
    }
}
