package dev.isogloss.rerank;

import dev.isogloss.checkpoint.CrossEncoderFolder;
import dev.isogloss.data.Passage;
import dev.isogloss.data.Query;
import dev.isogloss.encoder.CrossEncoderNetwork;
import dev.isogloss.encoder.Dropout;
import dev.isogloss.encoder.PairTokenizer;
import dev.isogloss.encoder.TokenWindow;
import dev.isogloss.io.BadInputException;
import dev.isogloss.search.Pair;
import dev.isogloss.search.PairScorer;
import dev.isogloss.tensor.NativeThreads;
import dev.isogloss.tensor.Scoped;
import dev.isogloss.tensor.Tensors;
import dev.isogloss.tokenize.TokenBatch;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.bytedeco.javacpp.PointerScope;

/**
 * The pair scorer of a cross-encoder's folder: pair tokenizer, network and a few worker threads with one native thread each. A
 * score is the logarithm of the odds that the passage answers the query.
 *
 * <p>A batch holds pairs of one query only, so that a score never depends on which other queries were asked about with it: matrix
 * products of another height may round differently.
 */
public final class CrossEncoder implements PairScorer, AutoCloseable {
    private final CrossEncoderFolder folder;
    private final PairTokenizer tokenizer;
    private final CrossEncoderNetwork network;
    private final CrossEncoderSettings settings;
    private final String description;
    private final ExecutorService workers;

    private CrossEncoder(
            CrossEncoderFolder folder,
            PairTokenizer tokenizer,
            CrossEncoderNetwork network,
            CrossEncoderSettings settings) {
        this.folder = folder;
        this.tokenizer = tokenizer;
        this.network = network;
        this.settings = settings;
        this.description = "cross-encoder(" + folder.networkHash() + ", " + folder.contract() + ", "
                + settings.precision().resolve(settings.device()) + ")";
        this.workers = Executors.newFixedThreadPool(
                settings.workers(),
                Thread.ofPlatform().name("score-", 0).daemon(true).factory());
    }

    /** Opens a trained cross-encoder's folder. */
    public static CrossEncoder open(Path folder, CrossEncoderSettings settings) {
        return open(CrossEncoderFolder.open(folder), settings);
    }

    /**
     * Opens a cross-encoder.
     *
     * @throws BadInputException when tokenizer and weights do not belong together, or lengths exceed the network's positions
     */
    public static CrossEncoder open(CrossEncoderFolder stored, CrossEncoderSettings settings) {
        settings.device().requireUsable();
        CrossEncoderFolder folder = settings.maxTokens().isPresent()
                ? stored.withMaxTokens(settings.maxTokens().getAsInt())
                : stored;
        PairTokenizer tokenizer = PairTokenizer.open(folder);
        try {
            NativeThreads.set(1);
            return new CrossEncoder(
                    folder,
                    tokenizer,
                    CrossEncoderNetwork.forInference(folder, settings.precision(), settings.device()),
                    settings);
        } catch (RuntimeException e) {
            tokenizer.close();
            throw e;
        }
    }

    /** The probability that a score stands for, 0 .. 1. */
    public static double probability(float score) {
        return 1 / (1 + Math.exp(-score));
    }

    @Override
    public String describe() {
        return description;
    }

    @Override
    public float[] score(List<Pair> pairs) {
        float[] scores = new float[pairs.size()];
        List<Future<?>> running = new ArrayList<>();
        for (int from = 0; from < pairs.size(); ) {
            Query query = pairs.get(from).query();
            int to = from;
            while (to < pairs.size() && pairs.get(to).query().equals(query)) {
                to++;
            }
            int offset = from;
            String text = query.text();
            List<String> passages = pairs.subList(from, to).stream()
                    .map(pair -> folder.contract().textOf(pair.passage()))
                    .toList();
            submit(text, passages, offset, scores, running);
            from = to;
        }
        running.forEach(CrossEncoder::await);
        return scores;
    }

    /** Scores passages for one query. */
    public float[] score(Query query, List<Passage> passages) {
        return score(passages.stream().map(passage -> new Pair(query, passage)).toList());
    }

    /** Scores texts for one query, as they are. */
    public float[] score(String query, List<String> passages) {
        float[] scores = new float[passages.size()];
        List<Future<?>> running = new ArrayList<>();
        submit(query, passages, 0, scores, running);
        running.forEach(CrossEncoder::await);
        return scores;
    }

    private void submit(String query, List<String> passages, int offset, float[] scores, List<Future<?>> running) {
        TokenBatch tokens =
                tokenizer.tokenize(passages.stream().map(passage -> query).toList(), passages);
        for (TokenWindow.Part part : TokenWindow.cut(tokens, settings.batchTokens())) {
            running.add(workers.submit(() -> score(part, offset, scores)));
        }
    }

    private void score(TokenWindow.Part part, int offset, float[] scores) {
        try (PointerScope _ = new PointerScope()) {
            float[] found = Tensors.toFloats(Scoped.withoutGradients(() -> network.score(part.batch(), Dropout.NONE)));
            for (int i = 0; i < found.length; i++) {
                scores[offset + part.texts()[i]] = found[i];
            }
        }
    }

    static void await(Future<?> running) {
        try {
            Object nothing = running.get();
            assert nothing == null : "scoring gives nothing back";
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException("scoring was interrupted", e);
        } catch (ExecutionException e) {
            throw e.getCause() instanceof RuntimeException cause
                    ? cause
                    : new IllegalStateException("scoring failed", e.getCause());
        }
    }

    @Override
    public void close() {
        workers.close();
        network.close();
        tokenizer.close();
    }
}
