package dev.isogloss.train;

import dev.isogloss.checkpoint.PairContract;
import dev.isogloss.data.Key;
import dev.isogloss.data.Language;
import dev.isogloss.data.TrainingExample;
import dev.isogloss.encoder.PairTokenizer;
import dev.isogloss.io.StableHash;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashSet;
import java.util.List;
import java.util.Set;

/**
 * The groups of each step: in every epoch all queries in an order of its own, each with the positive whose turn it is and some of
 * its negatives. What is known to answer a query is never its negative. Safe for many threads.
 */
final class RerankGroups {
    private final TrainingSet set;
    private final PairContract contract;
    private final PairTokenizer tokenizer;
    private final RerankSettings settings;
    private final List<TrainingExample> examples;

    RerankGroups(TrainingSet set, PairContract contract, PairTokenizer tokenizer, RerankSettings settings) {
        this.set = set;
        this.contract = contract;
        this.tokenizer = tokenizer;
        this.settings = settings;
        this.examples = usable(set);
    }

    /** The examples that have a negative to learn from. */
    static List<TrainingExample> usable(TrainingSet set) {
        return set.examples().stream()
                .filter(example -> {
                    Set<Key> known = known(set, example);
                    return example.negatives().stream()
                            .anyMatch(negative -> isNegative(set, known, negative.passage()));
                })
                .toList();
    }

    /** Steps of an epoch. */
    static int steps(TrainingSet set, RerankSettings settings) {
        return Math.ceilDiv(usable(set).size(), settings.groups());
    }

    /** The batch of a step, from 1. */
    RerankBatch of(int step) {
        int stepsOfEpoch = Math.ceilDiv(examples.size(), settings.groups());
        int epoch = (step - 1) / stepsOfEpoch;
        int from = (step - 1) % stepsOfEpoch * settings.groups();
        List<TrainingExample> chosen =
                ordered(epoch).subList(from, Math.min(from + settings.groups(), examples.size()));
        List<String> queries = new ArrayList<>();
        List<String> passages = new ArrayList<>();
        Set<Language> languages = new HashSet<>();
        int[] sizes = new int[chosen.size()];
        for (int group = 0; group < sizes.length; group++) {
            TrainingExample example = chosen.get(group);
            languages.add(example.language());
            List<Key> members = new ArrayList<>();
            members.add(example.positives().get(epoch % example.positives().size()));
            members.addAll(negatives(example, epoch));
            for (Key member : members) {
                queries.add(example.query().text());
                passages.add(text(member));
            }
            sizes[group] = members.size();
        }
        return new RerankBatch(
                epoch,
                languages.size() == 1 ? languages.iterator().next().code() : "mixed",
                tokenizer.tokenize(queries, passages),
                sizes);
    }

    /** The text of a passage as the network sees it. */
    String text(Key passage) {
        return contract.textOf(set.passages().apply(passage));
    }

    private List<Key> negatives(TrainingExample example, int epoch) {
        Set<Key> known = known(set, example);
        TrainingExample clean = new TrainingExample(
                example.query(),
                example.positives(),
                example.negatives().stream()
                        .filter(negative -> isNegative(set, known, negative.passage()))
                        .toList());
        return EpochNegatives.judgedFirst(clean, settings.seed(), epoch, settings.negatives());
    }

    private List<TrainingExample> ordered(int epoch) {
        Comparator<TrainingExample> byHash = Comparator.comparingLong(example ->
                StableHash.of(settings.seed(), epoch + " " + example.query().key()));
        return examples.stream()
                .sorted(byHash.thenComparing(example -> example.query().key()))
                .toList();
    }

    /** Every key that is known to answer the query of an example. */
    static Set<Key> known(TrainingSet set, TrainingExample example) {
        Set<Key> known = new HashSet<>(example.positives());
        known.addAll(set.judgments().positives(example.query().key()));
        return known;
    }

    static boolean isNegative(TrainingSet set, Set<Key> known, Key passage) {
        return !known.contains(passage) && !set.passages().apply(passage).isBlank();
    }
}
