package dev.isogloss.experiment;

import dev.isogloss.data.Query;
import dev.isogloss.io.BadInputException;
import dev.isogloss.llm.AnswerCache;
import dev.isogloss.llm.ApiKey;
import dev.isogloss.llm.Budget;
import dev.isogloss.llm.ChatAnswer;
import dev.isogloss.llm.ChatFailure;
import dev.isogloss.llm.ChatLimits;
import dev.isogloss.llm.ChatModel;
import dev.isogloss.llm.ChatPool;
import dev.isogloss.llm.OpenAiChat;
import dev.isogloss.llm.Prompt;
import dev.isogloss.llm.Retries;
import dev.isogloss.llm.Sampling;
import dev.isogloss.mine.LanguageName;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The language model of an experiment with its recorded answers, open.
 *
 * @param server null when recorded answers are all there is
 */
record Chat(ChatPool pool, AnswerCache answers, @Nullable OpenAiChat server) implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(Chat.class);

    /** Opens what the experiment names; asks the server nothing yet. */
    static Chat open(JudgingChoice.Llm choice, RunFolder folder) throws IOException {
        String model = choice.model().orElseThrow();
        Path file = answers(choice, folder);
        if (choice.url().isEmpty()) {
            AnswerCache recorded = AnswerCache.readOnly(file);
            return new Chat(ChatPool.offline(model, recorded), recorded, null);
        }
        OpenAiChat server = server(choice);
        try {
            Path parent = file.toAbsolutePath().getParent();
            if (parent != null) {
                Path made = Files.createDirectories(parent);
                assert Files.isDirectory(made);
            }
            AnswerCache answers = AnswerCache.open(file);
            ChatLimits limits = new ChatLimits(choice.inFlight(), choice.perMinute());
            return new Chat(new ChatPool(server, answers, limits, Retries.DEFAULT, choice.budget()), answers, server);
        } catch (IOException | RuntimeException e) {
            server.close();
            throw e;
        }
    }

    /** Recorded answers, and nobody to ask: a prompt without one stays unanswered. Changes no file. */
    static Chat withoutServer(JudgingChoice.Llm choice, RunFolder folder) throws IOException {
        String model = choice.model().orElseThrow();
        Path file = answers(choice, folder);
        AnswerCache recorded = AnswerCache.readOnly(Files.isRegularFile(file) ? file : nothingRecorded());
        Budget prices = new Budget(
                Long.MAX_VALUE,
                Long.MAX_VALUE,
                Double.POSITIVE_INFINITY,
                choice.budget().price());
        ChatLimits limits = new ChatLimits(choice.inFlight(), 0);
        return new Chat(new ChatPool(new Nobody(model), recorded, limits, Retries.DEFAULT, prices), recorded, null);
    }

    private static Path nothingRecorded() throws IOException {
        Path empty = Files.createTempFile("isogloss-answers", ".jsonl");
        empty.toFile().deleteOnExit();
        return empty;
    }

    private static Path answers(JudgingChoice.Llm choice, RunFolder folder) {
        return choice.answers().orElse(folder.path().resolve("answers.jsonl"));
    }

    /** Stands where a server would be. */
    private record Nobody(String name) implements ChatModel {
        @Override
        public ChatAnswer answer(Prompt prompt, Sampling sampling) {
            throw new ChatFailure(ChatFailure.Kind.REFUSED, "nobody is asked");
        }
    }

    /** Asks the server one thing, so that a wrong address, key or model shows before anything long starts. */
    static void check(JudgingChoice.Llm choice) throws IOException {
        if (choice.answers().isPresent() && Files.isRegularFile(choice.answers().get())) {
            try (AnswerCache recorded = AnswerCache.readOnly(choice.answers().get())) {
                LOG.info("{} has {} answers", recorded.file(), recorded.size());
            }
        }
        if (choice.url().isPresent()) {
            try (OpenAiChat server = server(choice)) {
                server.check();
            }
        } else if (!Files.isRegularFile(choice.answers().orElseThrow())) {
            throw new BadInputException("mine.judging.llm.answers: there is no file "
                    + choice.answers().orElseThrow().toAbsolutePath()
                    + "; give recorded answers, or set mine.judging.llm.url to a server");
        }
    }

    /** Refuses queries in a language that a language model has no name for; before anything long starts. */
    static void checkLanguages(Experiment experiment, ExperimentData data) {
        if (experiment.wantsLlm()) {
            LanguageName.require(
                    data.trainQueries().stream().map(Query::language).distinct().toList());
        }
    }

    private static OpenAiChat server(JudgingChoice.Llm choice) {
        return new OpenAiChat(
                choice.url().orElseThrow(),
                choice.model().orElseThrow(),
                choice.keyVariable().map(ApiKey::fromEnvironment).orElseGet(ApiKey::none),
                Duration.ofSeconds(choice.timeoutSeconds()));
    }

    @Override
    public void close() {
        try (OpenAiChat _ = server) {
            answers.close();
        } catch (IOException e) {
            throw new java.io.UncheckedIOException("closing the recorded answers " + answers.file(), e);
        }
    }
}
