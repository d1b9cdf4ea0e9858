package dev.isogloss.langchain4j;

import dev.isogloss.job.EncoderChoice;
import dev.isogloss.job.OpenReranker;
import dev.isogloss.rerank.CrossEncoder;
import dev.langchain4j.data.segment.TextSegment;
import dev.langchain4j.model.output.Response;
import dev.langchain4j.model.scoring.ScoringModel;
import java.util.ArrayList;
import java.util.List;

/** A cross-encoder as LangChain4j's scoring model, for {@code ReRankingContentAggregator} for one. Safe for many threads. */
public final class IsoglossScoringModel implements ScoringModel, AutoCloseable {
    private final CrossEncoder model;

    private IsoglossScoringModel(CrossEncoder model) {
        this.model = model;
    }

    /**
     * Opens a cross-encoder.
     *
     * @param folderOrId a sequence-classification folder (one of {@code isogloss train --task rerank}, say), or the hub id of one that is here
     * @throws dev.isogloss.io.BadInputException when it is not here or has no classification head
     */
    public static IsoglossScoringModel open(String folderOrId) {
        return new IsoglossScoringModel(OpenReranker.model(folderOrId, EncoderChoice.of(folderOrId)));
    }

    /** How probable it is that each segment answers the query, 0 .. 1, in the order of the segments. */
    @Override
    public Response<List<Double>> scoreAll(List<TextSegment> segments, String query) {
        if (segments.isEmpty()) {
            return Response.from(List.of());
        }
        List<Double> scores = new ArrayList<>(segments.size());
        for (float score :
                model.score(query, segments.stream().map(TextSegment::text).toList())) {
            scores.add(CrossEncoder.probability(score));
        }
        return Response.from(scores);
    }

    @Override
    public void close() {
        model.close();
    }
}
