package dev.isogloss.batch;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.isogloss.batch.PlanSettings.LanguageMix;
import dev.isogloss.batch.PlanSettings.TopicMix;
import dev.isogloss.data.Key;
import dev.isogloss.data.Language;
import dev.isogloss.data.TextFingerprint;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.OptionalDouble;
import java.util.Set;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;
import org.junit.jupiter.api.Test;

class StepMixTest {
    private static final List<Language> LANGUAGES =
            List.of(new Language("ar"), new Language("fi"), new Language("sw"), new Language("yo"));
    private static final int MAIN = 100;

    @Property(tries = 60)
    void everyMixKeepsTheLaws(
            @ForAll @IntRange(min = 1, max = 40) int main,
            @ForAll @IntRange(min = 1, max = 90) int shared,
            @ForAll @IntRange(min = 1, max = 200) int whole,
            @ForAll @IntRange(min = 1, max = 9) int tenths) {
        List<List<PlannedStep>> before = List.of(main(main), main(main), main(main));
        StepMix mix = new StepMix(List.of(
                part("shared", MAIN, shared, OptionalDouble.of(tenths / 10.0)),
                part("whole", MAIN + shared, whole, OptionalDouble.empty())));
        List<List<PlannedStep>> epochs = mix.mix(before);

        assertThat(mix.mix(before)).isEqualTo(epochs);
        // what an epoch has does not depend on how many follow it
        assertThat(mix.mix(before.subList(0, 2))).isEqualTo(epochs.subList(0, 2));
        for (List<PlannedStep> epoch : epochs) {
            Map<String, Integer> counts = new HashMap<>();
            for (int i = 0; i < epoch.size(); i++) {
                assertThat(epoch.get(i).step()).isEqualTo(i);
                counts.merge(set(epoch.get(i)), 1, Integer::sum);
            }
            assertThat(counts).containsEntry("", main).containsEntry("whole", (whole + 7) / 8);
            double share = counts.getOrDefault("shared", 0) / (double) epoch.size();
            assertThat(Math.abs(share - tenths / 10.0) * epoch.size()).isLessThanOrEqualTo(1.0);
            // evenly: after any number of steps each set has had its part, but for a step or two
            Map<String, Integer> had = new HashMap<>();
            for (int i = 0; i < epoch.size(); i++) {
                had.merge(set(epoch.get(i)), 1, Integer::sum);
                for (String set : counts.keySet()) {
                    double due = counts.getOrDefault(set, 0) * (i + 1.0) / epoch.size();
                    assertThat(had.getOrDefault(set, 0) - due).isBetween(-2.0, 2.0);
                }
            }
        }
        rounds(epochs, "whole", MAIN + shared, whole);
    }

    /** A set's steps in their order are the rounds of its own plan, each example once a round. */
    private static void rounds(List<List<PlannedStep>> epochs, String name, int first, int size) {
        Map<Integer, List<Integer>> byRound = new HashMap<>();
        int last = 0;
        for (PlannedStep step : epochs.stream().flatMap(List::stream).toList()) {
            PlannedStep.SetRound from = step.from();
            if (from != null && from.set().equals(name)) {
                assertThat(step.language()).isNull();
                assertThat(from.round()).isBetween(last, last + 1);
                last = from.round();
                byRound.computeIfAbsent(last, round -> new ArrayList<>()).addAll(step.queries());
            }
        }
        for (int round = 0; round < last; round++) {
            assertThat(byRound.get(round)).allMatch(ordinal -> ordinal >= first && ordinal < first + size);
            assertThat(new HashSet<>(byRound.getOrDefault(round, List.of())))
                    .hasSizeGreaterThanOrEqualTo(Math.min(size, 1));
        }
    }

    @Test
    void withoutSetsNothingChanges() {
        List<List<PlannedStep>> main = List.of(main(5), main(4));
        assertThat(new StepMix(List.of()).mix(main)).isEqualTo(main);
    }

    @Test
    void aRoundHasEveryExampleAndItsBatchesMixLanguages() {
        StepMix mix = new StepMix(List.of(part("set", MAIN, 64, OptionalDouble.empty())));
        List<PlannedStep> steps = mix.mix(List.of(main(3))).getFirst().stream()
                .filter(step -> step.from() != null)
                .toList();
        Set<Integer> seen = new HashSet<>();
        int mixed = 0;
        for (PlannedStep step : steps) {
            seen.addAll(step.queries());
            mixed += step.queries().stream()
                                    .map(i -> i % LANGUAGES.size())
                                    .distinct()
                                    .count()
                            > 1
                    ? 1
                    : 0;
        }
        assertThat(seen).hasSize(64);
        assertThat(mixed).isEqualTo(8);
    }

    @Test
    void theFileOfAPlanKeepsSetAndRound() throws IOException {
        List<PlannedStep> steps = new StepMix(List.of(part("set", MAIN, 20, OptionalDouble.of(0.5))))
                .mix(List.of(main(4)))
                .getFirst();
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        PlanFile.write(steps, out);
        assertThat(PlanFile.read(new ByteArrayInputStream(out.toByteArray()), "plan"))
                .isEqualTo(steps);
    }

    @Test
    void whatCannotBeMixedIsRefused() {
        StepMix.Part half = part("a", MAIN, 8, OptionalDouble.of(0.5));
        assertThatThrownBy(() -> new StepMix(List.of(half, part("b", 200, 8, OptionalDouble.of(0.5)))))
                .hasMessageContaining("below 1");
        assertThatThrownBy(() -> new StepMix(List.of(half, half))).hasMessageContaining("two sets");
        assertThatThrownBy(() -> part("a", MAIN, 8, OptionalDouble.of(1))).hasMessageContaining("below 1");
        assertThatThrownBy(() -> part("a", MAIN, 0, OptionalDouble.empty())).hasMessageContaining("no examples");
    }

    private static String set(PlannedStep step) {
        PlannedStep.SetRound from = step.from();
        return from == null ? "" : from.set();
    }

    private static List<PlannedStep> main(int steps) {
        List<PlannedStep> main = new ArrayList<>();
        for (int i = 0; i < steps; i++) {
            main.add(new PlannedStep(i, LANGUAGES.getFirst(), List.of(i), List.of(0)));
        }
        return main;
    }

    private static StepMix.Part part(String name, int first, int size, OptionalDouble share) {
        List<PlanExample> examples = new ArrayList<>();
        for (int i = 0; i < size; i++) {
            Language language = LANGUAGES.get((first + i) % LANGUAGES.size());
            examples.add(new PlanExample(
                    first + i,
                    language,
                    0,
                    new Key(language, name + i),
                    List.of(new Key(language, name + "-p" + i)),
                    List.of(TextFingerprint.of(name + i)),
                    List.of()));
        }
        return new StepMix.Part(name, examples, new PlanSettings(LanguageMix.MIXED, TopicMix.NONE, 1, 1, 8, 42), share);
    }
}
