package dev.isogloss.hub;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.isogloss.io.BadInputException;
import dev.isogloss.io.Progress;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class DatasetPullTest {
    @TempDir
    private Path folder = Path.of("");

    private final LocalHub server = new LocalHub();

    @AfterEach
    void stop() {
        server.close();
    }

    @Test
    void miraclIsLaidOutInItsOfficialForm() throws IOException {
        miracl();
        DatasetPull.Result result = pull("miracl", List.of("sw"), List.of("dev"), List.of(), List.of());
        assertThat(result.layout().keySet())
                .containsExactly(
                        "miracl-corpus-v1.0-sw/docs-0.jsonl.gz",
                        "miracl-corpus-v1.0-sw/docs-1.jsonl.gz",
                        "miracl-v1.0-sw/qrels/qrels.miracl-v1.0-sw-dev.tsv",
                        "miracl-v1.0-sw/topics/topics.miracl-v1.0-sw-dev.tsv");
        Path out = folder.resolve("out");
        DatasetFolder.lay(out, result.layout(), false);
        DatasetFolder.lay(out, result.layout(), false);
        for (var shown : result.layout().entrySet()) {
            Path file = out.resolve(shown.getKey());
            assertThat(file).isSymbolicLink().hasSameBinaryContentAs(shown.getValue());
        }
        assertThat(result.repositories().getFirst().folder().toString())
                .contains("datasets--miracl--miracl/snapshots/");
        assertThat(server.transfers("-te")).isEmpty();
        assertThat(server.transfers(".py")).isEmpty();
        Path copies = folder.resolve("copies");
        DatasetFolder.lay(copies, result.layout(), true);
        assertThat(copies.resolve("miracl-corpus-v1.0-sw/docs-0.jsonl.gz")).isRegularFile();
        assertThat(Files.isSymbolicLink(copies.resolve("miracl-corpus-v1.0-sw/docs-0.jsonl.gz")))
                .isFalse();
        Path other = folder.resolve("other");
        Files.createDirectories(other.resolve("miracl-v1.0-sw/topics"));
        Files.writeString(other.resolve("miracl-v1.0-sw/topics/topics.miracl-v1.0-sw-dev.tsv"), "mine");
        assertThatThrownBy(() -> DatasetFolder.lay(other, result.layout(), false))
                .isInstanceOf(BadInputException.class)
                .hasMessageContaining("is another file");
        assertThat(other.resolve("miracl-corpus-v1.0-sw")).doesNotExist();
    }

    @Test
    void allLanguagesAndSplitsComeWhenAsked() throws IOException {
        miracl();
        assertThat(pull("miracl", List.of("all"), List.of(), List.of(), List.of())
                        .layout())
                .hasSize(11);
        assertThat(pull("miracl", List.of("te", "sw"), List.of("train"), List.of(), List.of())
                        .layout())
                .hasSize(7);
        DatasetPull.Result corpus = pull("miracl", List.of("te"), List.of(), List.of("*docs*"), List.of());
        assertThat(corpus.layout().keySet()).containsExactly("miracl-corpus-v1.0-te/docs-0.jsonl.gz");
        assertThat(corpus.repositories()).hasSize(1);
        assertThat(pull("miracl", List.of("sw"), List.of("dev"), List.of("*topics*", "*docs-?.*"), List.of("*docs-1*"))
                        .layout())
                .hasSize(2);
    }

    @Test
    void wordsOfASetAreTranslatedAndJudgmentsFindTheirPlace() throws IOException {
        Map<String, byte[]> rows = Map.of(
                "mrtydi-v1.1-swahili/train.jsonl.gz", bytes(1),
                "mrtydi-v1.1-swahili/ir-format-data/topics.dev.txt", bytes(2),
                "mrtydi-v1.1-swahili/ir-format-data/qrels.dev.txt", bytes(3),
                "mrtydi-v1.1-thai/train.jsonl.gz", bytes(4));
        server.dataset("castorini/mr-tydi").commit("main", rows);
        server.dataset("castorini/mr-tydi-corpus")
                .commit("main", Map.of("mrtydi-v1.1-swahili/corpus.jsonl.gz", bytes(5)));
        assertThat(pull("mrtydi", List.of("sw"), List.of(), List.of(), List.of())
                        .layout())
                .hasSize(4);
        server.dataset("BeIR/scifact")
                .commit(
                        "main",
                        Map.of(
                                "corpus.jsonl.gz",
                                bytes(6),
                                "queries.jsonl.gz",
                                bytes(7),
                                "corpus/x.parquet",
                                bytes(8)));
        server.dataset("BeIR/scifact-qrels").commit("main", Map.of("test.tsv", bytes(9), "README.md", bytes(10)));
        assertThat(pull("beir-scifact", List.of(), List.of("test"), List.of(), List.of())
                        .layout()
                        .keySet())
                .containsExactly("corpus.jsonl.gz", "qrels/test.tsv", "queries.jsonl.gz");
    }

    @Test
    void anyDataSetComesByPatternsButNeverPicklesAndPrograms() throws IOException {
        Map<String, byte[]> files = new TreeMap<>();
        for (String name : List.of(
                "data/a.parquet",
                "data/b.parquet",
                "data/deep/c.parquet",
                "x.pkl",
                "load.py",
                "README.md",
                "w.pt",
                "y.pkl.gz",
                "z.tar.xz",
                "w.pth.tar",
                "v.PKL.zst",
                "u.pickle.zip")) {
            files.put(name, bytes(name.length()));
        }
        server.dataset("org/any").commit("v1", files);
        DatasetPull.Result some =
                pull("org/any@v1", List.of(), List.of(), List.of("data/*.parquet"), List.of("data/b*"));
        assertThat(some.layout().keySet()).containsExactly("data/a.parquet", "data/deep/c.parquet");
        assertThat(some.repositories().getFirst().leftOut().get("x.pkl")).contains("pickle");
        DatasetPull.Result all = pull("org/any@v1", List.of(), List.of(), List.of(), List.of());
        assertThat(all.layout().keySet())
                .containsExactly("README.md", "data/a.parquet", "data/b.parquet", "data/deep/c.parquet", "z.tar.xz");
        for (String packed : List.of("y.pkl.gz", "w.pth.tar", "v.PKL.zst", "u.pickle.zip")) {
            assertThat(all.repositories().getFirst().leftOut().get(packed))
                    .as(packed)
                    .contains("pickle");
        }
        refused("org/any@v1", List.of(), List.of(), List.of("*.pkl"), "no file of org/any@v1 fits [*.pkl]");
        refused("org/any@v1", List.of("sw"), List.of(), List.of(), "--include");
        refused("org/any@v1", List.of(), List.of(), List.of("[a"), "needs a ]");
        assertThat(server.transfers(".pkl")).isEmpty();
    }

    @Test
    void nothingIsLaidOutsideOfTheFolder() throws IOException {
        Path file = Files.writeString(folder.resolve("file"), "x");
        for (String path : List.of(
                "../evil.tsv", "a/../../evil.tsv", folder.resolve("evil.tsv").toString())) {
            assertThatThrownBy(() -> DatasetFolder.lay(
                            folder.resolve("laid"), new TreeMap<>(Map.of("good.tsv", file, path, file)), true))
                    .as(path)
                    .isInstanceOf(BadInputException.class)
                    .hasMessageContaining("outside");
        }
        assertThat(folder.resolve("evil.tsv")).doesNotExist();
        assertThat(folder.resolve("laid")).doesNotExist();
    }

    @Test
    void refusalsNameWhatThereIs() {
        miracl();
        refused("miracl", List.of(), List.of(), List.of(), "--languages sw,te");
        refused("miracl", List.of("xx"), List.of(), List.of(), "miracl/miracl has no language xx; it has sw, te");
        refused("miracl", List.of("sw"), List.of("test"), List.of(), "has no split test; it has dev, train");
        refused("miracl", List.of("sw"), List.of(), List.of("*.zip"), "no file of miracl fits [*.zip]");
        refused("mirakl", List.of(), List.of(), List.of(), "known are miracl, ");
        refused("xquad", List.of("sw"), List.of(), List.of(), "has no data set google/xquad");
        server.dataset("google/xquad").commit("main", Map.of("elsewhere/sw.parquet", bytes(1)));
        refused("xquad", List.of("sw"), List.of(), List.of(), "not where they were expected");
        assertThat(server.transfers("docs-")).isEmpty();
    }

    @Test
    void theCatalogueIsWhole() {
        List<KnownDataset> all = DatasetCatalogue.all();
        assertThat(all.stream().map(KnownDataset::name))
                .contains(
                        "miracl",
                        "miracl-corpus",
                        "mrtydi",
                        "swim-ir",
                        "nomiracl",
                        "xquad",
                        "belebele",
                        "mkqa",
                        "neuclir")
                .contains("ciral", "afriqa", "beir-scifact", "beir-nfcorpus")
                .doesNotHaveDuplicates();
        for (KnownDataset set : all) {
            assertThat(List.of(set.description(), set.licence(), set.checked()))
                    .as(set.name())
                    .noneMatch(String::isBlank);
            assertThat(set.parts()).isNotEmpty();
            for (KnownDataset.Part part : set.parts()) {
                assertThat(HubId.isId(part.repository())).as(part.repository()).isTrue();
                assertThat(set.name() + part).doesNotContain("{set}");
            }
            assertThat(new HashSet<>(set.words().values()))
                    .hasSameSizeAs(set.words().keySet());
        }
    }

    @Test
    void templatesFindWhatTheyWereFilledWith() {
        FileTemplate template = new FileTemplate("v-{language}/topics.v-{language}-{split}.tsv");
        Map<String, String> places = Map.of("language", "sw", "split", "test-a");
        assertThat(template.filled(places)).isEqualTo("v-sw/topics.v-sw-test-a.tsv");
        assertThat(template.match(template.filled(places))).contains(places);
        assertThat(template.match("v-sw/topics.v-te-dev.tsv")).isEmpty();
        assertThat(template.match("v-s/w/topics.v-s/w-dev.tsv")).isEmpty();
        assertThat(new FileTemplate("a[bc]?*.x").match("abz/deep.x")).isPresent();
        assertThat(new FileTemplate("a[!bc].x").match("ab.x")).isEmpty();
        assertThat(new FileTemplate("a.x").match("abx")).isEmpty();
    }

    private void miracl() {
        Map<String, byte[]> topics = new TreeMap<>(Map.of("miracl.py", bytes(1), "README.md", bytes(2)));
        Map<String, byte[]> corpus = new TreeMap<>(Map.of("miracl-corpus.py", bytes(3)));
        for (String language : List.of("sw", "te")) {
            for (String split : List.of("train", "dev")) {
                for (String kind : List.of("topics", "qrels")) {
                    String name = "miracl-v1.0-" + language;
                    topics.put(
                            name + "/" + kind + "/" + kind + "." + name + "-" + split + ".tsv",
                            bytes(topics.size() + 10));
                }
            }
            corpus.put("miracl-corpus-v1.0-" + language + "/docs-0.jsonl.gz", bytes(language.hashCode()));
        }
        corpus.put("miracl-corpus-v1.0-sw/docs-1.jsonl.gz", bytes(77));
        server.dataset("miracl/miracl").commit("main", topics);
        server.dataset("miracl/miracl-corpus").commit("main", corpus);
    }

    private static byte[] bytes(int seed) {
        return TinyRepository.bytes(100 + Math.abs(seed % 500), seed);
    }

    private void refused(
            String name, List<String> languages, List<String> splits, List<String> include, String message) {
        assertThatThrownBy(() -> pull(name, languages, splits, include, List.of()))
                .isInstanceOf(BadInputException.class)
                .hasMessageContaining(message);
    }

    private DatasetPull.Result pull(
            String name, List<String> languages, List<String> splits, List<String> include, List<String> exclude)
            throws IOException {
        Hub hub = new Hub(HubSettings.of(Map.of(
                "HF_ENDPOINT",
                server.endpoint(),
                "HF_HUB_CACHE",
                folder.resolve("hub").toString())));
        return DatasetPull.run(
                hub, new DatasetPull.Request(name, languages, splits, include, exclude), Progress.SILENT);
    }
}
