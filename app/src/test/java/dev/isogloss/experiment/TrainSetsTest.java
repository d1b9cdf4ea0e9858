package dev.isogloss.experiment;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import dev.isogloss.batch.PlanFile;
import dev.isogloss.batch.PlannedStep;
import dev.isogloss.data.Judgments;
import dev.isogloss.data.Key;
import dev.isogloss.data.Passage;
import dev.isogloss.data.Query;
import dev.isogloss.data.TrainingExample;
import dev.isogloss.io.BadInputException;
import dev.isogloss.io.Checksums;
import dev.isogloss.io.Progress;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Map.Entry;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Further training sets in a whole experiment on a made-up collection. */
class TrainSetsTest {
    @TempDir
    private static Path shared = Path.of("");

    private static Path file = Path.of("");
    private static Path run = Path.of("");
    private static Path collection = Path.of("");

    @BeforeAll
    static void runOnce() throws IOException {
        collection = TinyCollection.plain(shared.resolve("collection"));
        further(shared.resolve("help"));
        parallel(shared.resolve("sentences"));
        file = TinyExperiment.file(shared.resolve("tiny.yaml"), collection, "plain");
        Files.writeString(
                file, Files.readString(file) + """
                    train-sets:
                      - {path: "%s", languages: cross, share: 0.3}
                      - {path: "%s", name: pairs, kind: parallel, limit: 30, batch: 6}
                    """.formatted(shared.resolve("help"), shared.resolve("sentences")));
        run = shared.resolve("run");
        assertThat(TinyExperiment.run(file, run, "evaluate.systems=[trained]").text())
                .contains("trained");
    }

    /** Twelve pages in three languages, one missing in Swahili; every page has a heading as its query. */
    private static void further(Path folder) throws IOException {
        Files.createDirectories(folder);
        List<String> corpus = new ArrayList<>();
        List<String> queries = new ArrayList<>();
        List<String> judgments = new ArrayList<>();
        List<String> groups = new ArrayList<>();
        for (int page = 0; page < 12; page++) {
            Map<String, String> of = new TreeMap<>();
            for (String language : TinyCollection.LANGUAGES) {
                if (page > 0 || !language.equals("sw")) {
                    String id = language + "-page" + page;
                    of.put(language, id);
                    corpus.add("{\"_id\":\"%s\",\"lang\":\"%s\",\"text\":\"help %s number %d body\"}"
                            .formatted(id, language, language, page));
                    queries.add("{\"_id\":\"q-%s\",\"lang\":\"%s\",\"text\":\"heading %s %d\"}"
                            .formatted(id, language, language, page));
                    judgments.add("q-%s\t0\t%s\t1".formatted(id, id));
                }
            }
            StringBuilder members = new StringBuilder();
            for (Entry<String, String> member : of.entrySet()) {
                members.append(members.isEmpty() ? "" : ",")
                        .append("\"%s\":\"%s\"".formatted(member.getKey(), member.getValue()));
            }
            groups.add("{\"group\":\"%d\",\"docs\":{%s}}".formatted(page, members));
        }
        Files.write(folder.resolve("corpus.jsonl"), corpus);
        Files.write(folder.resolve("queries.jsonl"), queries);
        Files.write(folder.resolve("qrels.tsv"), judgments);
        Files.write(folder.resolve("groups.jsonl"), groups);
    }

    static void parallel(Path folder) throws IOException {
        Files.createDirectories(folder);
        List<String> lines = new ArrayList<>();
        for (int group = 0; group < 20; group++) {
            for (String language : TinyCollection.LANGUAGES) {
                lines.add("{\"_id\":\"%s%d\",\"lang\":\"%s\",\"text\":\"satz %s %d\",\"group\":%d}"
                        .formatted(language, group, language, language, group, group));
            }
        }
        Files.write(folder.resolve("sentences.jsonl"), lines);
    }

    private static List<PlannedStep> epoch(Path folder, int epoch) throws IOException {
        Path plan = folder.resolve("plan").resolve(PlanFile.name(epoch));
        try (InputStream in = Files.newInputStream(plan)) {
            return PlanFile.read(in, plan.toString());
        }
    }

    private static TrainSets open() throws IOException {
        return TrainSets.open(ExperimentFile.read(file, List.of()), new RunFolder(run));
    }

    @Test
    void thePlanHasEverySetByItsShareInMixedBatches() throws IOException {
        for (int epoch = 0; epoch < 2; epoch++) {
            Map<String, Integer> counts = new HashMap<>();
            for (PlannedStep step : epoch(run, epoch)) {
                PlannedStep.SetRound from = step.from();
                counts.merge(from == null ? "" : from.set(), 1, Integer::sum);
                assertThat(step.queries().size())
                        .isLessThanOrEqualTo(from != null && from.set().equals("pairs") ? 6 : 4);
                assertThat(from == null).isEqualTo(step.language() != null);
            }
            assertThat(counts).containsEntry("pairs", 5).containsKeys("", "help");
            assertThat(counts.getOrDefault("help", 0)
                            / (double) epoch(run, epoch).size())
                    .isCloseTo(0.3, within(0.05));
        }
    }

    @Test
    void batchesAreMadeOfFewTopicsWhereASetNamesThem() throws IOException {
        List<String> labels = new ArrayList<>();
        for (int page = 0; page < 12; page++) {
            for (String language : TinyCollection.LANGUAGES) {
                labels.add("%s:%s-page%d\ttopic %d".formatted(language, language, page, page / 4));
            }
        }
        Path topics = Files.write(shared.resolve("topics.tsv"), labels);
        assertThat(topicsOfSteps("{path: \"" + shared.resolve("help") + "\", languages: same, batch: 4}"))
                .as("at random")
                .anyMatch(count -> count > 2);
        assertThat(topicsOfSteps("{path: \"" + shared.resolve("help") + "\", languages: same, batch: 4, topics: \""
                        + topics + "\"}"))
                .allMatch(count -> count <= 2)
                .filteredOn(count -> count == 1)
                .hasSizeGreaterThanOrEqualTo(6);
    }

    /** How many of the topics "pages 0 to 3, 4 to 7, 8 to 11" each step of the set has. */
    private static List<Long> topicsOfSteps(String set) throws IOException {
        Experiment experiment = ExperimentFile.read(file, List.of("train-sets=[" + set + "]"));
        TrainSets sets = TrainSets.open(experiment, new RunFolder(run));
        List<PlannedStep> main =
                epoch(run, 0).stream().filter(step -> step.from() == null).toList();
        List<TrainingExample> examples = sets.after(List.of());
        return sets.mixed(List.of(main), 0, experiment).getFirst().stream()
                .filter(step -> step.from() != null)
                .map(step -> step.queries().stream()
                        .map(ordinal -> examples.get(ordinal).query().key().id())
                        .map(id -> Integer.parseInt(id.replaceAll(".*page", "")) / 4)
                        .distinct()
                        .count())
                .toList();
    }

    @Test
    void titlesAreTopicsThatLinkedPassagesShare() {
        Key german = Key.parse("de:set/1");
        Key english = Key.parse("en:set/1");
        Key other = Key.parse("en:set/2");
        Key untitled = Key.parse("en:set/3");
        Map<Key, Passage> passages = Map.of(
                german, new Passage(german, "Nil", "a"),
                english, new Passage(english, "Nile", "b"),
                other, new Passage(other, "Congo", "c"),
                untitled, new Passage(untitled, "", "d"));
        List<TrainingExample> examples = List.of(
                new TrainingExample(new Query(Key.parse("sw:set/q"), "q"), List.of(english, german), List.of()),
                new TrainingExample(new Query(Key.parse("yo:set/q"), "q"), List.of(german, english), List.of()),
                new TrainingExample(new Query(Key.parse("en:set/q"), "q"), List.of(other), List.of()),
                new TrainingExample(new Query(Key.parse("en:set/r"), "r"), List.of(untitled), List.of()));
        TrainSetChoice choice = ExperimentFile.read(file, List.of("train-sets=[{path: x/set, topics: title}]"))
                .trainSets()
                .getFirst();
        assertThat(examples.stream().map(TrainSetTopics.of(choice, examples, passages)::applyAsInt))
                .containsExactly(1, 1, 2, 0);
    }

    @Test
    void knownTranslationsAreMaskedAndPositivesAreOfOtherLanguages() throws IOException {
        List<TrainingExample> examples = open().after(List.of());
        Judgments judgments = open().with(Judgments.of(Map.of()));
        assertThat(examples).hasSize(35 + 30);
        for (TrainingExample example : examples) {
            assertThat(example.positives()).isNotEmpty();
            assertThat(example.positives())
                    .allMatch(key -> !key.language().equals(example.language()))
                    .allMatch(key -> judgments.positives(example.query().key()).contains(key));
        }
        // every page is some query's positive, so all three versions of it are masked for each of its headings
        TrainingExample heading = examples.stream()
                .filter(example -> example.query().key().toString().equals("de:help/q-de-page3"))
                .findFirst()
                .orElseThrow();
        assertThat(judgments.positives(heading.query().key()))
                .extracting(Object::toString)
                .containsExactly("de:help/de-page3", "en:help/en-page3", "sw:help/sw-page3");
    }

    @Test
    void theSetsAreNeitherSearchedNorIndexed() throws IOException {
        try (var files = Files.walk(run.resolve("runs"))) {
            for (Path found : files.filter(Files::isRegularFile).toList()) {
                assertThat(Files.readString(found)).doesNotContain("page", "help/", "pairs/");
            }
        }
        assertThat(Files.readString(run.resolve("mining").resolve("report.txt")))
                .doesNotContain("help/");
    }

    @Test
    void theProvenanceNamesTheirFiles() throws IOException {
        assertThat(Files.readString(run.resolve("provenance.json")))
                .contains(
                        "train-sets/help/groups.jsonl",
                        "train-sets/pairs/sentences.jsonl",
                        Checksums.sha256(shared.resolve("sentences/sentences.jsonl")));
    }

    @Test
    void theLogTellsTheSetOfAStepAndTheFileShowsEveryDefault() throws IOException {
        List<String> log = Files.readAllLines(run.resolve("training").resolve("log.jsonl"));
        assertThat(log).anyMatch(line -> line.contains("\"set\":\"pairs\"") && line.contains("\"language\":\"mixed\""));
        assertThat(Files.readString(run.resolve("experiment.yaml")))
                .contains("name: \"help\"", "pivot: \"en\"", "kind: \"retrieval\"");
        assertThat(ExperimentFile.read(run.resolve("experiment.yaml"), List.of())
                        .trainSets())
                .isEqualTo(ExperimentFile.read(file, List.of()).trainSets());
        assertThat(Files.readString(run.resolve("train-sets").resolve("report.json")))
                .contains("\"examples\" : 35");
    }

    @Test
    void aSecondRunGivesTheSameBytesAndAFinishedOneIsSkipped() throws IOException {
        SortedMap<String, String> promised = TinyExperiment.promised(run);
        Path again = shared.resolve("again");
        Pipeline.Outcome outcome = TinyExperiment.run(file, again, "evaluate.systems=[trained]");
        assertThat(outcome.text()).contains("trained");
        assertThat(TinyExperiment.promised(again)).isEqualTo(promised);
        assertThat(TinyExperiment.run(file, again, "evaluate.systems=[trained]").steps())
                .noneMatch(FinishedStep::worked);
    }

    /** Stops a run at its n-th sign of progress, whatever it is doing then. */
    private static final class Stop implements Progress {
        private final AtomicInteger left;

        Stop(int after) {
            this.left = new AtomicInteger(after);
        }

        static final class Stopped extends RuntimeException {
            private static final long serialVersionUID = 1L;
        }

        @Override
        public Task start(String name, long total, String unit) {
            return new Task() {
                @Override
                public void advance(long steps) {
                    if (left.decrementAndGet() < 0) {
                        throw new Stopped();
                    }
                }

                @Override
                public void note(String text) {}

                @Override
                public void close() {}
            };
        }
    }

    @Test
    void stoppedAnywhereItEndsInTheSameBytes() throws IOException {
        Path out = shared.resolve("stopped");
        int stops = 0;
        for (int after = 2; after < 2000; after *= 2) {
            try {
                Pipeline.Outcome outcome = Pipeline.run(
                        ExperimentFile.read(file, List.of("evaluate.systems=[trained]")),
                        new RunFolder(out),
                        Pipeline.Until.REPORT,
                        new Stop(after));
                assertThat(outcome.text()).contains("trained");
            } catch (RuntimeException e) {
                Throwable cause = e;
                while (cause.getCause() != null) {
                    cause = cause.getCause();
                }
                assertThat(cause).isInstanceOf(Stop.Stopped.class);
                stops++;
            }
        }
        assertThat(stops).isGreaterThan(3);
        assertThat(TinyExperiment.promised(out)).isEqualTo(TinyExperiment.promised(run));
    }

    @Test
    void anotherTextInASetIsAnotherTraining() throws IOException {
        Path folder = shared.resolve("changing");
        further(folder);
        Path experiment = TinyExperiment.file(shared.resolve("changing.yaml"), collection, "plain");
        String sets = "train-sets=[{path: \"" + folder + "\", limit: 12}]";
        Path out = shared.resolve("changing-run");
        SortedMap<String, String> before = train(experiment, out, sets);
        assertThat(train(experiment, out, sets)).isEqualTo(before);
        Path corpus = folder.resolve("corpus.jsonl");
        Files.writeString(corpus, Files.readString(corpus).replace("body", "other words"));
        SortedMap<String, String> after = train(experiment, out, sets);
        assertThat(after.get("model/model.safetensors")).isNotEqualTo(before.get("model/model.safetensors"));
        assertThat(after.get("mining/negatives.jsonl.zst")).isEqualTo(before.get("mining/negatives.jsonl.zst"));
    }

    private static SortedMap<String, String> train(Path experiment, Path out, String... overrides) throws IOException {
        Pipeline.Outcome outcome = Pipeline.run(
                ExperimentFile.read(experiment, List.of(overrides)),
                new RunFolder(out),
                Pipeline.Until.TRAIN,
                Progress.SILENT);
        assertThat(outcome.text()).contains("model");
        return TinyExperiment.promised(out);
    }

    @Test
    void whatCannotWorkIsRefusedBeforeAnythingStarts() {
        refused("train-sets={path: x}", "must be a list");
        refused("train-sets=[{kind: parallel}]", "path: FOLDER");
        refused("train-sets=[{path: x, shar: 0.3}]", "unknown key shar; did you mean share?");
        refused("train-sets=[{path: x, share: 0}]", "train-sets[0].share");
        refused("train-sets=[{path: a/x, share: 0.6}, {path: b/y, share: 0.4}]", "below 1 together");
        refused("train-sets=[{path: a/x}, {path: b/x}]", "two sets are called x");
        refused("train-sets=[{path: x, languages: german}]", "any | same | cross");
        refused("train-sets=[{path: x, kind: parallel, split: train}]", "no splits");
        refused("train-sets=[{path: nowhere}]", "there is no folder");
        refused("train-sets=[{path: \"" + shared.resolve("help") + "\", topics: titel}]", "there is no file");
        refused("train-sets=[{path: \"" + collection + "\", split: trian}]", "no split trian");
        refused("train-sets=[{path: \"" + collection + "\", kind: parallel}]", "sentences.jsonl");
    }

    @Test
    void aQueryThatEqualsAnEvaluationQueryIsNotLearnedFrom() throws IOException {
        Experiment experiment =
                ExperimentFile.read(file, List.of("train-sets=[{path: \"" + collection + "\", name: itself}]"));
        TrainSetsStep.Drawn drawn = TrainSetsStep.draw(
                experiment.trainSets().getFirst(),
                MeasuredQuestions.of(experiment, ExperimentData.load(experiment).evaluationQueries()),
                1);
        assertThat(drawn.found().equalToEvaluation()).isEqualTo(TinyCollection.LANGUAGES.size());
        assertThat(drawn.examples().examples()).hasSize(12 * TinyCollection.LANGUAGES.size());
    }

    /** Law: what is measured anywhere, be it on a collection beside the experiment's own, is learned from nowhere. */
    @Test
    void aQuestionOfAnotherMeasuredCollectionIsNotLearnedFrom() throws IOException {
        Experiment alone = ExperimentFile.read(file, List.of());
        Experiment also = ExperimentFile.read(
                file, List.of("evaluate.also=[{name: twin, path: \"" + collection + "\", splits: [train]}]"));
        ExperimentData data = ExperimentData.load(alone);
        MeasuredQuestions here = MeasuredQuestions.of(alone, data.evaluationQueries());
        MeasuredQuestions everywhere = MeasuredQuestions.of(also, data.evaluationQueries());
        assertThat(data.trainQueries()).isNotEmpty().noneMatch(here::have).allMatch(everywhere::have);
        assertThat(everywhere.identity()).isNotEqualTo(here.identity());
        assertThatThrownBy(() -> ExperimentData.load(also))
                .isInstanceOf(BadInputException.class)
                .hasMessageContaining("to learn from");
    }

    @Test
    void onlyTheChosenLanguagesAreLearnedFrom() throws IOException {
        Path sentences = shared.resolve("sentences");
        String set = "train-sets=[{path: \"" + sentences + "\", kind: parallel, only: [de, %s]}]";
        TrainSetChoice choice = ExperimentFile.read(file, List.of(set.formatted("sw")))
                .trainSets()
                .getFirst();
        List<TrainingExample> examples = TrainSetsStep.draw(choice, MeasuredQuestions.of(List.of()), 1)
                .examples()
                .examples();
        assertThat(examples).hasSize(40).allSatisfy(example -> {
            assertThat(example.language().code()).isIn("de", "sw");
            assertThat(example.positives())
                    .hasSize(1)
                    .allMatch(key -> !key.language().code().equals("en"));
        });
        TrainSetChoice absent = ExperimentFile.read(file, List.of(set.formatted("yo")))
                .trainSets()
                .getFirst();
        assertThatThrownBy(() -> TrainSetsStep.draw(absent, MeasuredQuestions.of(List.of()), 1))
                .isInstanceOf(BadInputException.class)
                .hasMessageContaining("yo")
                .hasMessageContaining("sw");
        refused("train-sets=[{path: x, only: [German]}]", "a list of languages");
    }

    @Test
    void doctorCountsWhatCannotBeLearned() throws IOException {
        Path folder = shared.resolve("gaps");
        further(folder);
        Path judgments = folder.resolve("qrels.tsv");
        Files.writeString(judgments, Files.readString(judgments) + "q-de-page1\t0\tgone\t1\n");
        Doctor.Findings findings = Doctor.examine(
                ExperimentFile.read(file, List.of("train-sets=[{path: \"" + folder + "\"}]")), Progress.SILENT);
        assertThat(findings.text()).contains("train-sets", "gaps", "1 judged or linked ids lead nowhere");
    }

    private static void refused(String override, String message) {
        assertThatThrownBy(() -> Pipeline.check(
                        ExperimentFile.read(file, List.of(override)),
                        new RunFolder(shared.resolve("never")),
                        Progress.SILENT))
                .isInstanceOf(BadInputException.class)
                .hasMessageContaining(message);
    }
}
