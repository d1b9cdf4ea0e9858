package dev.isogloss.experiment;

import dev.isogloss.encoder.TransformerEmbedder;
import dev.isogloss.index.HnswIndex;
import dev.isogloss.index.IndexManifest;
import dev.isogloss.job.EncoderChoice;
import dev.isogloss.job.Folders;
import dev.isogloss.job.IndexFolder;
import dev.isogloss.job.IndexJob;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.TreeSet;

/** The run folder's {@code index/}, which the command {@code search} reads: the last model's vectors, its graph, and BM25. */
final class IndexStep {
    private IndexStep() {}

    /** An index of BM25 alone, for an experiment that encodes nothing. */
    static StepKey lexical(Context context, StepKey lexical) throws IOException {
        Path index = context.folder().index();
        StepKey key = StepKey.of("lexical index", lexical);
        return context.steps()
                .runHere("index", key, List.of(index.resolve(IndexManifest.FILE), IndexJob.corpus(index)), () -> {
                    Folders.delete(IndexJob.vectors(index));
                    Folders.delete(index.resolve("hnsw"));
                    IndexJob.balance(index, 0);
                    IndexFolder.link(context.folder().corpus(), IndexJob.corpus(index));
                    TreeSet<IndexManifest.Kind> kinds = new TreeSet<>(List.of(IndexManifest.Kind.LEXICAL));
                    IndexJob.finish(index, kinds, context.corpus(), Optional.empty(), Optional.empty());
                });
    }

    /** An index of a model's vectors and BM25. */
    static StepKey dense(Context context, SystemModel model, StepKey encoded, StepKey lexical) throws IOException {
        Experiment.IndexChoice choice = context.experiment().index();
        Path index = context.folder().index();
        List<Object> decides = new ArrayList<>(List.of("index", encoded, lexical, choice.graph()));
        if (choice.languageBalance() > 0) {
            decides.add(choice.languageBalance());
        }
        StepKey key = StepKey.of(decides.toArray());
        List<Path> outputs = List.of(
                index.resolve(IndexManifest.FILE),
                IndexJob.corpus(index),
                IndexJob.vectors(index),
                index.resolve("hnsw"));
        return context.steps().runHere("index", key, choice.hnsw() ? outputs : outputs.subList(0, 3), () -> {
            IndexFolder.link(context.folder().corpus(), IndexJob.corpus(index));
            IndexFolder.link(context.folder().vectors(model.name() + "-passages"), IndexJob.vectors(index));
            TreeSet<IndexManifest.Kind> kinds =
                    new TreeSet<>(List.of(IndexManifest.Kind.LEXICAL, IndexManifest.Kind.DENSE));
            IndexJob.balance(index, choice.languageBalance());
            if (choice.hnsw()) {
                IndexJob.graph(index, new HnswIndex.Graph(choice.degree(), choice.beam()), context.progress());
                kinds.add(IndexManifest.Kind.HNSW);
            }
            EncoderChoice encoder = context.encoder(model.folder().toString());
            try (TransformerEmbedder embedder = encoder.open()) {
                IndexJob.recordEncoder(index, encoder, embedder);
                IndexJob.finish(
                        index,
                        kinds,
                        context.corpus(),
                        Optional.of(model.folder().toString()),
                        Optional.of(embedder));
            }
        });
    }
}
