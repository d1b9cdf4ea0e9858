package dev.isogloss.dataset.example;

import dev.isogloss.dataset.ExamplePassage;
import dev.isogloss.dataset.ExampleRow;
import dev.isogloss.io.Origin;
import dev.isogloss.io.StableHash;
import dev.isogloss.io.ThrowingConsumer;
import java.io.IOException;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** The different passages of examples, each once; holds their ids and hashes of their texts. One per thread. */
public final class CollectedPassages {
    private final Map<String, Long> seen = new HashMap<>();

    /**
     * Hands over the passages of an example that no earlier one had: positives, then negatives.
     *
     * @throws dev.isogloss.io.BadInputException when an id has another text than before
     */
    public void takeNew(ExampleRow row, Origin origin, ThrowingConsumer<ExamplePassage> sink) throws IOException {
        for (List<ExamplePassage> passages : List.of(row.positives(), row.negatives())) {
            for (ExamplePassage passage : passages) {
                long hash = StableHash.of(StableHash.of(0, passage.title()), passage.requiredText());
                Long earlier = seen.putIfAbsent(passage.id(), hash);
                if (earlier == null) {
                    sink.accept(passage);
                } else if (earlier != hash) {
                    throw origin.error("passage " + passage.id()
                            + " has another text here than in an earlier row; an id must stand for one text");
                }
            }
        }
    }
}
