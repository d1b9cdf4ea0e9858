package dev.isogloss.experiment;

import dev.isogloss.checkpoint.ModelFolder;
import dev.isogloss.data.Query;
import dev.isogloss.embed.VectorManifest;
import dev.isogloss.embed.VectorStore;
import dev.isogloss.encoder.TransformerEmbedder;
import dev.isogloss.index.FlatIndex;
import dev.isogloss.index.QueryEncoder;
import dev.isogloss.job.EncoderChoice;
import dev.isogloss.job.Encoding;
import dev.isogloss.tensor.TorchProduct;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** A dense system's passages and queries become vectors. */
final class EncodeStep {
    private static final Logger LOG = LoggerFactory.getLogger(EncodeStep.class);
    private static final String PASSAGES = "-passages";
    private static final String TRAINING = "-queries-training";

    private EncodeStep() {}

    /**
     * Encodes all passages, the evaluation queries, and for the model that mines the training queries too.
     *
     * @param mines whether the vectors of training queries are needed
     */
    static StepKey run(Context context, SystemModel model, boolean mines) throws IOException {
        RunFolder folder = context.folder();
        EncoderChoice choice = context.encoder(model.folder().toString());
        StepKey key = StepKey.of(
                "encode",
                context.collectionKey(),
                model.key(),
                choice.precision(),
                choice.device(),
                choice.queryTokens(),
                choice.passageTokens(),
                mines);
        Path passages = folder.vectors(model.name() + PASSAGES);
        Path asked = folder.vectors(model.name() + "-queries-evaluation");
        Path learned = folder.vectors(model.name() + TRAINING);
        return context.steps()
                .run(
                        "encode-" + model.name(),
                        key,
                        mines ? List.of(passages, asked, learned) : List.of(passages, asked),
                        () -> {
                            try (TransformerEmbedder embedder = choice.open()) {
                                reportCuts(
                                        choice,
                                        Encoding.passages(embedder, context.corpus(), passages, context.progress()),
                                        "passages");
                                queries(
                                        context,
                                        embedder,
                                        choice,
                                        context.data().evaluationQueries(),
                                        asked);
                                if (mines) {
                                    queries(
                                            context,
                                            embedder,
                                            choice,
                                            context.data().trainQueries(),
                                            learned);
                                }
                            }
                        });
    }

    /** Encodes all passages and the training queries for another encoder of the ensemble. */
    static StepKey run(Context context, EnsembleMember.Encoder member) throws IOException {
        EncoderChoice choice = context.encoder(member);
        ModelFolder folder = choice.folder();
        StepKey key = StepKey.of(
                "encode member",
                context.collectionKey(),
                folder.weightsHash(),
                folder.contract().hash(),
                choice.precision(),
                choice.device(),
                choice.queryTokens(),
                choice.passageTokens());
        Path passages = context.folder().vectors(member.name() + PASSAGES);
        Path learned = context.folder().vectors(member.name() + TRAINING);
        return context.steps().run("encode-" + member.name(), key, List.of(passages, learned), () -> {
            try (TransformerEmbedder embedder = choice.open()) {
                reportCuts(
                        choice,
                        Encoding.passages(embedder, context.corpus(), passages, context.progress()),
                        "passages");
                queries(context, embedder, choice, context.data().trainQueries(), learned);
            }
        });
    }

    private static void queries(
            Context context, TransformerEmbedder embedder, EncoderChoice choice, List<Query> queries, Path folder)
            throws IOException {
        reportCuts(choice, Encoding.queries(embedder, queries, folder, context.progress()), "queries");
    }

    private static void reportCuts(EncoderChoice choice, VectorManifest manifest, String what) {
        int cut = manifest.counts().truncatedTexts();
        choice.checkTruncation(cut, manifest.rows(), what);
        if (cut > 0) {
            LOG.warn(
                    "{} of {} {} were longer than the model's limit and were cut: {}",
                    cut,
                    manifest.rows(),
                    what,
                    manifest.counts().truncated());
        }
    }

    /** The passage vectors of an encoded system and those of one set of queries, open for searching. */
    record Open(String name, VectorStore passages, VectorStore queries) implements AutoCloseable {
        static Open forEvaluation(Context context, SystemModel model) {
            return of(context, model.name(), "-queries-evaluation");
        }

        static Open forMining(Context context, SystemModel model) {
            return of(context, model.name(), TRAINING);
        }

        static Open forMining(Context context, EnsembleMember.Encoder member) {
            return of(context, member.name(), TRAINING);
        }

        private static Open of(Context context, String name, String queries) {
            return new Open(
                    name,
                    VectorStore.open(context.folder().vectors(name + PASSAGES)),
                    VectorStore.open(context.folder().vectors(name + queries)));
        }

        /** Exact search over the passages. */
        FlatIndex index(String indexName) {
            return index(indexName, Encoding.from(queries));
        }

        /** The same for queries that somebody else encodes. */
        FlatIndex index(String indexName, QueryEncoder encoder) {
            return new FlatIndex(indexName, passages, encoder, new TorchProduct());
        }

        @Override
        public void close() {
            passages.close();
            queries.close();
        }
    }
}
