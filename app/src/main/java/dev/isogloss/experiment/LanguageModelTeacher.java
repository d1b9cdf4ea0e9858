package dev.isogloss.experiment;

import dev.isogloss.checkpoint.LanguageModelFolder;
import dev.isogloss.io.BadInputException;
import dev.isogloss.llm.AnswerCache;
import dev.isogloss.llm.Budget;
import dev.isogloss.llm.ChatLimits;
import dev.isogloss.llm.ChatPool;
import dev.isogloss.llm.LikelihoodServer;
import dev.isogloss.llm.Retries;
import dev.isogloss.mine.ServedLikelihood;
import dev.isogloss.rerank.CrossEncoderSettings;
import dev.isogloss.rerank.LanguageModelScorer;
import dev.isogloss.search.PairScorer;
import dev.isogloss.tensor.Device;
import dev.isogloss.tensor.Precision;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;

/** The language model that an experiment learns from. */
final class LanguageModelTeacher {
    private LanguageModelTeacher() {}

    /**
     * Opens it.
     *
     * @param open closes it with the others
     */
    static PairScorer open(Context context, OpenParts open) throws IOException {
        LanguageModelChoice choice = choice(context.experiment());
        if (choice.path().isPresent()) {
            CrossEncoderSettings settings = CrossEncoderSettings.of(
                            Precision.parse(context.experiment().model().precision()),
                            Device.parse(context.experiment().model().device()))
                    .withMaxTokens(choice.maxTokens());
            return open.keep(
                    LanguageModelScorer.open(choice.path().get(), settings, choice.likelihoodPrompt(), choice.sum()));
        }
        Path answers = choice.answers().orElse(context.base().path().resolve("likelihoods.jsonl"));
        return new ServedLikelihood(pool(choice, answers, open), choice.likelihoodPrompt(), choice.sum());
    }

    private static ChatPool pool(LanguageModelChoice choice, Path answers, OpenParts open) throws IOException {
        if (choice.url().isEmpty()) {
            return ChatPool.offline(
                    LikelihoodServer.nameOf(choice.model().orElseThrow()), open.keep(AnswerCache.readOnly(answers)));
        }
        LikelihoodServer server = open.keep(choice.server());
        return new ChatPool(
                server,
                open.keep(AnswerCache.open(answers)),
                new ChatLimits(choice.inFlight(), choice.perMinute()),
                Retries.DEFAULT,
                Budget.UNLIMITED);
    }

    /**
     * Refuses what can never teach.
     *
     * @param greets whether the server is asked one thing
     */
    static void check(Experiment experiment, boolean greets) throws IOException {
        LanguageModelChoice choice = choice(experiment);
        if (choice.likelihoodPrompt().template().isBlank()) {
            throw new IllegalStateException("a prompt without a passage was read");
        }
        if (choice.path().isPresent()) {
            int room = LanguageModelFolder.open(choice.path().get())
                    .body()
                    .architecture()
                    .maxTokens();
            if (choice.maxTokens() > room) {
                throw new BadInputException("train.distillation.language-model.max-tokens: the model has positions for "
                        + room + " (got: " + choice.maxTokens() + ")");
            }
        } else if (choice.url().isEmpty()) {
            Path answers = choice.answers().orElseThrow();
            if (!Files.isRegularFile(answers)) {
                throw new BadInputException("train.distillation.language-model.answers: there is no file "
                        + answers.toAbsolutePath() + "; give recorded scores, or set url to a server");
            }
        } else if (greets) {
            try (LikelihoodServer server = choice.server()) {
                server.check();
            }
        }
    }

    private static LanguageModelChoice choice(Experiment experiment) {
        return experiment.train().distillation().languageModel();
    }
}
