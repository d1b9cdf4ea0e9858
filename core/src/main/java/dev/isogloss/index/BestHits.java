package dev.isogloss.index;

import dev.isogloss.data.Hit;
import dev.isogloss.data.Key;
import java.util.Collection;
import java.util.PriorityQueue;

/** The best of the hits that are offered. One per thread. */
final class BestHits {
    private final int depth;
    private final PriorityQueue<Hit> worstFirst;

    /** @param depth how many to keep, at least 1 */
    BestHits(int depth) {
        this.depth = depth;
        this.worstFirst = new PriorityQueue<>(Hit.TREC_ORDER.reversed());
    }

    void offer(Key passage, float score) {
        if (worstFirst.size() == depth) {
            Hit worst = worstFirst.element();
            if (score < worst.score() || Hit.TREC_ORDER.compare(new Hit(passage, score), worst) > 0) {
                return;
            }
            worst = worstFirst.remove();
            assert worstFirst.size() < depth : worst;
        }
        worstFirst.add(new Hit(passage, score));
    }

    /** In no particular order. */
    Collection<Hit> hits() {
        return worstFirst;
    }
}
