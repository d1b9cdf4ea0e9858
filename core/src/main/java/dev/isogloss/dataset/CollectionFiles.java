package dev.isogloss.dataset;

import dev.isogloss.data.Language;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.SortedSet;

/**
 * Passages, queries and judgments on disk, in the order of their files, ids as they are there (unescaped). Passages are streamed and
 * never held; every method reads anew and gives the same again. What is wrong with a row goes to {@link BadRows}. One per thread.
 */
public interface CollectionFiles {
    /** Whether an id is unique only within its language, because the format keeps languages apart. */
    boolean idsByLanguage();

    /** The languages of passages and queries, as far as the files say; where all share their files this reads them. */
    SortedSet<Language> languages() throws IOException;

    /** The names of the splits; empty where there are only passages. */
    SortedSet<String> splits();

    void passages(RowSink<PassageRow> sink) throws IOException;

    void queries(String split, RowSink<QueryRow> sink) throws IOException;

    void judgments(String split, RowSink<JudgmentRow> sink) throws IOException;

    /** Files beside these that say more than rows can hold, each as a few words for a person. */
    default List<String> unreadFiles() {
        return List.of();
    }

    /** Every file that is read. */
    List<Path> files();
}
