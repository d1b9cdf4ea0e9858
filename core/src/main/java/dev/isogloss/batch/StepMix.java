package dev.isogloss.batch;

import java.util.ArrayList;
import java.util.HashSet;
import java.util.Iterator;
import java.util.List;
import java.util.OptionalDouble;
import java.util.Set;

/**
 * Puts steps of further training sets between those of the main collection. Every step is of one set, so a batch never mixes sets.
 * The main collection keeps all its steps; the further ones come on top. A set goes through its own plan round after round, whatever
 * the epochs are, and every round has all its examples as {@link BatchPlan} says. Depends on what it is given alone.
 */
public final class StepMix {
    private final List<Part> parts;

    /**
     * A further set.
     *
     * @param examples at least one; their ordinals are those of the whole list of training examples
     * @param settings of its own batches
     * @param share of all steps of an epoch, above 0 and below 1; empty for one round an epoch
     */
    public record Part(String name, List<PlanExample> examples, PlanSettings settings, OptionalDouble share) {
        public Part {
            examples = List.copyOf(examples);
            if (examples.isEmpty()) {
                throw new IllegalArgumentException("the set " + name + " has no examples");
            }
            if (share.isPresent() && !(share.getAsDouble() > 0 && share.getAsDouble() < 1)) {
                throw new IllegalArgumentException("the share of the set " + name
                        + " must be above 0 and below 1 (got: " + share.getAsDouble() + ")");
            }
        }
    }

    /** A mix of these sets, whose names differ and whose shares leave some for the main collection. */
    public StepMix(List<Part> parts) {
        this.parts = List.copyOf(parts);
        Set<String> names = new HashSet<>();
        double shares = 0;
        for (Part part : parts) {
            shares += part.share().orElse(0);
            if (!names.add(part.name())) {
                throw new IllegalArgumentException("two sets are called " + part.name());
            }
        }
        if (shares >= 1) {
            throw new IllegalArgumentException(
                    "the shares of the sets must be below 1 together, to leave some for the main collection (got: "
                            + shares + ")");
        }
    }

    /**
     * The steps of every epoch with those of the sets between them, evenly: any stretch of an epoch has each set by about its part.
     *
     * @param main the main collection's steps, epoch by epoch
     */
    public List<List<PlannedStep>> mix(List<List<PlannedStep>> main) {
        List<Iterator<PlannedStep>> rounds = new ArrayList<>();
        parts.forEach(part -> rounds.add(new Rounds(part)));
        List<List<PlannedStep>> epochs = new ArrayList<>();
        for (List<PlannedStep> epoch : main) {
            List<Placed> placed = new ArrayList<>();
            place(epoch.iterator(), epoch.size(), 0, placed);
            for (int i = 0; i < parts.size(); i++) {
                place(rounds.get(i), steps(parts.get(i), epoch.size()), i + 1, placed);
            }
            placed.sort(null);
            List<PlannedStep> mixed = new ArrayList<>();
            for (Placed one : placed) {
                PlannedStep step = one.step();
                mixed.add(new PlannedStep(mixed.size(), step.language(), step.queries(), step.topics(), step.from()));
            }
            epochs.add(List.copyOf(mixed));
        }
        return epochs;
    }

    /** Steps of a set in an epoch of so many main ones; at least one. */
    private int steps(Part part, int main) {
        int unshared = main;
        double shares = 0;
        for (Part other : parts) {
            shares += other.share().orElse(0);
            unshared += other.share().isPresent() ? 0 : round(other);
        }
        double total = unshared / (1 - shares);
        return part.share().isPresent()
                ? (int) Math.max(1, Math.round(part.share().getAsDouble() * total))
                : round(part);
    }

    private static int round(Part part) {
        return Math.ceilDiv(part.examples().size(), part.settings().batch());
    }

    private static void place(Iterator<PlannedStep> from, int count, int set, List<Placed> placed) {
        for (int i = 0; i < count; i++) {
            placed.add(new Placed((i + 0.5) / count, set, i, from.next()));
        }
    }

    /** A step and where in the epoch it belongs, 0 .. 1. */
    private record Placed(double at, int set, int number, PlannedStep step) implements Comparable<Placed> {
        @Override
        public int compareTo(Placed other) {
            int byPlace = Double.compare(at, other.at);
            int bySet = byPlace != 0 ? byPlace : Integer.compare(set, other.set);
            return bySet != 0 ? bySet : Integer.compare(number, other.number);
        }
    }

    /** A set's steps without end, round after round. */
    private static final class Rounds implements Iterator<PlannedStep> {
        private final Part part;
        private List<PlannedStep> round = List.of();
        private int next;
        private int rounds;

        Rounds(Part part) {
            this.part = part;
        }

        @Override
        public boolean hasNext() {
            return true;
        }

        @Override
        public PlannedStep next() {
            if (next == round.size()) {
                round = BatchPlan.epoch(part.settings(), part.examples(), rounds++);
                next = 0;
            }
            PlannedStep step = round.get(next++);
            return new PlannedStep(
                    0,
                    step.language(),
                    step.queries(),
                    step.topics(),
                    new PlannedStep.SetRound(part.name(), rounds - 1));
        }
    }
}
