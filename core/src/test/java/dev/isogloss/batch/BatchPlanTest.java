package dev.isogloss.batch;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import dev.isogloss.batch.PlanSettings.LanguageMix;
import dev.isogloss.batch.PlanSettings.TopicMix;
import dev.isogloss.data.Key;
import dev.isogloss.data.Language;
import dev.isogloss.data.TextFingerprint;
import dev.isogloss.io.BadInputException;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.SplittableRandom;
import java.util.TreeSet;
import java.util.stream.IntStream;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;
import org.junit.jupiter.api.Test;

class BatchPlanTest {
    private static final List<Language> LANGUAGES =
            List.of(new Language("ar"), new Language("fi"), new Language("sw"), new Language("yo"));

    /** Sizes by language; every seventh example shares its positive with the one before, every eleventh its text. */
    private static List<PlanExample> examples(int... sizes) {
        SplittableRandom random = new SplittableRandom(5);
        List<PlanExample> examples = new ArrayList<>();
        for (int l = 0; l < sizes.length; l++) {
            Language language = LANGUAGES.get(l);
            for (int i = 0; i < sizes[l]; i++) {
                int ordinal = examples.size();
                int positive = i % 7 == 6 ? i - 1 : i;
                int text = i % 11 == 10 ? i - 1 : i;
                List<Key> candidates = IntStream.range(0, 30)
                        .mapToObj(c -> new Key(language, "n" + ordinal + "-" + c))
                        .toList();
                examples.add(new PlanExample(
                        ordinal,
                        language,
                        Math.min(random.nextInt(12), random.nextInt(12)),
                        new Key(language, "q" + i),
                        List.of(new Key(language, "p" + positive)),
                        List.of(
                                TextFingerprint.of(language + " question " + i),
                                TextFingerprint.of(language + " " + text)),
                        candidates));
            }
        }
        return examples;
    }

    private static PlanSettings settings(LanguageMix language, TopicMix topic, double exponent) {
        return new PlanSettings(language, topic, 12, exponent, 24, 42);
    }

    @Property(tries = 40)
    void everyPlanKeepsTheLaws(
            @ForAll LanguageMix languageMix,
            @ForAll TopicMix topicMix,
            @ForAll @IntRange(max = 2) int exponent,
            @ForAll @IntRange(min = 1, max = 300) int first,
            @ForAll @IntRange(max = 60) int second,
            @ForAll @IntRange(max = 6) int third,
            @ForAll @IntRange(max = 3) int epoch) {
        List<PlanExample> examples = examples(first, second, third);
        PlanSettings settings = settings(languageMix, topicMix, exponent / 2.0);
        List<PlannedStep> steps = BatchPlan.epoch(settings, examples, epoch);

        assertThat(BatchPlan.epoch(settings, examples, epoch)).isEqualTo(steps);
        int full = (examples.size() + 23) / 24;
        if (languageMix == LanguageMix.SAME) {
            assertThat(steps).hasSize(full);
        } else {
            assertThat(steps.size()).isBetween(1, full);
        }
        for (int i = 0; i < steps.size(); i++) {
            PlannedStep step = steps.get(i);
            assertThat(step.step()).isEqualTo(i);
            assertThat(step.queries().size()).isBetween(1, 24);
            assertSharesNothing(step, examples);
            for (int j = 0; j < step.queries().size(); j++) {
                PlanExample example = examples.get(step.queries().get(j));
                assertThat(step.topics().get(j)).isEqualTo(example.topic());
                assertThat(step.language()).isIn(null, example.language());
            }
            assertThat(step.language() == null).isEqualTo(languageMix == LanguageMix.MIXED);
        }
    }

    private static void assertSharesNothing(PlannedStep step, List<PlanExample> examples) {
        Set<Object> seen = new HashSet<>();
        for (int ordinal : step.queries()) {
            PlanExample example = examples.get(ordinal);
            assertThat(seen.add(example.query())).isTrue();
            assertThat(seen.add(example.positives().getFirst())).isTrue();
            example.texts().forEach(text -> assertThat(seen.add(text)).isTrue());
        }
    }

    @Test
    void otherSeedsAndEpochsGiveOtherPlans() {
        List<PlanExample> examples = examples(200, 100);
        PlanSettings settings = settings(LanguageMix.SAME, TopicMix.DIVERSE, 0.5);
        PlanSettings other = new PlanSettings(LanguageMix.SAME, TopicMix.DIVERSE, 12, 0.5, 24, 43);
        assertThat(BatchPlan.epoch(settings, examples, 1)).isNotEqualTo(BatchPlan.epoch(settings, examples, 0));
        assertThat(BatchPlan.epoch(other, examples, 0)).isNotEqualTo(BatchPlan.epoch(settings, examples, 0));
    }

    @Test
    void languagesHaveTheirShares() {
        List<PlanExample> examples = examples(2400, 600, 150, 20);
        for (LanguageMix mix : LanguageMix.values()) {
            for (double exponent : new double[] {0, 0.5, 1}) {
                Map<Language, Integer> drawn = new HashMap<>();
                int total = 0;
                int epochs = 12;
                for (int epoch = 0; epoch < epochs; epoch++) {
                    for (PlannedStep step : BatchPlan.epoch(settings(mix, TopicMix.NONE, exponent), examples, epoch)) {
                        if (mix == LanguageMix.SAME) {
                            drawn.merge(examples.get(step.queries().getFirst()).language(), 1, Integer::sum);
                            total++;
                        } else {
                            step.queries()
                                    .forEach(ordinal ->
                                            drawn.merge(examples.get(ordinal).language(), 1, Integer::sum));
                            total += step.queries().size();
                        }
                    }
                }
                double[] powers = new double[] {
                    Math.pow(2400, exponent), Math.pow(600, exponent), Math.pow(150, exponent), Math.pow(20, exponent)
                };
                double sum = powers[0] + powers[1] + powers[2] + powers[3];
                for (int l = 0; l < 4; l++) {
                    assertThat(drawn.getOrDefault(LANGUAGES.get(l), 0) / (double) total)
                            .as("%s %s %s", mix, exponent, LANGUAGES.get(l))
                            .isCloseTo(powers[l] / sum, within(mix == LanguageMix.SAME ? 0.01 : 0.06));
                }
            }
        }
    }

    @Test
    void everyExampleOfALanguageComesOnceBeforeAnyComesAgain() {
        List<PlanExample> examples = examples(500, 60);
        PlanSettings settings = settings(LanguageMix.SAME, TopicMix.DIVERSE, 0);
        int[] uses = new int[examples.size()];
        for (int epoch = 0; epoch < 4; epoch++) {
            for (PlannedStep step : BatchPlan.epoch(settings, examples, epoch)) {
                step.queries().forEach(ordinal -> uses[ordinal]++);
            }
            for (Language language : LANGUAGES.subList(0, 2)) {
                int[] own = examples.stream()
                        .filter(example -> example.language().equals(language))
                        .mapToInt(example -> uses[example.ordinal()])
                        .toArray();
                int most = IntStream.of(own).max().orElse(0);
                int least = IntStream.of(own).min().orElse(0);
                assertThat(most - least)
                        .as("%s after epoch %d", language, epoch)
                        .isLessThanOrEqualTo(1);
            }
        }
    }

    @Test
    void topicsAreAsManyOrAsFewAsAsked() {
        List<PlanExample> examples = examples(2400);
        double diverse = meanTopics(TopicMix.DIVERSE, examples);
        double any = meanTopics(TopicMix.NONE, examples);
        double homogeneous = meanTopics(TopicMix.HOMOGENEOUS, examples);
        assertThat(homogeneous).isLessThan(1.5);
        assertThat(any).isBetween(7.0, 11.0);
        List<PlannedStep> steps = BatchPlan.epoch(settings(LanguageMix.SAME, TopicMix.DIVERSE, 1), examples, 0);
        assertThat(steps.stream().filter(step -> new TreeSet<>(step.topics()).size() == 12))
                .hasSizeGreaterThan(3);
        assertThat(evenness(steps))
                .isGreaterThan(evenness(BatchPlan.epoch(settings(LanguageMix.SAME, TopicMix.NONE, 1), examples, 0)));
        assertThat(diverse).isGreaterThan(homogeneous);
    }

    private static double meanTopics(TopicMix mix, List<PlanExample> examples) {
        return BatchPlan.epoch(settings(LanguageMix.SAME, mix, 1), examples, 0).stream()
                .mapToInt(step -> new TreeSet<>(step.topics()).size())
                .average()
                .orElseThrow();
    }

    /** Steps in which every topic present comes two, three or four times. */
    private static long evenness(List<PlannedStep> steps) {
        return steps.stream()
                .filter(step -> {
                    Map<Integer, Integer> counts = new HashMap<>();
                    step.topics().forEach(topic -> counts.merge(topic, 1, Integer::sum));
                    int most = counts.values().stream().max(Integer::compare).orElse(0);
                    int least = counts.values().stream().min(Integer::compare).orElse(0);
                    return most - least <= 2;
                })
                .count();
    }

    @Property(tries = 100)
    void negativesRotate(
            @ForAll @IntRange(min = 0, max = 40) int count,
            @ForAll @IntRange(min = 0, max = 30) int available,
            @ForAll long seed) {
        PlanExample whole = examples(1).getFirst();
        PlanExample example = new PlanExample(
                0,
                whole.language(),
                0,
                whole.query(),
                List.of(),
                List.of(),
                whole.candidates().subList(0, available));
        Map<Key, Integer> uses = new HashMap<>();
        for (int epoch = 0; epoch < 12; epoch++) {
            List<Key> negatives = BatchPlan.negatives(seed, example, epoch, count);
            assertThat(negatives).hasSize(Math.min(count, available)).doesNotHaveDuplicates();
            assertThat(BatchPlan.negatives(seed, example, epoch, count)).isEqualTo(negatives);
            negatives.forEach(key -> uses.merge(key, 1, Integer::sum));
            int most = uses.values().stream().max(Integer::compare).orElse(0);
            int least = uses.size() < available
                    ? 0
                    : uses.values().stream().min(Integer::compare).orElse(0);
            assertThat(most - least).isLessThanOrEqualTo(1);
        }
    }

    @Test
    void thePlanIsAFileAndResumingIsAnIndexIntoIt() throws IOException {
        for (LanguageMix mix : LanguageMix.values()) {
            List<PlannedStep> steps = BatchPlan.epoch(settings(mix, TopicMix.DIVERSE, 0.5), examples(300, 50), 0);
            ByteArrayOutputStream bytes = new ByteArrayOutputStream();
            PlanFile.write(steps, bytes);
            assertThat(PlanFile.read(new ByteArrayInputStream(bytes.toByteArray()), "plan"))
                    .isEqualTo(steps);
            List<String> lines = bytes.toString(StandardCharsets.UTF_8).lines().toList();
            assertThat(lines.get(9)).startsWith("{\"step\":9,\"language\":\"");
        }
        assertThat(PlanFile.name(3)).isEqualTo("epoch-003.jsonl");
    }

    @Test
    void aPlanWithALineMissingIsRefused() {
        byte[] bytes =
                "{\"step\":1,\"language\":\"sw\",\"queries\":[1],\"topics\":[0]}\n".getBytes(StandardCharsets.UTF_8);
        assertThatThrownBy(() -> PlanFile.read(new ByteArrayInputStream(bytes), "epoch-000.jsonl"))
                .isInstanceOf(BadInputException.class)
                .hasMessageContaining("epoch-000.jsonl:1")
                .hasMessageContaining("expected step 0");
    }
}
