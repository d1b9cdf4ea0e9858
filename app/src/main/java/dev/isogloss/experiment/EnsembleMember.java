package dev.isogloss.experiment;

import dev.isogloss.index.LexicalUnit;
import java.nio.file.Path;
import java.util.OptionalInt;

/** A retriever of {@code mine.ensemble}. */
public sealed interface EnsembleMember {
    /** Its name in weights, ranks and reports; no two members share one. */
    String name();

    /** BM25 over stemmed words or over character 4-grams. */
    record Lexical(LexicalUnit unit) implements EnsembleMember {
        @Override
        public String name() {
            return unit.retriever();
        }
    }

    /** The experiment's own model, untouched. */
    record Dense() implements EnsembleMember {
        static final String NAME = "dense";

        @Override
        public String name() {
            return NAME;
        }
    }

    /**
     * Another dense encoder.
     *
     * @param path a folder or a hub id
     * @param queryTokens longest query; empty means the model folder's own length
     * @param passageTokens longest passage; empty means the model folder's own length
     */
    record Encoder(String name, String path, OptionalInt queryTokens, OptionalInt passageTokens)
            implements EnsembleMember {}

    /** A TREC run over the training queries that was made elsewhere. */
    record Run(String name, Path file) implements EnsembleMember {}
}
