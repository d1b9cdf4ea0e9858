package dev.isogloss.dataset.convert;

import dev.isogloss.dataset.CollectionFiles;
import dev.isogloss.dataset.ExampleFiles;
import dev.isogloss.io.BadInputException;
import java.io.IOException;
import java.util.List;
import java.util.SortedSet;

/**
 * One split as two, by its queries: the same for the same seed.
 *
 * @param split of a collection; empty for {@code train}, or the only one
 * @param names of the part that is kept and the part that is held out
 * @param share of each language's queries that is held out
 * @param held which part of training examples is meant; collections have both
 */
public record DividedSubset(String split, List<String> names, double share, long seed, boolean held) implements Subset {
    public DividedSubset {
        names = List.copyOf(names);
        if (names.size() != 2 || names.get(0).equals(names.get(1))) {
            throw new BadInputException(
                    "--names takes two different names, for example train,dev (got: " + String.join(",", names) + ")");
        }
        if (!(share > 0 && share < 1)) {
            throw new BadInputException(
                    "--held-out is a share above 0 and below 1, for example 0.1 (got: " + share + ")");
        }
    }

    @Override
    public CollectionFiles of(CollectionFiles files) throws IOException {
        String divided = divided(files.splits());
        for (String name : names) {
            if (!name.equals(divided) && files.splits().contains(name)) {
                throw new BadInputException("there is a split " + name
                        + " already; choose other names, for example --names " + divided + ",validation");
            }
        }
        HeldOut.Choice choice = new HeldOut.Choice();
        files.queries(divided, (row, origin) -> choice.add(row.language(), row.text()));
        return new DividedCollection(files, divided, names.get(0), names.get(1), choice.choose(share, seed));
    }

    @Override
    public ExampleFiles of(ExampleFiles files) throws IOException {
        HeldOut.Choice choice = new HeldOut.Choice();
        files.examples((row, origin) -> choice.add(row.language(), row.requiredQuery()));
        return new DividedExamples(files, choice.choose(share, seed), held);
    }

    private String divided(SortedSet<String> splits) {
        if (!split.isEmpty()) {
            if (!splits.contains(split)) {
                throw new BadInputException("there is no split " + split + "; there are: " + String.join(" ", splits));
            }
            return split;
        }
        if (splits.contains("train")) {
            return "train";
        }
        if (splits.size() != 1) {
            throw new BadInputException(
                    "say which split to divide with --split; there are: " + String.join(" ", splits));
        }
        return splits.first();
    }
}
