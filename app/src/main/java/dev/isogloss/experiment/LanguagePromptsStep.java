package dev.isogloss.experiment;

import dev.isogloss.checkpoint.ModelFolder;
import dev.isogloss.checkpoint.ModelFolderWriter;
import dev.isogloss.data.Language;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.TreeSet;

/**
 * Where a training is to have language prompts, its model gets them first, untrained: every language of the collection and of the
 * training sets has a part of its own. A model that has prompts keeps them.
 */
final class LanguagePromptsStep {
    private LanguagePromptsStep() {}

    /**
     * Adds them.
     *
     * @param system that is trained
     * @param files the folder of the system's own files
     * @param planned the key of all that is learned from
     * @return the model that training starts from
     */
    static SystemModel run(Context context, String system, Path files, SystemModel from, StepKey planned)
            throws IOException {
        Experiment.LanguagePromptsChoice choice = context.experiment().train().languagePrompts();
        if (choice.count() == 0) {
            return from;
        }
        Path model = files.resolve("prompted");
        StepKey key = StepKey.of(
                "language prompts",
                from.key(),
                planned,
                choice,
                context.experiment().trainingSeed());
        StepKey done = context.steps().run("language-prompts-" + system, key, List.of(model), () -> {
            ModelFolder folder = ModelFolder.open(from.folder());
            if (folder.languagePrompts().isPresent()) {
                ModelFolderWriter.copy(model, folder);
                return;
            }
            TreeSet<Language> languages = new TreeSet<>(context.corpus().languages());
            languages.addAll(
                    TrainSets.open(context.experiment(), context.base()).languages());
            ModelFolderWriter.writeWithLanguagePrompts(
                    model,
                    folder,
                    choice.count(),
                    choice.rank(),
                    choice.heads(),
                    List.copyOf(languages),
                    context.experiment().trainingSeed());
        });
        return new SystemModel(from.name(), model, from.home(), done);
    }
}
