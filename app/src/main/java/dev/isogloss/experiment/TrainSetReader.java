package dev.isogloss.experiment;

import dev.isogloss.format.AnsweredQueries;
import dev.isogloss.format.CollectionSource;
import dev.isogloss.format.ParallelText;
import dev.isogloss.format.RetrievalSet;
import dev.isogloss.format.TranslationGroups;
import dev.isogloss.io.BadInputException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.OptionalInt;

/** Opens a further training set; whatever is wrong with it is told with its name. */
final class TrainSetReader {
    private final TrainSetChoice choice;
    private final Path folder;

    TrainSetReader(TrainSetChoice choice) {
        this.choice = choice;
        this.folder = Path.of(choice.path());
        if (!Files.isDirectory(folder)) {
            throw new BadInputException(where() + ": there is no folder " + folder.toAbsolutePath());
        }
    }

    /** Refuses a set that lacks files or the split, without reading its texts. */
    void check() {
        if (files().isEmpty()) {
            throw new BadInputException(where() + ": there are no files in " + folder.toAbsolutePath());
        }
        TrainSetTopics.file(choice).ifPresent(file -> {
            if (!Files.isRegularFile(file)) {
                throw new BadInputException(where() + ": topics must be null, title, or a file of id, tab, topic a line"
                        + " (there is no file " + file.toAbsolutePath() + ")");
            }
        });
    }

    /** Every file that is read, in a fixed order. */
    List<Path> files() {
        if (isParallel()) {
            return ParallelText.files(folder);
        }
        CollectionSource source = source();
        String split = RetrievalSet.split(source, choice.split(), where() + ": the collection in " + folder);
        assert !split.isEmpty();
        return source.files();
    }

    /** Everything that can be learned from in the languages that were chosen. */
    AnsweredQueries read() {
        AnsweredQueries all = readAll();
        if (choice.only().isEmpty()) {
            return all;
        }
        if (!all.languages().containsAll(choice.only())) {
            throw new BadInputException(where() + ": only: the set is not in all of " + choice.only() + " (it is in: "
                    + all.languages() + ")");
        }
        return all.only(choice.only());
    }

    private AnsweredQueries readAll() {
        if (isParallel()) {
            return ParallelText.read(folder, choice.pivot());
        }
        CollectionSource source = source();
        String split = RetrievalSet.split(source, choice.split(), where() + ": the collection in " + folder);
        return RetrievalSet.read(source, split, links(source, folder));
    }

    private boolean isParallel() {
        return choice.kind().equals("parallel");
    }

    private CollectionSource source() {
        return ExperimentData.open(new Experiment.CollectionChoice(
                "auto", choice.path(), List.of("all"), choice.split().orElse("train"), OptionalInt.empty()));
    }

    /** Links between languages are a thing of plain folders. */
    static TranslationGroups links(CollectionSource source, Path folder) {
        return source.format().equals("plain") ? TranslationGroups.of(folder) : TranslationGroups.NONE;
    }

    private String where() {
        return "train-sets: " + choice.name();
    }
}
