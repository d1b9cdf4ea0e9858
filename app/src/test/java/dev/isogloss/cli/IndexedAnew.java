package dev.isogloss.cli;

import java.nio.file.Path;

/** An index made by the command. */
public final class IndexedAnew {
    private IndexedAnew() {}

    /** Of the passages of a file, dense (in 32-bit floats) and lexical. */
    public static Path of(Path model, Path corpus, Path out) {
        Said.of(
                        "index",
                        "--model",
                        model.toString(),
                        "--corpus",
                        corpus.toString(),
                        "--out",
                        out.toString(),
                        "--bm25",
                        "--precision",
                        "fp32")
                .succeeded();
        return out;
    }

    /** Of an index and what was written on top of it. */
    public static Path compacted(Path index, Path out) {
        Said.of("index", "compact", index.toString(), "--out", out.toString()).succeeded();
        return out;
    }

    /** How the command refuses an index that nothing was written on top of. */
    public static void refusesToCompact(Path index, Path out, String... parts) {
        Said.of("index", "compact", index.toString(), "--out", out.toString()).refused(parts);
    }
}
