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
    private static final String EVALUATION = "-queries-evaluation";

    private EncodeStep() {}

    /** Encodes all passages and the evaluation queries. */
    static StepKey run(Context context, SystemModel model) throws IOException {
        EncoderChoice choice = context.encoder(model.folder().toString());
        Path passages = model.home().vectors(model.name() + PASSAGES);
        Path asked = model.home().vectors(model.name() + EVALUATION);
        return context.steps()
                .run(
                        "encode-" + model.name(),
                        key("encode", context.collectionKey(), model, choice),
                        List.of(passages, asked),
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
                            }
                        });
    }

    /** Encodes the training queries, for a model that mines; a step of its own, as rows of a table may learn from other queries. */
    static StepKey trainingQueries(Context context, SystemModel model) throws IOException {
        EncoderChoice choice = context.encoder(model.folder().toString());
        Path learned = model.home().vectors(model.name() + TRAINING);
        return context.steps()
                .run(
                        "encode-" + model.name() + TRAINING,
                        key("encode training queries", context.askedKey(), model, choice),
                        List.of(learned),
                        () -> {
                            try (TransformerEmbedder embedder = choice.open()) {
                                queries(
                                        context,
                                        embedder,
                                        choice,
                                        context.data().trainQueries(),
                                        learned);
                            }
                        });
    }

    private static StepKey key(String what, StepKey texts, SystemModel model, EncoderChoice choice) {
        return StepKey.of(
                what,
                texts,
                model.key(),
                choice.precision(),
                choice.device(),
                choice.queryTokens(),
                choice.passageTokens());
    }

    /** Encodes all passages and the training queries for another encoder of the ensemble. */
    static StepKey run(Context context, EnsembleMember.Encoder member) throws IOException {
        EncoderChoice choice = context.encoder(member);
        ModelFolder folder = choice.folder();
        StepKey key = StepKey.of(
                "encode member",
                context.askedKey(),
                folder.networkHash(),
                folder.contract().hash(),
                choice.precision(),
                choice.device(),
                choice.queryTokens(),
                choice.passageTokens());
        Path passages = context.base().vectors(member.name() + PASSAGES);
        Path learned = context.base().vectors(member.name() + TRAINING);
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

    /** The passage vectors of an encoded system, which the caller closes. */
    static VectorStore passages(SystemModel model) {
        return VectorStore.open(model.home().vectors(model.name() + PASSAGES));
    }

    /** The passage vectors of an encoded system and those of one set of queries, open for searching. */
    record Open(String name, VectorStore passages, VectorStore queries) implements AutoCloseable {
        static Open forEvaluation(SystemModel model) {
            return of(model.home(), model.name(), EVALUATION);
        }

        static Open forMining(SystemModel model) {
            return of(model.home(), model.name(), TRAINING);
        }

        static Open forMining(Context context, EnsembleMember.Encoder member) {
            return of(context.base(), member.name(), TRAINING);
        }

        private static Open of(RunFolder home, String name, String queries) {
            return new Open(
                    name,
                    VectorStore.open(home.vectors(name + PASSAGES)),
                    VectorStore.open(home.vectors(name + queries)));
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
