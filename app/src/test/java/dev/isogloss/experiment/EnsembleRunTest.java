package dev.isogloss.experiment;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.isogloss.data.Query;
import dev.isogloss.data.Ranking;
import dev.isogloss.format.TrecRun;
import dev.isogloss.index.Bm25Index;
import dev.isogloss.io.BadInputException;
import dev.isogloss.io.CompressedFiles;
import dev.isogloss.io.Progress;
import dev.isogloss.search.SearchScope;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** Mining with ensembles of all kinds of members, on the made-up collection. */
class EnsembleRunTest {
    @TempDir
    private static Path shared = Path.of("");

    private static Path file = Path.of("");
    private static Path usual = Path.of("");
    private static Path recorded = Path.of("");

    /** Mines as usual, and writes what BM25 finds for the training queries into a run file. */
    @BeforeAll
    static void mineAsUsual() throws IOException {
        Path collection = TinyCollection.plain(shared.resolve("collection"));
        file = TinyExperiment.file(shared.resolve("tiny.yaml"), collection, "plain");
        usual = shared.resolve("usual");
        mine("usual");
        List<Query> queries =
                ExperimentData.load(ExperimentFile.read(file, List.of())).trainQueries();
        recorded = shared.resolve("bm25.trec.zst");
        try (Bm25Index bm25 = Bm25Index.open(usual.resolve("index/bm25"))) {
            List<Ranking> rankings = bm25.retrieve(queries, new SearchScope.OwnLanguage(), 100);
            TrecRun.write(recorded, rankings, "bm25", true);
        }
    }

    private static void mine(String out, String... overrides) throws IOException {
        Pipeline.Outcome outcome = Pipeline.run(
                ExperimentFile.read(file, List.of(overrides)),
                new RunFolder(shared.resolve(out)),
                Pipeline.Until.MINE,
                Progress.SILENT);
        assertThat(outcome.text()).contains("Mining plan");
    }

    /** The run folder with the steps of the usual one done, so that only what differs is made. */
    private static void copyOfUsual(String out) throws IOException {
        try (Stream<Path> all = Files.walk(usual)) {
            for (Path from : all.toList()) {
                Path to = shared.resolve(out).resolve(usual.relativize(from).toString());
                Path copied = Files.isDirectory(from) ? Files.createDirectories(to) : Files.copy(from, to);
                assertThat(copied).exists();
            }
        }
    }

    @Test
    void everyKindOfMemberTakesPart() throws IOException {
        copyOfUsual("every");
        Path model = usual.resolve("systems/untouched/model");
        String[] settings = {
            "mine.ensemble=[bm25, bm25-4gram, dense, {encoder: {name: twin, path: \"" + model
                    + "\", passage-tokens: 20}}, {run: {name: other, path: \"" + recorded + "\"}}]",
            "mine.weights=learned",
            "mine.stages=[{similarity: {above: 0.999, scorer: twin}}]",
            "train.epochs=1",
            "evaluate.systems=[bm25, trained]",
            "evaluate.tasks=[monolingual]"
        };
        Path run = shared.resolve("every");
        TinyExperiment.run(file, run, settings);

        assertThat(run.resolve("steps/bm25-4gram.json")).isRegularFile();
        assertThat(run.resolve("vectors/twin-passages/manifest.json")).isRegularFile();
        assertThat(run.resolve("vectors/twin-queries-training/manifest.json")).isRegularFile();
        JsonNode report = JsonMapper.shared().readTree(Files.readString(run.resolve("mining/report.json")));
        JsonNode ensemble = report.get("ensemble");
        assertThat(ensemble.get("weighting").asString()).contains("held-out training queries", "equal weights");
        List<String> names = new ArrayList<>();
        long found = 0;
        for (JsonNode member : ensemble.get("members")) {
            names.add(member.get("name").asString());
            boolean heard = member.get("weight").asDouble() > 0;
            found += member.get("all").get("candidates").asLong();
            assertThat(member.get("all").get("candidates").asLong() > 0).isEqualTo(heard);
        }
        assertThat(names).containsExactly("bm25", "bm25-4gram", "dense", "other", "twin");
        assertThat(found).isPositive();
        assertThat(report.get("plan").get(1).asString()).contains("similarity(scorer=twin");
        assertThat(Files.readString(run.resolve("mining/report.txt")))
                .contains("What each member of the ensemble found", "bm25-4gram");
        assertThat(Files.readString(run.resolve("report.html"))).contains("What each retriever found", "bm25-4gram");
        var before = TinyExperiment.all(run);
        TinyExperiment.run(file, run, settings);
        assertThat(TinyExperiment.all(run)).as("everything is skipped").isEqualTo(before);
    }

    @Test
    void membersWithoutWeightAreLeftOutAndEqualWeightsAreTheDefault() throws IOException {
        copyOfUsual("weighted");
        mine("weighted", "mine.ensemble=[dense, bm25-4gram, bm25]", "mine.weights={bm25: 2, bm25-4gram: 0, dense: 2}");
        assertThat(negatives("weighted")).isEqualTo(negatives("usual"));
        mine("weighted", "mine.weights={bm25: 1, dense: 9}");
        assertThat(negatives("weighted")).isNotEqualTo(negatives("usual"));
    }

    @Test
    void aRunFileThatAMemberWroteIsThatMember() throws IOException {
        copyOfUsual("own");
        mine("own", "mine.ensemble=[bm25]");
        String own = negatives("own");
        String run = "{run: {name: other, path: \"" + recorded + "\"}}";
        mine("own", "mine.ensemble=[" + run + "]");
        assertThat(negatives("own")).isEqualTo(own.replace("\"bm25\":", "\"other\":"));
        mine("own", "mine.ensemble=[bm25, dense, " + run + "]");
        String both = negatives("own");
        mine("own", "mine.ensemble=[" + run + ", dense, bm25]");
        assertThat(negatives("own")).as("another order of members").isEqualTo(both);
    }

    @Test
    void bareIdsAndPassagesOfOtherLanguagesAreUnderstood() throws IOException {
        Path bare = shared.resolve("bare.trec");
        Files.writeString(bare, """
                en-train1 Q0 en-7 1 3 x
                en-train1 Q0 sw-7 2 2 x
                en-train1 Q0 de:de-7 3 1 x
                """);
        Path qualified = shared.resolve("qualified.trec");
        Files.writeString(qualified, "en:en-train1 Q0 en:en-7 1 3 x\n");
        copyOfUsual("bare");
        mine("bare", "mine.ensemble=[bm25, {run: {name: other, path: \"" + bare + "\"}}]");
        String negatives = negatives("bare");
        assertThat(negatives).contains("\"other\":1").doesNotContain("\"other\":2");
        mine("bare", "mine.ensemble=[bm25, {run: {name: other, path: \"" + qualified + "\"}}]");
        assertThat(negatives("bare")).isEqualTo(negatives);
    }

    @Test
    void idsThatLeadNowhereAreNamedWithTheirLineBeforeTheLongPart() throws IOException {
        Path queries =
                Files.writeString(shared.resolve("queries.trec"), "en-train1 Q0 en-7 1 3 x\nen-dev1 Q0 en-7 1 3 x\n");
        refused(queries, "queries.trec:2", "query en-dev1 is none of the 39 training queries");
        Path passages = Files.writeString(
                shared.resolve("passages.trec"), "en-train1 Q0 en-7 1 3 x\nen-train1 Q0 en-99 1 2 x\n");
        refused(passages, "passages.trec:2", "passage en-99 is none of the 90 passages");
        refused(
                Files.writeString(shared.resolve("columns.trec"), "en-train1 Q0 en-7 1\n"),
                "columns.trec:1",
                "6 columns");
        refused(shared.resolve("nowhere.trec"), "run other", "no file", "nowhere.trec");
    }

    @Test
    void aBareIdOfSeveralLanguagesIsAmbiguous() throws IOException {
        Path collection = TinyCollection.miracl(shared.resolve("miracl"));
        Path experiment = TinyExperiment.file(shared.resolve("miracl.yaml"), collection, "miracl");
        Path run = Files.writeString(shared.resolve("ambiguous.trec"), "sw:train1 Q0 7#0 1 3 x\ntrain1 Q0 7#0 1 3 x\n");
        assertThatThrownBy(() -> TinyExperiment.run(
                        experiment,
                        shared.resolve("ambiguous"),
                        "mine.ensemble=[bm25, {run: {name: other, path: \"" + run + "\"}}]"))
                .isInstanceOf(BadInputException.class)
                .hasMessageContainingAll("ambiguous.trec:2", "train1", "several languages", "sw:train1");
    }

    private static void refused(Path run, String... parts) {
        Path out = shared.resolve("refused-" + run.getFileName());
        assertThatThrownBy(() -> TinyExperiment.run(
                        file, out, "mine.ensemble=[bm25, {run: {name: other, path: \"" + run + "\"}}]"))
                .isInstanceOf(BadInputException.class)
                .hasMessageContainingAll(parts);
        assertThat(out.resolve("steps/bm25.started")).doesNotExist();
        assertThat(out.resolve("vectors")).doesNotExist();
    }

    private static String negatives(String run) throws IOException {
        StringBuilder text = new StringBuilder();
        for (String name : List.of("negatives.jsonl.zst", "naive.jsonl.zst")) {
            try (InputStream in =
                    CompressedFiles.open(shared.resolve(run).resolve("mining").resolve(name))) {
                text.append(new String(in.readAllBytes(), StandardCharsets.UTF_8));
            }
        }
        return text.toString();
    }

    /** Prevents: a law that holds because nothing was found. */
    @Test
    void theUsualEnsembleFindsNegatives() throws IOException {
        assertThat(negatives("usual")).contains("\"bm25\":1", "\"dense\":1");
    }
}
