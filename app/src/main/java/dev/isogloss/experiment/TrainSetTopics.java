package dev.isogloss.experiment;

import dev.isogloss.batch.TopicLabels;
import dev.isogloss.data.Key;
import dev.isogloss.data.Language;
import dev.isogloss.data.Passage;
import dev.isogloss.data.TrainingExample;
import dev.isogloss.io.Checksums;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeSet;
import java.util.function.ToIntFunction;

/**
 * What the batches of a further training set are chosen by. Passages of one article or story are harder to tell apart than any
 * others, and a set brings no other hard negatives than those of the batch.
 */
final class TrainSetTopics {
    private TrainSetTopics() {}

    /** The file of topics, where the set has one: {@code id TAB topic} lines, ids as the set's own files have them. */
    static Optional<Path> file(TrainSetChoice choice) {
        return choice.topics()
                .filter(topics -> !topics.equals(TrainSetChoice.TITLE))
                .map(Path::of);
    }

    /** What decides the topics. */
    static String identity(TrainSetChoice choice) throws IOException {
        Optional<Path> file = file(choice);
        return file.isPresent() ? Checksums.sha256(file.get()) : choice.topics().orElse("");
    }

    /**
     * The number of each example's topic, from 1; those without one share 0.
     *
     * @param examples with keys as {@link TrainSets} has them
     */
    static ToIntFunction<TrainingExample> of(
            TrainSetChoice choice, List<TrainingExample> examples, Map<Key, Passage> passages) {
        if (choice.topics().isEmpty()) {
            return example -> 0;
        }
        return file(choice)
                .map(file -> labels(file, choice.name(), examples))
                .orElseGet(() -> titles(examples, passages));
    }

    private static ToIntFunction<TrainingExample> labels(Path file, String set, List<TrainingExample> examples) {
        List<Language> languages = List.copyOf(
                new TreeSet<>(examples.stream().map(TrainingExample::language).toList()));
        try {
            TopicLabels labels = TopicLabels.read(file, languages);
            return example -> labels.of(
                                    own(set, example.query().key()),
                                    example.positives().stream()
                                            .map(key -> own(set, key))
                                            .toList())
                            .orElse(-1)
                    + 1;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static Key own(String set, Key key) {
        return new Key(key.language(), key.id().substring(set.length() + 1));
    }

    /** By the title of the positive whose key comes first, so that queries of different languages agree on linked passages. */
    private static ToIntFunction<TrainingExample> titles(List<TrainingExample> examples, Map<Key, Passage> passages) {
        Map<String, Integer> numbers = new HashMap<>();
        Map<Key, Integer> byQuery = new HashMap<>();
        for (TrainingExample example : examples) {
            String title = example.positives().stream()
                    .min(Comparator.naturalOrder())
                    .map(passages::get)
                    .map(Passage::title)
                    .orElse("");
            byQuery.put(
                    example.query().key(),
                    title.isBlank() ? 0 : numbers.computeIfAbsent(title, first -> numbers.size() + 1));
        }
        return example -> byQuery.getOrDefault(example.query().key(), 0);
    }
}
