package dev.isogloss.experiment;

import dev.isogloss.checkpoint.CrossEncoderFolder;
import dev.isogloss.io.BadInputException;
import dev.isogloss.rerank.CrossEncoder;
import dev.isogloss.rerank.CrossEncoderSettings;
import dev.isogloss.rerank.OutOfFoldCrossEncoder;
import dev.isogloss.search.PairScorer;
import dev.isogloss.tensor.Device;
import dev.isogloss.tensor.Precision;
import java.util.Optional;

/** The cross-encoder of an experiment: a trained one of a folder, or those that were trained here, one a fold. */
final class CrossEncoders {
    private CrossEncoders() {}

    /**
     * Opens it.
     *
     * @param folder of a trained one, or its hub id; empty for those of {@link JudgeStep}
     * @param open closes it with the others
     */
    static PairScorer open(Context context, Optional<String> folder, OpenParts open) {
        CrossEncoderSettings settings = CrossEncoderSettings.of(
                        Precision.parse(context.experiment().model().precision()),
                        Device.parse(context.experiment().model().device()))
                .withMaxTokens(
                        context.experiment().mine().judging().crossEncoder().pairTokens());
        return folder.isPresent()
                ? open.keep(CrossEncoder.open(CrossEncoderFolder.open(folder.get()), settings))
                : open.keep(OutOfFoldCrossEncoder.open(JudgeStep.folds(context), JudgeStep.models(context), settings));
    }

    /** Refuses a folder that has learned nothing, or has no room for pairs of so many tokens. */
    static void require(String path, String key, int pairTokens) {
        CrossEncoderFolder folder = CrossEncoderFolder.open(path);
        if (!folder.hasTrainedHead()) {
            throw new BadInputException(key + ": " + folder.body().path()
                    + " has no classification head, so it cannot judge; name a sequence-classification model, or leave"
                    + " the path out to train one here");
        }
        CrossEncoderFolder fitting = folder.withMaxTokens(pairTokens);
        assert fitting.contract().maxTokens() == pairTokens;
    }
}
