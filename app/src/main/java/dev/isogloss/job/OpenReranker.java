package dev.isogloss.job;

import dev.isogloss.checkpoint.CrossEncoderFolder;
import dev.isogloss.corpus.Corpus;
import dev.isogloss.data.Query;
import dev.isogloss.data.Ranking;
import dev.isogloss.io.Progress;
import dev.isogloss.rerank.CrossEncoder;
import dev.isogloss.rerank.CrossEncoderSettings;
import dev.isogloss.search.Reranker;
import dev.isogloss.search.Retriever;
import dev.isogloss.search.SearchScope;
import dev.isogloss.tensor.Device;
import dev.isogloss.tensor.Precision;
import java.util.ArrayList;
import java.util.List;

/**
 * A cross-encoder over the passages of an index, open. Which queries are asked at a time decides nothing: a score depends on the
 * query and its own hits alone.
 *
 * @param model closed with this
 */
public record OpenReranker(CrossEncoder model, Reranker reranker) implements AutoCloseable {
    private static final int QUERIES_AT_A_TIME = 8;

    /** Opens the model, which must have a classification head. */
    public static OpenReranker open(RerankChoice choice, EncoderChoice how, Corpus corpus) {
        CrossEncoder model = model(choice.model(), how);
        return new OpenReranker(model, new Reranker(model, key -> corpus.passage(corpus.ordinal(key)), choice.depth()));
    }

    /**
     * The cross-encoder alone; whoever opens it closes it.
     *
     * @param folder a sequence-classification folder or hub id that is here
     */
    public static CrossEncoder model(String folder, EncoderChoice how) {
        return CrossEncoder.open(
                CrossEncoderFolder.open(folder),
                CrossEncoderSettings.of(Precision.parse(how.precision()), Device.parse(how.device())));
    }

    /** The best {@code k} of each ranking in their new order. */
    List<Ranking> rerank(List<Query> queries, List<Ranking> rankings, int k, Progress progress) {
        List<Ranking> reranked = new ArrayList<>();
        try (Progress.Task task = progress.start("rerank", queries.size(), "queries")) {
            for (int from = 0; from < queries.size(); from += QUERIES_AT_A_TIME) {
                int to = Math.min(from + QUERIES_AT_A_TIME, queries.size());
                for (Ranking ranking : reranker.rerank(queries.subList(from, to), rankings.subList(from, to))) {
                    reranked.add(ranking.cut(k));
                }
                task.advance(to - from);
            }
        }
        return reranked;
    }

    /**
     * A retriever whose rankings are those of another, read once more; at most as many hits as are read.
     *
     * @param progress shown a search at a time
     */
    public Retriever over(Retriever first, Progress progress) {
        return new Reranked(first, this, progress);
    }

    private record Reranked(Retriever first, OpenReranker second, Progress progress) implements Retriever {
        @Override
        public String name() {
            return first.name() + "-reranked";
        }

        @Override
        public List<Ranking> retrieve(List<Query> queries, SearchScope scope, int k) {
            List<Ranking> rankings = first.retrieve(queries, scope, second.reranker.depth());
            return second.rerank(queries, rankings, k, progress);
        }
    }

    @Override
    public void close() {
        model.close();
    }
}
