package dev.isogloss.experiment;

import dev.isogloss.batch.TopicLabels;
import dev.isogloss.data.Key;
import dev.isogloss.data.Language;
import dev.isogloss.data.Query;
import dev.isogloss.data.TrainingExample;
import dev.isogloss.embed.KMeans;
import dev.isogloss.io.BadInputException;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The topics of training examples: labels out of a file, or else clusters of the vectors of their first positives.
 *
 * @param topics of each example, from 0
 * @param count how many there are
 */
record ExampleTopics(int[] topics, int count) {
    private static final Logger LOG = LoggerFactory.getLogger(ExampleTopics.class);

    /**
     * The topics of these examples, in their order.
     *
     * @param miner whose vectors are clustered where there are no labels
     */
    static ExampleTopics of(Context context, List<TrainingExample> examples, SystemModel miner) throws IOException {
        Optional<Path> file = context.experiment().plan().labels();
        return file.isPresent() ? labelled(context, file.get(), examples) : clustered(context, examples, miner);
    }

    /** Refuses a file of labels that says nothing of what is learned from; before anything long starts. */
    static void check(Experiment experiment, ExperimentData data) throws IOException {
        Optional<Path> file = experiment.plan().labels();
        if (file.isEmpty() || !experiment.questions().byPeople()) {
            return;
        }
        TopicLabels labels = TopicLabels.read(file.get(), data.source().languages());
        for (Query query : data.trainQueries()) {
            if (labels.of(query.key(), data.positives(query)).isPresent()) {
                return;
            }
        }
        throw new BadInputException("plan.labels: " + file.get() + " has a topic for none of "
                + data.trainQueries().size() + " training queries or their first relevant passages ("
                + labels.labels().size() + " ids are in it); ids are lang:id, for example "
                + data.trainQueries().getFirst().key());
    }

    /** Examples without a label are a topic of their own. */
    private static ExampleTopics labelled(Context context, Path file, List<TrainingExample> examples)
            throws IOException {
        TopicLabels labels = TopicLabels.read(file, context.data().source().languages());
        int unlabelled = labels.names().size();
        int without = 0;
        int[] topics = new int[examples.size()];
        for (int i = 0; i < topics.length; i++) {
            topics[i] = labels.of(examples.get(i)).orElse(unlabelled);
            without += topics[i] == unlabelled ? 1 : 0;
        }
        if (without > 0) {
            LOG.warn(
                    "{}: {} of {} training queries have no topic there; they are one of their own",
                    file,
                    without,
                    topics.length);
        }
        return new ExampleTopics(topics, unlabelled + 1);
    }

    /** Each language's vectors are counted from their mean: topics, not languages. */
    private static ExampleTopics clustered(Context context, List<TrainingExample> examples, SystemModel miner) {
        float[][] rows = new float[examples.size()][];
        int[] groups = new int[examples.size()];
        List<Language> languages = context.corpus().languages();
        try (EncodeStep.Open vectors = EncodeStep.Open.forMining(miner)) {
            for (int i = 0; i < rows.length; i++) {
                Key positive = examples.get(i).positives().getFirst();
                rows[i] = vectors.passages().vector(vectors.passages().row(positive));
                groups[i] = languages.indexOf(positive.language());
            }
        }
        int topics = context.experiment().plan().topics();
        return new ExampleTopics(
                new KMeans(topics, context.experiment().trainingSeed())
                        .clusterCentred(rows, groups)
                        .assignments(),
                topics);
    }
}
