package dev.isogloss.experiment;

import dev.isogloss.data.Judgments;
import dev.isogloss.data.Key;
import dev.isogloss.data.Language;
import dev.isogloss.data.Query;
import dev.isogloss.dataset.convert.DatasetCollection;
import dev.isogloss.dataset.convert.Formats;
import dev.isogloss.format.CollectionSource;
import dev.isogloss.format.LanguageDetector;
import dev.isogloss.format.LinguaDetector;
import dev.isogloss.format.MiraclCollection;
import dev.isogloss.format.PlainCollection;
import dev.isogloss.format.PlainLayout;
import dev.isogloss.io.BadInputException;
import dev.isogloss.io.Checksums;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * What an experiment learns from and is measured on, read and checked.
 *
 * @param inputs file to SHA-256
 * @param trainQueries queries with at least one positive of their own language; those equal to an evaluation query are dropped
 * @param trainJudgments all judgments of the training split, for masks too
 * @param dropped training queries that equal an evaluation query, ignoring case, spaces and punctuation
 * @param withoutPositive training queries nobody judged a passage relevant for
 * @param shared evaluation queries that have a positive which is a training positive too
 * @param measured questions that nothing is learned from
 * @param judgedPassages every passage that people have a judgment for, in training or evaluation
 * @param answered the training queries that people found an answer to, whatever is learned from
 * @param learnedFrom the key of the training queries and judgments that are not people's; null where they are
 */
record ExperimentData(
        CollectionSource source,
        Map<String, String> inputs,
        List<Query> trainQueries,
        Judgments trainJudgments,
        List<Query> evaluationQueries,
        Judgments evaluationJudgments,
        List<Query> dropped,
        int withoutPositive,
        Set<Key> shared,
        MeasuredQuestions measured,
        Set<Key> judgedPassages,
        List<Query> answered,
        @Nullable StepKey learnedFrom) {
    /** The formats that a collection may have, beside {@code auto}. */
    static final List<String> FORMATS =
            List.of("miracl", "plain", "beir", "mrtydi", "msmarco", "trec", "tevatron", "tevatron-v2");

    /** The word for every language there is. */
    private static final String ALL = "all";

    static CollectionSource open(Experiment.CollectionChoice choice) {
        Path folder = Path.of(choice.path());
        if (!Files.isDirectory(folder)) {
            throw new BadInputException("collection.path: there is no folder " + folder.toAbsolutePath());
        }
        Set<Language> chosen = choice.languages().equals(List.of(ALL))
                ? Set.of()
                : choice.languages().stream()
                        .map(ExperimentData::language)
                        .collect(Collectors.toCollection(TreeSet::new));
        String format = choice.format().equals("auto") ? detect(folder) : choice.format();
        LinguaDetector detector = LinguaDetector.ofCommonLanguages();
        boolean jsonLines = Set.of("plain", "beir").contains(format) && PlainLayout.isThere(folder);
        if (jsonLines) {
            return PlainCollection.open(folder, chosen, detector); // they differ in names of files only
        }
        if (format.equals("miracl")) {
            return MiraclCollection.open(folder, chosen);
        }
        // where one language is all there is to be, nobody needs to find out which
        LanguageDetector otherwise =
                chosen.size() == 1 ? LanguageDetector.always(chosen.iterator().next()) : detector;
        return DatasetCollection.open(format, folder, chosen, otherwise);
    }

    private static Language language(String code) {
        try {
            return new Language(code);
        } catch (IllegalArgumentException e) {
            throw new BadInputException("collection.languages: " + e.getMessage(), e);
        }
    }

    /** What is no format of ours is plain, which then says what it misses. */
    private static String detect(Path folder) {
        try {
            String word = Formats.detect(folder).format().word();
            return FORMATS.contains(word) ? word : "plain";
        } catch (BadInputException e) {
            return "plain";
        }
    }

    static ExperimentData load(Experiment experiment) throws IOException {
        CollectionSource source = open(experiment.collection());
        String train = experiment.collection().trainSplit();
        String split = experiment.evaluate().split();
        requireSplit(source, split, "evaluate.split");
        if (experiment.evaluate().wants(MeasuredSystem.learning())
                && !experiment.questions().areGenerated()) {
            requireSplit(source, train, "collection.train-split");
        }
        Judgments evaluationJudgments = source.judgments(split);
        List<Query> evaluation = judged(source.queries(split), evaluationJudgments);
        if (evaluation.isEmpty()) {
            throw new BadInputException("no query of split " + split + " has a judgment"
                    + (experiment.collection().languages().equals(List.of(ALL))
                            ? ""
                            : " in the languages " + experiment.collection().languages())
                    + "; files read: " + source.files());
        }
        return split(experiment, source, evaluation, evaluationJudgments, MeasuredQuestions.of(experiment, evaluation));
    }

    /**
     * What a training learns from that nobody measures.
     *
     * @param measured what the experiment that it belongs to is measured on
     */
    static ExperimentData loadToLearn(Experiment experiment, MeasuredQuestions measured) throws IOException {
        CollectionSource source = open(experiment.collection());
        if (!experiment.questions().areGenerated()) {
            requireSplit(source, experiment.collection().trainSplit(), "collection.train-split");
        }
        return split(experiment, source, List.of(), Judgments.of(Map.of()), measured);
    }

    private static ExperimentData split(
            Experiment experiment,
            CollectionSource source,
            List<Query> evaluation,
            Judgments evaluationJudgments,
            MeasuredQuestions measured)
            throws IOException {
        String train = experiment.collection().trainSplit();
        boolean hasTrain = source.splits().contains(train);
        Judgments trainJudgments = hasTrain ? source.judgments(train) : Judgments.of(Map.of());
        List<Query> kept = new ArrayList<>();
        List<Query> dropped = new ArrayList<>();
        int withoutPositive = 0;
        QuestionsChoice questions = experiment.questions();
        List<Query> people = new ArrayList<>();
        for (Query query : hasTrain ? source.queries(train) : List.<Query>of()) {
            boolean answered = !ownPositives(trainJudgments, query).isEmpty();
            if (!answered) {
                withoutPositive++;
            }
            if (!measured.have(query)) {
                if (answered) {
                    people.add(query);
                }
                if (answered || questions.areUnlabelled()) {
                    kept.add(query);
                }
            } else if (answered) {
                dropped.add(query);
            }
        }
        if (questions.areGenerated()) {
            kept.clear();
        }
        Judgments learned = questions.byPeople() ? trainJudgments : Judgments.of(Map.of());
        if (!questions.areGenerated() || !evaluation.isEmpty()) {
            requireLanguages(experiment.collection().languages(), evaluation, kept);
        }
        if (experiment.evaluate().wants(MeasuredSystem.learning()) && kept.isEmpty() && !questions.areGenerated()) {
            throw new BadInputException("no query of split " + train + " has a relevant passage to learn from");
        }
        return new ExperimentData(
                source,
                hashes(source.files()),
                List.copyOf(kept),
                learned,
                List.copyOf(evaluation),
                evaluationJudgments,
                List.copyOf(dropped),
                withoutPositive,
                shared(evaluation, evaluationJudgments, learned),
                measured,
                judgedPassages(trainJudgments, evaluationJudgments),
                List.copyOf(people),
                null);
    }

    /**
     * What the loss must mask: the training judgments, and where batches mix languages, the translations of what they find relevant.
     * Within one language there are none.
     */
    Judgments known(Experiment experiment) {
        return experiment.plan().language().equals("mixed") ? linked(experiment) : trainJudgments;
    }

    /** The training judgments, and the translations of what they find relevant where the collection links any. */
    Judgments linked(Experiment experiment) {
        return TrainSetReader.links(source, Path.of(experiment.collection().path()))
                .extended(trainJudgments);
    }

    /** The positives that a training query is learned with: those in its own language; a generated query has just its passage. */
    List<Key> positives(Query query) {
        return learnedFrom == null
                ? ownPositives(trainJudgments, query)
                : List.copyOf(trainJudgments.positives(query.key()));
    }

    /** The positives in the query's own language. */
    static List<Key> ownPositives(Judgments judgments, Query query) {
        return judgments.positives(query.key()).stream()
                .filter(passage -> passage.language().equals(query.language()))
                .toList();
    }

    private static Set<Key> judgedPassages(Judgments... all) {
        Set<Key> judged = new HashSet<>();
        for (Judgments judgments : all) {
            judgments
                    .queries()
                    .forEach(query -> judged.addAll(judgments.of(query).keySet()));
        }
        return judged;
    }

    /** The same with other queries to learn from; the passages that people judged stay in the collection. */
    ExperimentData learning(List<Query> queries, Judgments judgments, StepKey key) {
        return new ExperimentData(
                source,
                inputs,
                List.copyOf(queries),
                judgments,
                evaluationQueries,
                evaluationJudgments,
                dropped,
                0,
                shared(evaluationQueries, evaluationJudgments, judgments),
                measured,
                judgedPassages,
                answered,
                key);
    }

    private static void requireSplit(CollectionSource source, String split, String key) {
        if (!source.splits().contains(split)) {
            throw new BadInputException(
                    key + ": the collection has no split " + split + " (it has: " + source.splits() + ")");
        }
    }

    /** A chosen language that no query has is a slip of the pen. */
    private static void requireLanguages(List<String> chosen, List<Query> evaluation, List<Query> train) {
        Set<String> present = new TreeSet<>();
        evaluation.forEach(query -> present.add(query.language().code()));
        train.forEach(query -> present.add(query.language().code()));
        for (String language : chosen) {
            if (!language.equals(ALL) && !present.contains(language)) {
                throw new BadInputException("collection.languages: no judged query is in " + language
                        + " (there are queries in: " + present + ")");
            }
        }
    }

    private static List<Query> judged(List<Query> queries, Judgments judgments) {
        return queries.stream()
                .filter(query -> judgments.queries().contains(query.key()))
                .toList();
    }

    private static Set<Key> shared(List<Query> evaluation, Judgments judgments, Judgments train) {
        Set<Key> trained = new HashSet<>();
        train.queries().forEach(query -> trained.addAll(train.positives(query)));
        Set<Key> shared = new TreeSet<>();
        for (Query query : evaluation) {
            if (judgments.positives(query.key()).stream().anyMatch(trained::contains)) {
                shared.add(query.key());
            }
        }
        return shared;
    }

    /** The SHA-256 of files by their names. */
    static Map<String, String> hashes(List<Path> files) throws IOException {
        Map<String, String> hashes = new TreeMap<>();
        Map<String, Integer> names = new HashMap<>();
        for (Path file : files) {
            String name = String.valueOf(file.getFileName());
            int count = names.merge(name, 1, Integer::sum);
            hashes.put(count == 1 ? name : name + " (" + count + ")", Checksums.sha256(file));
        }
        return new LinkedHashMap<>(hashes);
    }
}
