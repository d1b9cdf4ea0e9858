package dev.isogloss.experiment;

import dev.isogloss.data.Passage;
import dev.isogloss.index.Bm25Index;
import dev.isogloss.index.LexicalUnit;
import dev.isogloss.job.IndexFolder;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;

/** The passages become a BM25 index. */
final class LexicalStep {
    private LexicalStep() {}

    static Path folder(Context context) {
        return folder(context, LexicalUnit.WORD);
    }

    static Path folder(Context context, LexicalUnit unit) {
        return unit == LexicalUnit.WORD
                ? IndexFolder.lexical(context.base().index())
                : context.base().index().resolve(unit.retriever());
    }

    static StepKey run(Context context) throws IOException {
        return run(context, LexicalUnit.WORD);
    }

    /** The experiment's own words, where words are asked for. */
    private static LexicalUnit counted(Context context, LexicalUnit unit) {
        return unit == LexicalUnit.WORD ? context.experiment().words() : unit;
    }

    /** Only words are ever searched in the pool of all languages; other units serve mining alone. */
    static StepKey run(Context context, LexicalUnit unit) throws IOException {
        Path folder = folder(context, unit);
        boolean pooled = unit == LexicalUnit.WORD;
        LexicalUnit counted = counted(context, unit);
        StepKey key = counted == LexicalUnit.ANSERINI_WORD
                ? StepKey.of(unit.retriever(), context.collectionKey(), counted)
                : StepKey.of(unit.retriever(), context.collectionKey());
        return context.steps().run(unit.retriever(), key, List.of(folder), () -> {
            Iterable<Passage> passages = IndexFolder.passages(context.corpus());
            Bm25Index.build(folder, passages, counted, pooled, context.progress());
        });
    }
}
