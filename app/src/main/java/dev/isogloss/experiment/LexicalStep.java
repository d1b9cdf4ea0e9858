package dev.isogloss.experiment;

import dev.isogloss.data.Passage;
import dev.isogloss.index.Bm25Index;
import dev.isogloss.job.IndexFolder;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;

/** The passages become a BM25 index. */
final class LexicalStep {
    private LexicalStep() {}

    static Path folder(Context context) {
        return IndexFolder.lexical(context.folder().index());
    }

    static StepKey run(Context context) throws IOException {
        StepKey key = StepKey.of("bm25", context.collectionKey());
        Iterable<Passage> passages = IndexFolder.passages(context.corpus());
        return context.steps()
                .run(
                        "bm25",
                        key,
                        List.of(folder(context)),
                        () -> Bm25Index.build(folder(context), passages, true, context.progress()));
    }
}
