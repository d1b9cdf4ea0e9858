package dev.isogloss.dataset.convert;

import dev.isogloss.dataset.CollectionFiles;
import dev.isogloss.dataset.ExampleFiles;
import dev.isogloss.io.BadInputException;
import java.io.IOException;
import java.util.OptionalInt;

/**
 * A random part, the same for the same seed.
 *
 * @param passages how many passages of each language beside the judged ones; empty for all
 * @param queries how many queries (or examples) of each language and split; empty for all
 */
public record SampleSubset(long seed, OptionalInt passages, OptionalInt queries) implements Subset {
    public SampleSubset {
        if (passages.isEmpty() && queries.isEmpty()) {
            throw new BadInputException("say how many of each language to keep: --passages N, --queries N or both");
        }
        if (passages.orElse(0) < 0 || queries.orElse(1) < 1) {
            throw new BadInputException("--passages must be at least 0 and --queries at least 1 (got: "
                    + passages.orElse(0) + " and " + queries.orElse(1) + ")");
        }
    }

    @Override
    public CollectionFiles of(CollectionFiles files) throws IOException {
        return new SampledCollection(files, seed, passages, queries);
    }

    @Override
    public ExampleFiles of(ExampleFiles files) throws IOException {
        if (queries.isEmpty() || passages.isPresent()) {
            throw new BadInputException("training examples are sampled by --queries N (their passages come with them)");
        }
        return new SampledExamples(files, seed, queries.getAsInt());
    }
}
