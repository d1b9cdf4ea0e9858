package dev.isogloss.dataset.collection;

import dev.isogloss.dataset.BadRows;
import dev.isogloss.dataset.CollectionFiles;
import dev.isogloss.dataset.CollectionFormat;
import dev.isogloss.dataset.IdSpace;
import dev.isogloss.dataset.IdText;
import dev.isogloss.dataset.Losses;
import dev.isogloss.dataset.Output;
import dev.isogloss.dataset.QueryIds;
import dev.isogloss.dataset.RowWriter;
import dev.isogloss.dataset.Sighting;
import java.io.IOException;
import java.nio.file.Path;
import java.util.Optional;

/** BEIR: {@code corpus.jsonl}, {@code queries.jsonl} and {@code qrels/SPLIT.tsv} with a header. */
public final class BeirFormat implements CollectionFormat {
    @Override
    public String word() {
        return "beir";
    }

    @Override
    public String description() {
        return "corpus.jsonl (or .parquet, or a folder) {_id, title, text}, queries.jsonl {_id, text}, qrels/SPLIT.tsv (or .parquet) with"
                + " query-id, corpus-id, score";
    }

    @Override
    public Optional<String> recognise(Sighting sighting) {
        if (sighting.hasName("corpus\\.(jsonl.*|parquet)") && sighting.hasName("qrels/")) {
            return Optional.of("there are passages in a file corpus and a folder qrels/");
        }
        return sighting.hasName("corpus/") && sighting.hasName("queries/")
                ? Optional.of("there are folders corpus/ and queries/, as the hub keeps BEIR")
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
            QueryIds written = new QueryIds();
            try (RowWriter out = folder.open("queries.jsonl", FlatRows.QUERIES)) {
                for (String split : flat.splits()) {
                    FlatRows.queries(out, flat, split, written);
                    FlatRows.countUnjudged(flat, split, losses);
                }
            }
            for (String split : flat.splits()) {
                boolean[] any = {false};
                flat.judgments(split, (row, origin) -> any[0] = true);
                if (any[0]) {
                    writeJudgments(folder, flat, split);
                }
            }
        });
    }

    private static void writeJudgments(Output folder, CollectionFiles from, String split) throws IOException {
        try (Output.Rows out = folder.open("qrels/" + split + ".tsv")) {
            out.columns(JudgmentLines.BEIR_HEADER.toArray(String[]::new));
            from.judgments(
                    split,
                    (row, origin) -> out.columns(
                            IdText.encode(row.query()), IdText.encode(row.passage()), Integer.toString(row.grade())));
        }
    }
}
