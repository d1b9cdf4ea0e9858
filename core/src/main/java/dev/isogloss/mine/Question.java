package dev.isogloss.mine;

import dev.isogloss.data.Passage;
import dev.isogloss.data.Query;
import java.util.List;

/**
 * What a judge is asked about one query.
 *
 * @param positives passages known to answer it, best known first; a judge may use them as standard answers or ignore them
 * @param passages the passages to judge
 */
public record Question(Query query, List<Passage> positives, List<Passage> passages) {
    public Question {
        positives = List.copyOf(positives);
        passages = List.copyOf(passages);
    }
}
