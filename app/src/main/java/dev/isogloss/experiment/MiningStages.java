package dev.isogloss.experiment;

import dev.isogloss.io.BadInputException;
import dev.isogloss.mine.Absolute;
import dev.isogloss.mine.Baseline;
import dev.isogloss.mine.Calibration;
import dev.isogloss.mine.MarginPos;
import dev.isogloss.mine.MiningQuery;
import dev.isogloss.mine.MiningStage;
import dev.isogloss.mine.NaiveTopK;
import dev.isogloss.mine.PercPos;
import dev.isogloss.mine.RandomSample;
import dev.isogloss.mine.ScoreRule;
import dev.isogloss.mine.Scorers;
import dev.isogloss.mine.Shift;
import dev.isogloss.mine.Similarity;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Supplier;
import tools.jackson.databind.JsonNode;

/**
 * The list {@code mine.stages} of an experiment as mining stages. A rule's threshold is a number, {@code paper} (the value of the
 * paper) or {@code calibrated} (found on held-out training queries).
 *
 * @param stages in the order they are applied
 * @param calibrations how each calibrated threshold was found, for the report
 */
record MiningStages(List<MiningStage> stages, List<String> calibrations) {
    private static final List<String> NAMES =
            List.of("naive", "shift", "random", "absolute", "margin-pos", "perc-pos", "similarity");

    MiningStages {
        stages = List.copyOf(stages);
        calibrations = List.copyOf(calibrations);
    }

    /**
     * Refuses what {@link #of} could not read, before anything long starts.
     *
     * @param scorers the names that a rule's {@code scorer} may have
     */
    static void check(JsonNode list, List<String> scorers) {
        for (JsonNode item : list) {
            Item parsed = Item.of(item);
            if (parsed.isRule()) {
                parsed.requireScorer(scorers);
                parsed.rule(Baseline.Zero::new);
            } else {
                parsed.count();
            }
        }
    }

    /**
     * The stages of a checked list.
     *
     * @param seed of what is drawn at random
     * @param chance where scores of unrelated passages lie; asked for only when a rule counts from there
     * @param heldOut the queries that thresholds are calibrated on
     */
    static MiningStages of(
            JsonNode list, long seed, Supplier<Baseline> chance, List<MiningQuery> heldOut, Scorers scorers) {
        List<MiningStage> stages = new ArrayList<>();
        List<String> calibrations = new ArrayList<>();
        List<Item> items = new ArrayList<>();
        list.forEach(node -> items.add(Item.of(node)));
        long calibrated = items.stream().filter(Item::isCalibrated).count();
        // The calibrated rules of a plan share one tolerance, so that more rules do not lose more good negatives.
        Calibration calibration = new Calibration(
                Calibration.USUAL.tolerance() / Math.max(1, calibrated), Calibration.USUAL.leastSamples());
        for (Item item : items) {
            switch (item.name) {
                case "naive" -> stages.add(new NaiveTopK(item.count()));
                case "shift" -> stages.add(new Shift(item.count()));
                case "random" -> stages.add(new RandomSample(item.count(), seed));
                default -> {
                    ScoreRule rule = item.rule(chance);
                    if (item.isCalibrated()) {
                        Calibration.Calibrated found = calibration.calibrate(rule, heldOut, scorers);
                        rule = found.rule();
                        calibrations.add(item.name + ": " + found.how());
                    }
                    stages.add(rule);
                }
            }
        }
        return new MiningStages(stages, calibrations);
    }

    /** One entry of the list: a name and its value, which is a threshold or an object with one. */
    private record Item(String name, JsonNode value) {
        static Item of(JsonNode node) {
            if (!node.isObject() || node.size() != 1) {
                throw new BadInputException(
                        "each of mine.stages is one name with its value, for example {perc-pos: 0.95}" + " (got: "
                                + node + ")");
            }
            Map.Entry<String, JsonNode> entry = node.properties().iterator().next();
            if (!NAMES.contains(entry.getKey())) {
                String hint = NearestName.of(entry.getKey(), NAMES)
                        .map(name -> "; did you mean " + name + "?")
                        .orElse("; known: " + String.join(", ", NAMES));
                throw new BadInputException("mine.stages: unknown stage " + entry.getKey() + hint);
            }
            return new Item(entry.getKey(), entry.getValue());
        }

        boolean isRule() {
            return !List.of("naive", "shift", "random").contains(name);
        }

        int count() {
            int least = name.equals("shift") ? 0 : 1;
            if (!value.isIntegralNumber() || !value.canConvertToInt() || value.intValue() < least) {
                throw refused("a whole number of passages, at least " + least);
            }
            return value.intValue();
        }

        boolean isCalibrated() {
            return threshold().isString() && threshold().stringValue().equals("calibrated");
        }

        ScoreRule rule(Supplier<Baseline> chance) {
            requireKnownKeys();
            try {
                return read(chance);
            } catch (IllegalArgumentException e) {
                throw new BadInputException("mine.stages: " + name + ": " + e.getMessage(), e);
            }
        }

        private ScoreRule read(Supplier<Baseline> chance) {
            return switch (name) {
                case "absolute" ->
                    new Absolute(scorer(), number(Absolute.paper().threshold()));
                case "margin-pos" ->
                    new MarginPos(scorer(), number(MarginPos.paper().margin()));
                case "perc-pos" -> new PercPos(scorer(), number(PercPos.paper().fraction()), baseline(chance));
                case "similarity" -> new Similarity(scorer(), number(0.95));
                default -> throw refused("a rule");
            };
        }

        /** The scorer a rule names; the experiment's own model where it names none. */
        private String scorer() {
            JsonNode scorer = value.isObject() ? value.path("scorer") : value.path("none");
            return scorer.isMissingNode() ? EnsembleMember.Dense.NAME : scorer.asString("");
        }

        void requireScorer(List<String> scorers) {
            if (!scorers.contains(scorer())) {
                String hint = NearestName.of(scorer(), scorers)
                        .map(nearest -> "; did you mean " + nearest + "?")
                        .orElse("");
                throw refused("as scorer an encoder of mine.ensemble, one of " + scorers + hint);
            }
        }

        private Baseline baseline(Supplier<Baseline> chance) {
            JsonNode baseline = value.isObject() ? value.path("baseline") : value.path("none");
            if (baseline.isMissingNode()) {
                return new Baseline.Zero();
            }
            return switch (baseline.asString()) {
                case "zero" -> new Baseline.Zero();
                case "chance" -> chance.get();
                default -> throw refused("baseline zero or chance");
            };
        }

        private double number(double paper) {
            JsonNode threshold = threshold();
            if (threshold.isString() && List.of("paper", "calibrated").contains(threshold.stringValue())) {
                return paper;
            }
            Optional<Double> number = Settings.asNumber(threshold);
            return number.orElseThrow(() -> refused(key() + " as a number, paper or calibrated"));
        }

        private JsonNode threshold() {
            return value.isObject() ? value.path(key()) : value;
        }

        private String key() {
            return switch (name) {
                case "absolute", "similarity" -> "above";
                case "margin-pos" -> "margin";
                default -> "fraction";
            };
        }

        private void requireKnownKeys() {
            if (!value.isObject()) {
                return;
            }
            List<String> known =
                    name.equals("perc-pos") ? List.of(key(), "baseline", "scorer") : List.of(key(), "scorer");
            for (String given : value.propertyNames()) {
                if (!known.contains(given)) {
                    throw refused("keys out of " + known);
                }
            }
        }

        private BadInputException refused(String wanted) {
            return new BadInputException("mine.stages: " + name + " wants " + wanted + " (got: " + value + ")");
        }
    }
}
