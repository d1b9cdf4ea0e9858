package dev.isogloss.experiment.ablation;

import java.util.List;
import java.util.stream.IntStream;
import java.util.stream.LongStream;

/** The trainings of a row: so many, or those of given seeds. */
public sealed interface Seeds {
    /** A single training, with the experiment's own seed. */
    Seeds ONE = new Count(1);

    /** The seeds of the trainings, the first first. */
    List<Long> from(long own);

    /**
     * So many trainings: the first with the experiment's own seed, so that it equals an ordinary run, the next counting up from there.
     *
     * @param trainings at least 1
     */
    record Count(int trainings) implements Seeds {
        public Count {
            if (trainings < 1) {
                throw new IllegalArgumentException("seeds must be at least 1 (got: " + trainings + ")");
            }
        }

        @Override
        public List<Long> from(long own) {
            return LongStream.range(own, own + trainings).boxed().toList();
        }
    }

    /**
     * A training with each of these.
     *
     * @param seeds at least one, each once
     */
    record Listed(List<Integer> seeds) implements Seeds {
        public Listed {
            seeds = List.copyOf(seeds);
            if (seeds.isEmpty() || seeds.stream().distinct().count() < seeds.size()) {
                throw new IllegalArgumentException("seeds must be at least one, each once (got: " + seeds + ")");
            }
        }

        @Override
        public List<Long> from(long own) {
            return IntStream.range(0, seeds.size())
                    .mapToObj(i -> seeds.get(i).longValue())
                    .toList();
        }
    }
}
