package dev.isogloss.job;

import dev.isogloss.data.Query;
import dev.isogloss.index.QueryEncoder;
import java.util.List;

/** An encoder that remembers the queries it was asked last, so that one that searches several languages is encoded once. */
final class RecentQueries implements QueryEncoder {
    private static final int KEPT = 256;

    private final QueryEncoder encoder;
    private final Recent<String, float[]> vectors = new Recent<>(KEPT);

    RecentQueries(QueryEncoder encoder) {
        this.encoder = encoder;
    }

    @Override
    public float[][] encode(List<Query> queries) {
        if (queries.size() != 1) {
            return encoder.encode(queries);
        }
        return new float[][] {
            vectors.get(queries.getFirst().text(), text -> encoder.encode(queries)[0])
                    .clone()
        };
    }
}
