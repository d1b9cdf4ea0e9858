package dev.isogloss.dataset.convert;

import dev.isogloss.data.Language;
import dev.isogloss.dataset.BadRows;
import dev.isogloss.dataset.ExampleFiles;
import dev.isogloss.dataset.ExamplePassage;
import dev.isogloss.dataset.ExampleRow;
import dev.isogloss.dataset.QueryRow;
import dev.isogloss.dataset.RowSink;
import dev.isogloss.io.BadInputException;
import dev.isogloss.io.Origin;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** Examples whose ids have got their texts; one with an id that leads nowhere is a bad row. */
record ResolvedExamples(ExampleFiles from, TextLookup lookup, BadRows badRows) implements ExampleFiles {
    @Override
    public void examples(RowSink<ExampleRow> sink) throws IOException {
        from.examples((row, origin) -> {
            ExampleRow resolved;
            try {
                resolved = row.needsTexts() ? resolve(row, origin) : row;
            } catch (BadInputException e) {
                badRows.take(origin, row.id(), e);
                return;
            }
            sink.accept(resolved, origin);
        });
    }

    private ExampleRow resolve(ExampleRow row, Origin origin) {
        String id = row.id();
        String query = row.query();
        Language language = row.language();
        if (query == null) {
            QueryRow found = lookup.query(row.language(), row.id())
                    .orElseThrow(() -> origin.error("query " + row.id() + " is not among the queries of the texts"));
            id = found.id();
            query = found.text();
            language = language.equals(Language.UNDETERMINED) ? found.language() : language;
        }
        return row.as(id, query)
                .in(language)
                .with(resolve(row, row.positives(), origin), resolve(row, row.negatives(), origin));
    }

    private List<ExamplePassage> resolve(ExampleRow row, List<ExamplePassage> passages, Origin origin) {
        List<ExamplePassage> resolved = new ArrayList<>(passages.size());
        for (ExamplePassage passage : passages) {
            Optional<ExamplePassage> found =
                    passage.isIdOnly() ? lookup.passage(row.language(), passage) : Optional.of(passage);
            resolved.add(found.orElseThrow(
                    () -> origin.error("passage " + passage.id() + " is not among the passages of the texts")));
        }
        return resolved;
    }

    @Override
    public List<Path> files() {
        return from.files();
    }
}
