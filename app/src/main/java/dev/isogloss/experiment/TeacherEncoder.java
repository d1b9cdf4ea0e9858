package dev.isogloss.experiment;

import dev.isogloss.data.Key;
import dev.isogloss.data.Query;
import dev.isogloss.embed.Vectors;
import dev.isogloss.index.LanguageBalance;
import dev.isogloss.mine.VectorScorer;
import dev.isogloss.train.PairScores;
import dev.isogloss.train.TeacherVectors;
import java.util.List;
import java.util.Map;

/** An encoder that was asked about the whole collection and its training queries: it teaches, or guides, by its vectors. */
final class TeacherEncoder implements TeacherVectors {
    private static final float[] NOTHING = {};

    private final String name;
    private final Vectors queries;
    private final Vectors passages;

    private TeacherEncoder(String name, Vectors queries, Vectors passages) {
        this.name = name;
        this.queries = queries;
        this.passages = passages;
    }

    /**
     * Over vectors that stay the caller's.
     *
     * @param languageBalance share of the mean passage of its language that is taken off every vector, 0 .. 1
     */
    static TeacherEncoder of(EncodeStep.Open vectors, double languageBalance) {
        if (languageBalance == 0) {
            return new TeacherEncoder(vectors.name(), vectors.queries(), vectors.passages());
        }
        LanguageBalance balance = LanguageBalance.of(vectors.passages(), languageBalance);
        return new TeacherEncoder(
                vectors.name(), balance.balanced(vectors.queries()), balance.balanced(vectors.passages()));
    }

    /** What it says of any of the queries and any passage of the collection. */
    PairScores cosines(Map<Key, Query> asked) {
        VectorScorer scorer = new VectorScorer(name, queries, passages);
        return (key, passage) -> {
            Query query = asked.get(key);
            return query == null ? Float.NaN : scorer.score(query, List.of(passage))[0];
        };
    }

    @Override
    public float[] query(Key query) {
        return vector(queries, query);
    }

    @Override
    public float[] passage(Key passage) {
        return vector(passages, passage);
    }

    private static float[] vector(Vectors vectors, Key key) {
        int row = vectors.row(key);
        return row < 0 ? NOTHING : vectors.vector(row);
    }
}
