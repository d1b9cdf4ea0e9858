package dev.isogloss.experiment;

import dev.isogloss.checkpoint.Architecture;
import dev.isogloss.checkpoint.ModelFolder;
import dev.isogloss.checkpoint.ModelFolderWriter;
import dev.isogloss.embed.TextContract;
import dev.isogloss.io.AtomicFile;
import dev.isogloss.tokenize.BytePairTrainer;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.TreeMap;

/** Where the experiment's weights come from: pre-fine-tuning, a given folder, or a fresh encoder whose vocabulary is learned from the corpus. */
final class ModelStep {
    private ModelStep() {}

    static SystemModel run(Context context) throws IOException {
        SystemModel start = context.start();
        if (start != null) {
            return new SystemModel("untouched", start.folder(), context.base(), start.key());
        }
        Experiment.ModelChoice choice = context.experiment().model();
        if (choice.path().isPresent()) {
            ModelFolder folder = ModelFolder.open(choice.path().get());
            StepKey key =
                    StepKey.of("model", folder.networkHash(), folder.contract().hash());
            return new SystemModel("untouched", folder.path(), context.base(), key);
        }
        Path target = context.base().system("untouched");
        StepKey key = StepKey.of(
                "fresh model",
                context.collectionKey(),
                choice.fresh(),
                context.experiment().seed());
        return new SystemModel(
                "untouched",
                target.resolve("model"),
                context.base(),
                context.steps().run("model", key, List.of(target), () -> create(context, choice.fresh(), target)));
    }

    private static void create(Context context, Experiment.FreshModel shape, Path target) throws IOException {
        BytePairTrainer vocabulary = new BytePairTrainer();
        for (int ordinal = 0; ordinal < context.corpus().size(); ordinal++) {
            var passage = context.corpus().passage(ordinal);
            vocabulary.add(passage.title());
            vocabulary.add(passage.text());
        }
        context.data().answered().forEach(query -> vocabulary.add(query.text()));
        Path tokenizer = target.resolve("tokenizer.json");
        AtomicFile.writeString(tokenizer, vocabulary.train(shape.vocabulary()));
        ModelFolderWriter.create(
                target.resolve("model"),
                Architecture.bert(
                        shape.vocabulary(),
                        shape.hidden(),
                        shape.layers(),
                        shape.heads(),
                        shape.intermediate(),
                        shape.positions()),
                tokenizer,
                new TextContract(
                        "", "", shape.positions(), shape.positions(), " ", "mean", true, true, "", new TreeMap<>()),
                context.experiment().seed());
    }
}
