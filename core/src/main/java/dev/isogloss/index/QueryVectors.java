package dev.isogloss.index;

import dev.isogloss.data.Query;
import dev.isogloss.io.BadInputException;
import java.util.List;

/** Vectors of queries, checked before they meet the passages. */
final class QueryVectors {
    private QueryVectors() {}

    /** One finite vector of the index's dimension a query. */
    static float[][] of(List<Query> queries, QueryEncoder encoder, int dimension) {
        float[][] vectors = encoder.encode(queries);
        if (vectors.length != queries.size()) {
            throw new IllegalStateException(
                    "the encoder gave " + vectors.length + " vectors for " + queries.size() + " queries");
        }
        for (int i = 0; i < vectors.length; i++) {
            if (vectors[i].length != dimension) {
                throw new BadInputException(
                        "the vector of query " + queries.get(i).key() + " has " + vectors[i].length
                                + " components but the index's vectors have " + dimension
                                + "; search with the model that the index was made with");
            }
            if (!Double.isFinite(InnerProduct.norm(vectors[i]))) {
                throw new BadInputException(
                        "the vector of query " + queries.get(i).key()
                                + " has a component that is not a finite number; the model may be damaged");
            }
        }
        return vectors;
    }
}
