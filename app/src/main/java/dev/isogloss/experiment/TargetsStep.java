package dev.isogloss.experiment;

import dev.isogloss.data.Key;
import dev.isogloss.data.Query;
import dev.isogloss.embed.Role;
import dev.isogloss.embed.VectorStore;
import dev.isogloss.encoder.TransformerEmbedder;
import dev.isogloss.job.EncoderChoice;
import dev.isogloss.job.Encoding;
import dev.isogloss.train.TeacherVectors;
import java.io.IOException;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * Where a training set is taught by its pivot language, the teacher encodes that side of it: {@code targets/NAME.queries} and {@code
 * targets/NAME.passages} of the system. A text in any other language is then drawn to the vector of its version in the pivot language
 * (multilingual distillation: Reimers and Gurevych 2020, arXiv 2004.09813).
 */
final class TargetsStep {
    private static final float[] NOTHING = {};

    private final Context context;
    private final Path folder;

    /** The targets of a system whose files are in {@code system}. */
    TargetsStep(Context context, Path system) {
        this.context = context;
        this.folder = system.resolve("targets");
    }

    static boolean isWanted(Experiment experiment) {
        return experiment.trainSets().stream().anyMatch(TrainSetChoice::taughtByPivot);
    }

    /**
     * Encodes.
     *
     * @param planned the key of all examples and batches
     */
    StepKey run(String system, StepKey planned, SystemModel untouched) throws IOException {
        StepKey key = StepKey.of(
                "targets",
                planned,
                untouched.key(),
                context.experiment().train().distillation().teacher(),
                taught().stream().map(TrainSetChoice::name).toList());
        return context.steps().run("targets-" + system, key, List.of(folder), () -> encode(untouched));
    }

    private void encode(SystemModel untouched) throws IOException {
        TrainSets sets = TrainSets.open(context.experiment(), context.base());
        try (TransformerEmbedder embedder = teacher(untouched).open()) {
            for (TrainSetChoice choice : taught()) {
                List<Query> texts = sets.pivots(choice).values().stream()
                        .distinct()
                        .map(pivot -> new Query(pivot.key(), embedder.contract().textOf(pivot)))
                        .sorted(Comparator.comparing(Query::key))
                        .toList();
                for (Role role : Role.values()) {
                    Encoding.texts(embedder, role, texts, file(choice, role), context.progress());
                }
            }
        }
    }

    private EncoderChoice teacher(SystemModel untouched) {
        String teacher = context.experiment().train().distillation().teacher();
        return context.experiment().mine().ensemble().encoders().stream()
                .filter(member -> member.name().equals(teacher))
                .findAny()
                .map(context::encoder)
                .orElseGet(() -> context.encoder(untouched.folder().toString()));
    }

    private List<TrainSetChoice> taught() {
        return context.experiment().trainSets().stream()
                .filter(TrainSetChoice::taughtByPivot)
                .toList();
    }

    private Path file(TrainSetChoice choice, Role role) {
        return folder.resolve(choice.name() + (role == Role.QUERY ? ".queries" : ".passages"));
    }

    /**
     * The teacher of the collection, who knows the targets of the sets too.
     *
     * @param open keeps the vectors
     */
    TeacherVectors besides(TeacherVectors collection, OpenParts open) throws IOException {
        TrainSets sets = TrainSets.open(context.experiment(), context.base());
        Map<Key, Target> targets = new HashMap<>();
        for (TrainSetChoice choice : taught()) {
            VectorStore queries = open.keep(VectorStore.open(file(choice, Role.QUERY)));
            VectorStore passages = open.keep(VectorStore.open(file(choice, Role.PASSAGE)));
            sets.pivots(choice).forEach((key, pivot) -> targets.put(key, new Target(queries, passages, pivot.key())));
        }
        return new Both(collection, Map.copyOf(targets));
    }

    private record Target(VectorStore queries, VectorStore passages, Key pivot) {}

    private record Both(TeacherVectors collection, Map<Key, Target> targets) implements TeacherVectors {
        @Override
        public float[] query(Key query) {
            Target target = targets.get(query);
            return target == null ? collection.query(query) : vector(target.queries, target.pivot);
        }

        @Override
        public float[] passage(Key passage) {
            Target target = targets.get(passage);
            return target == null ? collection.passage(passage) : vector(target.passages, target.pivot);
        }

        private static float[] vector(VectorStore vectors, Key key) {
            int row = vectors.row(key);
            return row < 0 ? NOTHING : vectors.vector(row);
        }
    }
}
