package dev.isogloss.dataset.example;

import dev.isogloss.dataset.ExamplePassage;
import dev.isogloss.dataset.ExampleRow;
import dev.isogloss.dataset.LongMap;
import dev.isogloss.io.Origin;
import dev.isogloss.io.StableHash;
import dev.isogloss.io.ThrowingConsumer;
import java.io.IOException;
import java.util.List;

/** The different passages of examples, each once; holds hashes of ids and texts. One per thread. */
public final class CollectedPassages {
    private final LongMap seen = new LongMap();

    /**
     * Hands over the passages of an example that no earlier one had: positives, then negatives.
     *
     * @throws dev.isogloss.io.BadInputException when an id has another text than before
     */
    public void takeNew(ExampleRow row, Origin origin, ThrowingConsumer<ExamplePassage> sink) throws IOException {
        for (List<ExamplePassage> passages : List.of(row.positives(), row.negatives())) {
            for (ExamplePassage passage : passages) {
                long hash = StableHash.of(StableHash.of(0, passage.title()), passage.requiredText());
                long earlier = seen.putIfAbsent(StableHash.of(0, passage.id()), hash);
                if (earlier == 0) {
                    sink.accept(passage);
                } else if (earlier != hash) {
                    throw origin.error("passage " + passage.id()
                            + " has another text here than in an earlier row; an id must stand for one text");
                }
            }
        }
    }
}
