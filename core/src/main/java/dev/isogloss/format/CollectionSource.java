package dev.isogloss.format;

import dev.isogloss.data.Judgments;
import dev.isogloss.data.Language;
import dev.isogloss.data.Passage;
import dev.isogloss.data.Query;
import dev.isogloss.io.Origin;
import java.nio.file.Path;
import java.util.List;
import java.util.Set;
import java.util.function.Consumer;

/**
 * A collection on disk: passages, queries and judgments, whatever files they come from. Passages are streamed and never held.
 * Every method reads anew and gives the same again; bad input is a {@code BadInputException} with file and line, a failing disk
 * an {@code UncheckedIOException}. One per thread.
 */
public interface CollectionSource {
    /** The word for the format, for example {@code miracl}. */
    String format();

    /** The languages of the passages, in the order of their codes. */
    List<Language> languages();

    /** Hands over every passage: languages in the order of their codes where the source has them apart, else in its own order. */
    void passages(Consumer<Passage> sink);

    /** {@link #passages} with the place each passage came from, for messages. */
    default void passagesWithOrigin(PassageSink sink) {
        Origin whole = new Origin("the " + format() + " collection");
        passages(passage -> sink.accept(passage, whole));
    }

    /** The queries of a split, languages in the order of their codes, each in the order of its source. */
    List<Query> queries(String split);

    /** The judgments of a split; empty where it has queries only. */
    Judgments judgments(String split);

    /** The names of the splits, in alphabetical order. */
    Set<String> splits();

    /** Every file of the collection, for hashing. */
    List<Path> files();
}
