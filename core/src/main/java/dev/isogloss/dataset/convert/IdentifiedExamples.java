package dev.isogloss.dataset.convert;

import dev.isogloss.dataset.ExampleFiles;
import dev.isogloss.dataset.ExamplePassage;
import dev.isogloss.dataset.ExampleRow;
import dev.isogloss.dataset.RowSink;
import dev.isogloss.io.StableHash;
import java.io.IOException;
import java.nio.file.Path;
import java.util.HexFormat;
import java.util.List;

/**
 * Examples that all have ids: a query without one is numbered ({@code q0}, {@code q1}, ...), a passage without one is named by its title
 * and text, so that equal passages are one.
 *
 * @param passages whether they are named too, or the queries alone
 */
record IdentifiedExamples(ExampleFiles from, boolean passages) implements ExampleFiles {
    @Override
    public void examples(RowSink<ExampleRow> sink) throws IOException {
        long[] number = {0};
        from.examples((row, origin) -> {
            String id = row.id().isEmpty() ? "q" + number[0] : row.id();
            number[0]++;
            ExampleRow named = row.as(id, row.query());
            sink.accept(
                    passages ? named.with(identified(row.positives()), identified(row.negatives())) : named, origin);
        });
    }

    private static List<ExamplePassage> identified(List<ExamplePassage> passages) {
        return passages.stream()
                .map(passage -> passage.id().isEmpty()
                        ? new ExamplePassage(name(passage), passage.title(), passage.text(), passage.score())
                        : passage)
                .toList();
    }

    private static String name(ExamplePassage passage) {
        long hash = StableHash.of(StableHash.of(0, passage.title()), passage.requiredText());
        return "p" + HexFormat.of().toHexDigits(hash);
    }

    @Override
    public List<Path> files() {
        return from.files();
    }
}
