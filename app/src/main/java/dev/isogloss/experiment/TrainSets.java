package dev.isogloss.experiment;

import dev.isogloss.batch.DrawnExamples;
import dev.isogloss.batch.PlanExample;
import dev.isogloss.batch.PlanSettings;
import dev.isogloss.batch.PlannedStep;
import dev.isogloss.batch.StepMix;
import dev.isogloss.batch.Weights;
import dev.isogloss.data.Judgments;
import dev.isogloss.data.Key;
import dev.isogloss.data.Language;
import dev.isogloss.data.Passage;
import dev.isogloss.data.Query;
import dev.isogloss.data.TextFingerprint;
import dev.isogloss.data.TrainingExample;
import dev.isogloss.format.AnsweredQueries;
import dev.isogloss.io.JsonLine;
import dev.isogloss.io.JsonLines;
import dev.isogloss.io.StableHash;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.Function;
import java.util.function.ToIntFunction;
import java.util.stream.Stream;
import tools.jackson.databind.JsonNode;

/**
 * The examples drawn from further training sets, as {@code train-sets/NAME} in the run folder holds them:
 *
 * <ul>
 *   <li>{@code examples.jsonl.zst}: {@code {query, text, positives: [key], known: [key]}}, positives in the order of their turns,
 *       {@code known} all that must not count as a negative;
 *   <li>{@code passages.jsonl.zst}: {@code {key, title, text}}, every positive.
 * </ul>
 *
 * <p>Keys are {@code lang:NAME/id}, so that no set's ids meet those of another or of the collection.
 */
final class TrainSets {
    private final List<Member> members;
    private final Map<Key, Passage> passages;

    /** One set's examples. */
    private record Member(TrainSetChoice choice, List<TrainingExample> examples, Map<Key, Map<Key, Integer>> known) {}

    private record ExampleLine(String query, String text, List<String> positives, List<String> known) {}

    private record PassageLine(String key, String title, String text) {}

    private TrainSets(List<Member> members, Map<Key, Passage> passages) {
        this.members = List.copyOf(members);
        this.passages = Collections.unmodifiableMap(passages);
    }

    /** Writes what was drawn; where texts are taught by their pivot language, their versions in it whether drawn or not. */
    static void write(Path folder, TrainSetChoice choice, AnsweredQueries set, DrawnExamples drawn) throws IOException {
        String name = choice.name();
        JsonLines.write(folder.resolve("examples.jsonl.zst"), out -> {
            for (TrainingExample example : drawn.examples()) {
                Key query = example.query().key();
                out.write(new ExampleLine(
                        within(name, query),
                        example.query().text(),
                        example.positives().stream()
                                .map(key -> within(name, key))
                                .toList(),
                        drawn.judgments().positives(query).stream()
                                .map(key -> within(name, key))
                                .toList()));
            }
        });
        JsonLines.write(folder.resolve("passages.jsonl.zst"), out -> {
            Stream<Key> targets = !choice.taughtByPivot()
                    ? Stream.empty()
                    : drawn.examples().stream()
                            .flatMap(example ->
                                    drawn.judgments().positives(example.query().key()).stream())
                            .filter(key -> key.language().equals(choice.pivot()));
            Stream<Key> keys = Stream.concat(
                            drawn.examples().stream().flatMap(example -> example.positives().stream()), targets)
                    .distinct()
                    .sorted();
            for (Key key : keys.toList()) {
                Passage passage = set.passages().get(key);
                if (passage != null) {
                    out.write(new PassageLine(within(name, key), passage.title(), passage.text()));
                }
            }
        });
    }

    private static String within(String name, Key key) {
        return new Key(key.language(), name + "/" + key.id()).toString();
    }

    /** What the step wrote; no sets where the experiment has none. */
    static TrainSets open(Experiment experiment, RunFolder folder) throws IOException {
        List<Member> members = new ArrayList<>();
        Map<Key, Passage> passages = new HashMap<>();
        for (TrainSetChoice choice : experiment.trainSets()) {
            Path at = folder.trainSets().resolve(choice.name());
            JsonLines.read(at.resolve("passages.jsonl.zst"), line -> {
                Key key = Key.parse(line.requiredText("key"));
                passages.put(key, new Passage(key, line.requiredText("title"), line.requiredText("text")));
            });
            List<TrainingExample> examples = new ArrayList<>();
            Map<Key, Map<Key, Integer>> known = new HashMap<>();
            Map<String, Key> keys = new HashMap<>();
            JsonLines.read(at.resolve("examples.jsonl.zst"), line -> {
                Query query = new Query(Key.parse(line.requiredText("query")), line.requiredText("text"));
                examples.add(new TrainingExample(query, keys(line, "positives", keys), List.of()));
                Map<Key, Integer> grades = new HashMap<>();
                keys(line, "known", keys).forEach(key -> grades.put(key, 1));
                known.put(query.key(), grades);
            });
            members.add(new Member(choice, List.copyOf(examples), Map.copyOf(known)));
        }
        return new TrainSets(members, passages);
    }

    private static List<Key> keys(JsonLine line, String field, Map<String, Key> seen) {
        List<Key> keys = new ArrayList<>();
        for (JsonNode key : line.json().path(field)) {
            keys.add(seen.computeIfAbsent(key.asString(), Key::parse));
        }
        return keys;
    }

    /**
     * The texts of a set of parallel text in its pivot language, by the keys of all texts that they are a version of. What has no version in the pivot language is not in it.
     */
    Map<Key, Passage> pivots(TrainSetChoice choice) {
        Map<Key, Passage> pivots = new HashMap<>();
        for (Member member : members) {
            if (member.choice.name().equals(choice.name())) {
                for (TrainingExample example : member.examples) {
                    Set<Key> versions = member.known
                            .getOrDefault(example.query().key(), Map.of())
                            .keySet();
                    Optional<Passage> pivot = versions.stream()
                            .filter(key -> key.language().equals(choice.pivot()))
                            .sorted()
                            .flatMap(key -> Stream.ofNullable(passages.get(key)))
                            .findFirst();
                    pivot.ifPresent(text -> versions.forEach(key -> pivots.putIfAbsent(key, text)));
                }
            }
        }
        return pivots;
    }

    /** The main collection's examples, then those of every set. */
    List<TrainingExample> after(List<TrainingExample> main) {
        List<TrainingExample> all = new ArrayList<>(main);
        members.forEach(member -> all.addAll(member.examples));
        return all;
    }

    /** The languages of all passages. */
    Set<Language> languages() {
        Set<Language> languages = new TreeSet<>();
        passages.keySet().forEach(key -> languages.add(key.language()));
        return languages;
    }

    /** All judgments together. */
    Judgments with(Judgments main) {
        if (members.isEmpty()) {
            return main;
        }
        Map<Key, Map<Key, Integer>> all = new HashMap<>();
        main.queries().forEach(query -> all.put(query, main.of(query)));
        members.forEach(member -> all.putAll(member.known));
        return Judgments.of(all);
    }

    /** Finds the passages of the sets too. */
    Function<Key, Passage> with(Function<Key, Passage> main) {
        return key -> {
            Passage passage = passages.get(key);
            return passage == null ? main.apply(key) : passage;
        };
    }

    /** Weights of all examples: those of the sets weigh what the main ones do in the mean. Stays empty when there are none. */
    List<Float> with(List<Float> main) {
        List<Float> all = new ArrayList<>(main);
        if (!main.isEmpty()) {
            int more =
                    members.stream().mapToInt(member -> member.examples.size()).sum();
            all.addAll(Collections.nCopies(more, (float) (Weights.LANGUAGE_MEAN + Weights.TOPIC_MEAN)));
        }
        return all;
    }

    /**
     * Every epoch's steps: the main collection's, and between them those of the sets, whose batches mix languages.
     *
     * @param examples of the main collection; the sets' ordinals begin behind them
     */
    List<List<PlannedStep>> mixed(List<List<PlannedStep>> main, int examples, Experiment experiment) {
        List<StepMix.Part> parts = new ArrayList<>();
        int ordinal = examples;
        for (Member member : members) {
            String name = member.choice.name();
            List<PlanExample> planned =
                    planned(member.examples, ordinal, TrainSetTopics.of(member.choice, member.examples, passages));
            int topics = 1 + planned.stream().mapToInt(PlanExample::topic).max().orElse(0);
            parts.add(new StepMix.Part(
                    name,
                    planned,
                    new PlanSettings(
                            PlanSettings.LanguageMix.MIXED,
                            member.choice.topics().isPresent()
                                    ? PlanSettings.TopicMix.HOMOGENEOUS
                                    : PlanSettings.TopicMix.NONE,
                            topics,
                            experiment.plan().languageExponent(),
                            member.choice.batch().orElse(experiment.train().batch()),
                            StableHash.of(experiment.trainingSeed(), "train-set " + name)),
                    member.choice.share().map(OptionalDouble::of).orElseGet(OptionalDouble::empty)));
            ordinal += member.examples.size();
        }
        return new StepMix(parts).mix(main);
    }

    private List<PlanExample> planned(
            List<TrainingExample> examples, int first, ToIntFunction<TrainingExample> topics) {
        Map<Key, TextFingerprint> texts = new HashMap<>();
        List<PlanExample> planned = new ArrayList<>();
        for (TrainingExample example : examples) {
            List<TextFingerprint> marks = new ArrayList<>();
            marks.add(TextFingerprint.of(example.query().text()));
            for (Key positive : example.positives()) {
                marks.add(texts.computeIfAbsent(
                        positive,
                        key -> TextFingerprint.of(with(TrainSets::unknown).apply(key))));
            }
            planned.add(new PlanExample(
                    first + planned.size(),
                    example.language(),
                    topics.applyAsInt(example),
                    example.query().key(),
                    example.positives(),
                    marks,
                    List.of()));
        }
        return planned;
    }

    private static Passage unknown(Key key) {
        throw new IllegalStateException("no training set has the passage " + key);
    }
}
