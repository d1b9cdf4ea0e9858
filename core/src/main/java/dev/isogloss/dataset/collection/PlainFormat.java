package dev.isogloss.dataset.collection;

import dev.isogloss.dataset.BadRows;
import dev.isogloss.dataset.CollectionFiles;
import dev.isogloss.dataset.CollectionFormat;
import dev.isogloss.dataset.IdSpace;
import dev.isogloss.dataset.Losses;
import dev.isogloss.dataset.Output;
import dev.isogloss.dataset.QueryIds;
import dev.isogloss.dataset.RowWriter;
import dev.isogloss.dataset.Sighting;
import dev.isogloss.format.PlainLayout;
import java.io.IOException;
import java.nio.file.Path;
import java.util.Optional;

/** Plain JSON lines: {@code corpus.jsonl}, {@code queries-SPLIT.jsonl} and {@code qrels-SPLIT.tsv}, with {@code lang} fields. */
public final class PlainFormat implements CollectionFormat {
    @Override
    public String word() {
        return "plain";
    }

    @Override
    public String description() {
        return "corpus.jsonl {_id, title, text, lang}, queries[-SPLIT].jsonl {_id, text, lang}, qrels[-SPLIT].tsv";
    }

    @Override
    public Optional<String> recognise(Sighting sighting) {
        return sighting.hasName("corpus\\.(jsonl.*|parquet)")
                        && (sighting.hasName("queries.*\\.(jsonl.*|parquet)")
                                || sighting.names().size() == 1)
                ? Optional.of(
                        "there is a file corpus" + (sighting.hasName("queries.*") ? ", and queries beside it" : ""))
                : Optional.empty();
    }

    @Override
    public CollectionFiles open(Path path, BadRows badRows) {
        return new FlatFolder(FlatLayout.find(path), badRows);
    }

    @Override
    public void write(CollectionFiles from, Path to, Losses losses) throws IOException {
        CollectionFiles flat = IdSpace.flat(from);
        Output.folder(to, folder -> {
            try (RowWriter out = folder.open("corpus.jsonl", FlatRows.PASSAGES)) {
                FlatRows.passages(out, flat);
            }
            for (String split : flat.splits()) {
                String ending = split.equals(PlainLayout.WHOLE) ? "" : "-" + split;
                boolean[] asked = {flat.splits().size() == 1};
                try (RowWriter out = folder.open("queries" + ending + ".jsonl", FlatRows.QUERIES)) {
                    FlatRows.queries(out, flat, split, new QueryIds());
                    flat.queries(split, (row, origin) -> asked[0] = true);
                }
                if (!asked[0]) {
                    folder.remove("queries" + ending + ".jsonl"); // none is left in the languages that were asked for
                }
                boolean[] any = {false};
                try (Output.Rows out = folder.open("qrels" + ending + ".tsv")) {
                    JudgmentLines.write(out, flat, split, "0");
                    flat.judgments(split, (row, origin) -> any[0] = true);
                }
                if (!any[0]) {
                    folder.remove("qrels" + ending + ".tsv");
                }
            }
        });
    }
}
