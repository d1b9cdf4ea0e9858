package dev.isogloss.dataset.example;

import dev.isogloss.dataset.BadRows;
import dev.isogloss.dataset.ExampleFiles;
import dev.isogloss.dataset.ExampleFormat;
import dev.isogloss.dataset.ExampleRow;
import dev.isogloss.io.JsonLine;
import java.nio.file.Path;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;

/** A format of rows, each of which is an example by itself. */
interface RowFormat extends ExampleFormat {
    /** An example; what else the row holds is told by {@link #read}. */
    ExampleRow parse(JsonLine row);

    /** The fields that {@link #parse} reads of a row. */
    Set<String> fields(JsonLine row);

    /** The fields that hold lists of passages as objects. */
    default List<String> passages() {
        return List.of();
    }

    /** The fields that {@link #parse} reads of such an object. */
    default Set<String> passageFields() {
        return Set.of();
    }

    /** The example in a row, with the names of the fields that nobody reads. */
    default ExampleRow read(JsonLine row) {
        return parse(row).without(unread(row));
    }

    /** The names of fields that hold something and that nobody reads. */
    default Set<String> unread(JsonLine row) {
        Set<String> unread = new TreeSet<>(row.fieldsBeside(fields(row)));
        for (String name : passages()) {
            row.json().path(name).forEach(passage -> {
                if (passage.isObject()) {
                    new JsonLine(row.origin(), passage)
                            .fieldsBeside(passageFields())
                            .forEach(field -> unread.add(field + " in " + name));
                }
            });
        }
        return unread;
    }

    @Override
    default ExampleFiles open(Path path, BadRows badRows) {
        return RowExamples.of(path, badRows, this::read);
    }
}
