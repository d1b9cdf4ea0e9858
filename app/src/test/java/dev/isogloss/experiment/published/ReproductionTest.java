package dev.isogloss.experiment.published;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.isogloss.eval.Metric;
import dev.isogloss.eval.ResultRow;
import dev.isogloss.experiment.Experiment;
import dev.isogloss.experiment.ExperimentFile;
import dev.isogloss.io.BadInputException;
import dev.isogloss.io.Progress;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeSet;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

class ReproductionTest {
    private static final String BENCHMARK = """
            benchmark: Small
            scope: small-full
            split: dev
            task: monolingual
            passages: {sw: 1000, te: 500}
            queries: {sw: 100, te: 50}
            figures:
              - {system: BM25, ours: bm25, source: somewhere, tolerance: 0.005, values: {ndcg@10: {sw: 0.5, te: 0.6}}}
              - {system: mean, ours: bm25, source: somewhere, tolerance: 0.005, mean-of: [sw, te], values: {ndcg@10: {mean: 0.55}}}
              - {system: Dense, ours: untouched, model: org/dense, source: somewhere, values: {ndcg@10: {sw: 0.7}}}
              - {system: Else, source: elsewhere, values: {ndcg@10: {sw: 0.9}}}
            """;

    private static Stream<String> names() {
        return ReadyExperiments.NAMES.stream();
    }

    @Test
    void every_ready_experiment_is_in_the_folder_and_every_published_file_has_one() throws IOException {
        TreeSet<String> published = new TreeSet<>();
        try (Stream<Path> files = Files.list(Path.of("../experiments/published"))) {
            files.forEach(
                    file -> published.add(String.valueOf(file.getFileName()).replace(".yaml", "")));
        }
        assertThat(ReadyExperiments.NAMES).containsAll(published);
        for (String name : ReadyExperiments.NAMES) {
            assertThat(Path.of("../experiments", name + ".yaml")).isRegularFile();
            assertThat(ReadyExperiments.benchmark(name).isPresent()).isEqualTo(published.contains(name));
        }
    }

    @ParameterizedTest
    @MethodSource("names")
    void experiment_and_figures_speak_of_the_same(String name) {
        ReadyExperiments.Ready ready = ReadyExperiments.find(name);
        Experiment experiment = ExperimentFile.of(
                ready.experiment(), name, List.of("collection.path=somewhere", "model.path=org/model"));
        assertThat(experiment.name()).isEqualTo(name);
        experiment.evaluate().metrics().forEach(Metric::parse);
        ready.benchmark().ifPresent(benchmark -> {
            assertThat(experiment.evaluate().scope()).isEqualTo(benchmark.scope());
            assertThat(experiment.evaluate().split()).isEqualTo(benchmark.split());
            assertThat(experiment.evaluate().tasks()).contains(benchmark.task());
            assertThat(benchmark.figures()).isNotEmpty();
            benchmark
                    .queries()
                    .forEach((label, queries) -> assertThat(benchmark.passages().getOrDefault(label, queries))
                            .as("passages of " + label + "; no benchmark asks ten questions a passage")
                            .isGreaterThan(queries / 10));
            for (PublishedFigure figure : benchmark.figures()) {
                assertThat(figure.source()).isNotBlank();
                assertThat(figure.values()).isNotEmpty();
                assertThat(experiment.evaluate().metrics())
                        .containsAll(figure.values().keySet());
                figure.ours()
                        .ifPresent(ours ->
                                assertThat(experiment.evaluate().systems()).contains(ours));
                figure.setUp()
                        .forEach((key, value) -> assertThat(experiment
                                        .tree()
                                        .at("/" + key.replace('.', '/'))
                                        .asString())
                                .isEqualTo(value));
            }
        });
    }

    @ParameterizedTest
    @MethodSource("names")
    void what_is_to_be_compared_can_be(String name) {
        ReadyExperiments.benchmark(name)
                .ifPresent(benchmark -> benchmark.figures().stream()
                        .filter(figure -> figure.ours().isPresent())
                        .forEach(figure -> figure.values()
                                .forEach((metric, values) -> values.keySet().stream()
                                        .flatMap(label -> label.equals(PublishedFigure.MEAN)
                                                ? figure.meanOf().stream()
                                                : Stream.of(label))
                                        .forEach(label -> {
                                            String of = figure.system() + ", " + metric + " of " + label;
                                            assertThat(benchmark.queries())
                                                    .as(of)
                                                    .containsKey(label);
                                            assertThat(benchmark.passages())
                                                    .as(of)
                                                    .containsKey(label.substring(label.indexOf('>') + 1));
                                        }))));
    }

    @Test
    void help_and_refusals_name_what_has_published_figures() {
        List<String> with = ReadyExperiments.NAMES.stream()
                .filter(name -> ReadyExperiments.benchmark(name).isPresent())
                .toList();
        assertThat(ReadyExperiments.reproducible()).isEqualTo(with).doesNotContain("afriqa", "xquad-r");
        assertThatThrownBy(() -> Reproduce.run(
                        "afriqa", List.of(), Optional.empty(), Optional.empty(), Optional.empty(), Progress.SILENT))
                .isInstanceOf(BadInputException.class)
                .hasMessageContaining("no published figures")
                .hasMessageContaining(String.join(", ", with));
    }

    @Test
    void a_figure_is_within_or_outside_its_tolerance() {
        Reproduction reproduction = of(1000, 100, "small-full", "dev", 0.5049, 0.6051);
        assertThat(verdicts(reproduction))
                .containsExactly(
                        "BM25 sw within",
                        "BM25 te outside",
                        "mean mean within",
                        "Dense sw other model",
                        "Else sw for orientation");
        assertThat(reproduction.reproduced()).isFalse();
        assertThat(of(1000, 100, "small-full", "dev", 0.5049, 0.6049).reproduced())
                .isTrue();
    }

    @Test
    void other_passages_queries_scopes_or_splits_are_never_compared() {
        for (Reproduction reproduction :
                List.of(of(1011, 100, "small-full", "dev", 0.5, 0.6), of(1000, 98, "small-full", "dev", 0.5, 0.6))) {
            assertThat(verdicts(reproduction))
                    .contains("BM25 sw other scope", "mean mean other scope", "BM25 te within");
            assertThat(reproduction.scopeDiffers())
                    .hasSize(1)
                    .first()
                    .asString()
                    .startsWith("sw: ");
        }
        for (Reproduction reproduction :
                List.of(of(1000, 100, "mini", "dev", 0.5, 0.6), of(1000, 100, "small-full", "test", 0.5, 0.6))) {
            assertThat(verdicts(reproduction)).contains("BM25 sw other scope", "BM25 te other scope");
            assertThat(reproduction.reproduced()).isFalse();
            assertThat(reproduction.lines()).allMatch(line -> line.value() == null);
        }
        Benchmark uncounted =
                Benchmark.of(BENCHMARK.replace("queries: {sw: 100, te: 50}\n", "queries: {te: 50}\n"), "f.yaml");
        assertThat(verdicts(of(uncounted, 1000, 100, "small-full", "dev", 0.5, 0.6)))
                .contains("BM25 sw other scope", "BM25 te within");
        // MTEB drops a repeated question here and there: a hundredth is the same scope.
        assertThat(verdicts(of(1010, 99, "small-full", "dev", 0.5, 0.6))).contains("BM25 sw within");
    }

    @Test
    void a_model_is_known_by_its_id_its_folder_or_by_what_is_said() {
        assertThat(name("org/dense", null).is("org/dense")).isTrue();
        assertThat(name("org/dense@abc", null).is("org/dense")).isTrue();
        assertThat(name("/cache/hub/models--org--dense/snapshots/abc", null).is("org/dense"))
                .isTrue();
        assertThat(name("models/Dense", null).is("org/dense")).isTrue();
        assertThat(name("models/other", null).is("org/dense")).isFalse();
        assertThat(name("models/other", "org/dense").is("org/dense")).isTrue();
        assertThat(name("models/dense", "org/other").is("org/dense")).isFalse();
    }

    @Test
    void a_damaged_file_is_refused_with_what_would_be_right() {
        assertThatThrownBy(() -> Benchmark.of(BENCHMARK.replace("scope:", "skope:"), "f.yaml"))
                .isInstanceOf(BadInputException.class)
                .hasMessageContaining("f.yaml")
                .hasMessageContaining("skope");
        assertThatThrownBy(() -> Benchmark.of(BENCHMARK.replace("sw: 0.9", "sw: 90"), "f.yaml"))
                .isInstanceOf(BadInputException.class)
                .hasMessageContaining("got: 90");
        assertThatThrownBy(() -> ReadyExperiments.find("mirakl"))
                .isInstanceOf(BadInputException.class)
                .hasMessageContaining("miracl-hard-negatives");
    }

    private static ModelName name(String path, @org.jspecify.annotations.Nullable String said) {
        return new ModelName(Optional.of(path), Optional.ofNullable(said));
    }

    private static Reproduction of(int passages, int queries, String scope, String split, double sw, double te) {
        return of(Benchmark.of(BENCHMARK, "small.yaml"), passages, queries, scope, split, sw, te);
    }

    private static Reproduction of(
            Benchmark benchmark, int passages, int queries, String scope, String split, double sw, double te) {
        List<ResultRow> rows = List.of(row(scope, split, "sw", sw, queries), row(scope, split, "te", te, 50));
        return Reproduction.of(
                benchmark,
                new Reproduction.Measured(
                        scope, split, Map.of("sw", passages, "te", 500), rows, name("models/other", null)));
    }

    private static ResultRow row(String scope, String split, String language, double value, int queries) {
        return new ResultRow("bm25", "monolingual", split, scope, language, "ndcg@10", value, queries, value, value);
    }

    private static List<String> verdicts(Reproduction reproduction) {
        return reproduction.lines().stream()
                .map(line -> line.system() + " " + line.language() + " "
                        + line.verdict().word())
                .toList();
    }
}
