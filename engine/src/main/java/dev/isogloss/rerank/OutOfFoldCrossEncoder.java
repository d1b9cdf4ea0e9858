package dev.isogloss.rerank;

import dev.isogloss.search.Pair;
import dev.isogloss.search.PairScorer;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Collectors;

/**
 * One scorer a fold of the queries: a query's passages are scored by the model that learned from all folds but the query's own, so
 * that it never saw the judgments it is compared with or used against.
 */
public final class OutOfFoldCrossEncoder implements PairScorer, AutoCloseable {
    private final Folds folds;
    private final List<? extends PairScorer> models;

    /**
     * Takes over the scorers.
     *
     * @param models the k-th never learned from a query of fold k
     */
    public OutOfFoldCrossEncoder(Folds folds, List<? extends PairScorer> models) {
        this.folds = folds;
        this.models = List.copyOf(models);
        if (models.size() != folds.count()) {
            throw new IllegalArgumentException(
                    "there must be one model a fold, " + folds.count() + " (got: " + models.size() + ")");
        }
    }

    /**
     * Opens the cross-encoders of all folds.
     *
     * @param modelFolders the k-th holds the model that never learned from a query of fold k
     */
    public static OutOfFoldCrossEncoder open(Folds folds, List<Path> modelFolders, CrossEncoderSettings settings) {
        List<CrossEncoder> models = new ArrayList<>();
        try {
            for (Path folder : modelFolders) {
                models.add(CrossEncoder.open(folder, settings));
            }
            return new OutOfFoldCrossEncoder(folds, models);
        } catch (RuntimeException e) {
            models.forEach(CrossEncoder::close);
            throw e;
        }
    }

    @Override
    public String describe() {
        return "out-of-fold(" + folds + ", "
                + models.stream().map(PairScorer::describe).collect(Collectors.joining(", ")) + ")";
    }

    @Override
    public float[] score(List<Pair> pairs) {
        float[] scores = new float[pairs.size()];
        for (int fold = 0; fold < folds.count(); fold++) {
            List<Integer> places = new ArrayList<>();
            for (int i = 0; i < pairs.size(); i++) {
                if (folds.of(pairs.get(i).query().key()) == fold) {
                    places.add(i);
                }
            }
            float[] ofFold =
                    models.get(fold).score(places.stream().map(pairs::get).toList());
            for (int i = 0; i < ofFold.length; i++) {
                scores[places.get(i)] = ofFold[i];
            }
        }
        return scores;
    }

    @Override
    public void close() {
        for (PairScorer model : models) {
            if (model instanceof AutoCloseable resource) {
                try {
                    resource.close();
                } catch (Exception e) {
                    throw new IllegalStateException("cannot close " + model.describe(), e);
                }
            }
        }
    }
}
