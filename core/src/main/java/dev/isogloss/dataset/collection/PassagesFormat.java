package dev.isogloss.dataset.collection;

import dev.isogloss.dataset.BadRows;
import dev.isogloss.dataset.CollectionFiles;
import dev.isogloss.dataset.CollectionFormat;
import dev.isogloss.dataset.IdSpace;
import dev.isogloss.dataset.Losses;
import dev.isogloss.dataset.Output;
import dev.isogloss.dataset.RowFile;
import dev.isogloss.dataset.Sighting;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;

/** One file of passages, with no queries. */
public final class PassagesFormat implements CollectionFormat {
    @Override
    public String word() {
        return "passages";
    }

    @Override
    public String description() {
        return "one file of passages: {_id or docid or id, title?, text or contents, lang?} a line";
    }

    @Override
    public Optional<String> recognise(Sighting sighting) {
        boolean id = sighting.hasFields("_id") || sighting.hasFields("docid") || sighting.hasFields("id");
        boolean text = sighting.hasFields("text") || sighting.hasFields("contents");
        return !sighting.isFolder() && id && text && !sighting.hasFields("query") && !sighting.hasFields("question")
                ? Optional.of(sighting.fieldsSeen())
                : Optional.empty();
    }

    @Override
    public CollectionFiles open(Path path, BadRows badRows) {
        List<Path> files = RowFile.find(path);
        return new FlatPassages(files, badRows);
    }

    @Override
    public void write(CollectionFiles from, Path to, Losses losses) throws IOException {
        CollectionFiles flat = IdSpace.flat(from);
        if (!flat.splits().isEmpty()) {
            losses.count("queries and judgments (only passages were asked for)");
        }
        Output.rows(to, FlatRows.PASSAGES, out -> FlatRows.passages(out, flat));
    }
}
