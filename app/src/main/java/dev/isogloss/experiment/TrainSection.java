package dev.isogloss.experiment;

import dev.isogloss.experiment.Experiment.DistillationChoice;
import dev.isogloss.experiment.Experiment.LanguagePromptsChoice;
import dev.isogloss.experiment.Experiment.TrainChoice;
import dev.isogloss.loss.GuideLimit;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalDouble;

/** Reads {@code train} of an experiment file. */
final class TrainSection {
    private TrainSection() {}

    /**
     * The section.
     *
     * @param encoders names of the encoders of {@code mine.ensemble}, which may teach
     */
    static TrainChoice read(Settings in, List<String> encoders) {
        return new TrainChoice(
                in.integer("batch", 1, 65_536),
                in.integer("negatives", 0, 100),
                in.number("temperature", 1e-4, 10),
                in.number("learning-rate", 1e-12, 1),
                in.integer("epochs", 1, 10_000),
                in.optionalInteger("max-steps", 1, Integer.MAX_VALUE),
                in.number("warmup", 0, 1),
                in.number("validation", 0, 0.9),
                in.integer("validate-every", 1, Integer.MAX_VALUE),
                in.integer("validation-queries", 1, Integer.MAX_VALUE),
                in.integer("validation-negatives", 1, 1000),
                in.flag("keep-untouched"),
                in.numbers("interpolation", 1e-3, 1),
                in.number("contrastive", 0, 1e6),
                distillation(in.section("distillation"), encoders),
                matryoshka(in),
                in.number("language-balance", 0, 1),
                guideLimit(in),
                in.number("weight-decay", 0, 1),
                in.number("clip-norm", 1e-6, 1e6),
                in.word("weights", "none", "loss", "denominator"),
                weight(in, "language-weight"),
                weight(in, "topic-weight"),
                in.integer("chunk-tokens", 16, 1_000_000),
                in.integer("checkpoint-seconds", 1, 86_400),
                in.optionalInteger("seed", Integer.MIN_VALUE, Integer.MAX_VALUE),
                LanguagePromptsChoice.of(in.section("language-prompts")));
    }

    private static Optional<GuideLimit> guideLimit(Settings in) {
        Optional<Double> margin = in.optionalNumber("guide-margin", -10, 10);
        Optional<Double> fraction = in.optionalNumber("guide-fraction", 1e-3, 10);
        return margin.isEmpty() && fraction.isEmpty()
                ? Optional.empty()
                : Optional.of(new GuideLimit(optional(margin), optional(fraction)));
    }

    private static OptionalDouble optional(Optional<Double> number) {
        return number.map(OptionalDouble::of).orElseGet(OptionalDouble::empty);
    }

    /** Mean weights, not both 0: an example must weigh something. */
    private static double weight(Settings in, String key) {
        if (in.number("language-weight", 0, 1e3) + in.number("topic-weight", 0, 1e3) == 0) {
            throw in.refused(key, "above 0 where the other of language-weight and topic-weight is 0");
        }
        return in.number(key, 0, 1e3);
    }

    /** Ascending, whatever the order in the file. */
    private static List<Integer> matryoshka(Settings in) {
        List<Integer> prefixes = in.integers("matryoshka", 1, 65_536).stream()
                .sorted()
                .distinct()
                .toList();
        if (!prefixes.isEmpty() && in.number("contrastive", 0, 1e6) == 0) {
            throw in.refused("matryoshka", "empty when train.contrastive is 0, as prefixes learn by that loss");
        }
        return prefixes;
    }

    private static DistillationChoice distillation(Settings in, List<String> encoders) {
        List<String> teachers = new ArrayList<>(DistillationChoice.TEACHERS);
        teachers.addAll(encoders);
        DistillationChoice choice = new DistillationChoice(
                in.word("loss", "none", "kl", "margin-mse", DistillationChoice.COSINE),
                in.word("teacher", teachers.toArray(String[]::new)),
                in.optionalText("cross-encoder"),
                LanguageModelChoice.read(
                        in.section("language-model"),
                        !in.text("loss").equals("none")
                                && in.text("teacher").equals(DistillationChoice.LANGUAGE_MODEL)),
                in.number("weight", 1e-6, 1e6),
                in.number("teacher-temperature", 1e-4, 100),
                in.number("scale", 1e-6, 1e6),
                in.number("language-balance", 0, 1));
        if (!choice.byEncoder() && (choice.loss().equals(DistillationChoice.COSINE) || choice.languageBalance() > 0)) {
            throw in.refused("teacher", "an encoder of mine.ensemble " + encoders + ": only encoders have vectors");
        }
        return choice;
    }
}
