package dev.isogloss.experiment;

import dev.isogloss.checkpoint.LanguageModelFolder;
import dev.isogloss.io.BadInputException;
import dev.isogloss.llm.ApiKey;
import dev.isogloss.llm.LikelihoodServer;
import dev.isogloss.search.LikelihoodPrompt;
import dev.isogloss.search.LikelihoodSum;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Locale;
import java.util.Optional;

/**
 * A language model that teaches by how likely it finds a query after a passage: one of a folder, or one behind a completion server.
 *
 * @param path a folder or hub id; empty for a server
 * @param url of the server; empty to take recorded scores only
 * @param model the server's name of it
 * @param answers the file of recorded scores; empty for {@code likelihoods.jsonl} in the run folder
 * @param prompt the file of the prompt; empty for {@link LikelihoodPrompt#DEFAULT}
 * @param maxTokens longest passage with prompt and query, of a folder
 */
public record LanguageModelChoice(
        Optional<String> path,
        Optional<String> url,
        Optional<String> model,
        Optional<String> keyVariable,
        Optional<Path> answers,
        int inFlight,
        int perMinute,
        int timeoutSeconds,
        Optional<Path> prompt,
        LikelihoodSum sum,
        int maxTokens) {
    static LanguageModelChoice read(Settings in, boolean wanted) {
        LanguageModelChoice choice = new LanguageModelChoice(
                in.optionalText("path"),
                in.optionalText("url"),
                in.optionalText("model"),
                in.optionalText("key-variable"),
                in.optionalText("answers").map(Path::of),
                in.integer("in-flight", 1, 4096),
                in.integer("per-minute", 0, 1_000_000),
                in.integer("timeout-seconds", 1, 86_400),
                in.optionalText("prompt").map(Path::of),
                LikelihoodSum.valueOf(in.word("score", "mean", "sum").toUpperCase(Locale.ROOT)),
                in.integer("max-tokens", 8, 1_000_000));
        if (wanted && choice.path.isPresent() == choice.model.isPresent()) {
            throw in.refused("path", "a folder or hub id, or else model and url must name a served one");
        }
        if (wanted && choice.model.isPresent() && choice.url.isEmpty() && choice.answers.isEmpty()) {
            throw in.refused(
                    "url",
                    "the address of a server such as http://localhost:8000/v1, or answers must name a file of recorded"
                            + " scores");
        }
        return choice;
    }

    /** What is read before a query. One line break at the end of a file is its editor's. */
    LikelihoodPrompt likelihoodPrompt() throws IOException {
        if (prompt.isEmpty()) {
            return LikelihoodPrompt.DEFAULT;
        }
        if (!Files.isRegularFile(prompt.get())) {
            throw new BadInputException("train.distillation.language-model.prompt: there is no file "
                    + prompt.get().toAbsolutePath());
        }
        try {
            return new LikelihoodPrompt(Files.readString(prompt.get()).replaceFirst("\\R$", ""));
        } catch (IllegalArgumentException e) {
            throw new BadInputException(
                    "train.distillation.language-model.prompt: " + prompt.get() + ": " + e.getMessage(), e);
        }
    }

    /** What its scores depend on: not where it is or how fast it is asked. */
    List<Object> deciding() throws IOException {
        String network = path.map(
                        folder -> LanguageModelFolder.open(folder).networkHash() + ", " + maxTokens + " tokens")
                .orElseGet(() -> "served " + model.orElseThrow());
        return List.of(network, likelihoodPrompt(), sum);
    }

    /** The server that is named. */
    LikelihoodServer server() {
        return new LikelihoodServer(
                url.orElseThrow(),
                model.orElseThrow(),
                keyVariable.map(ApiKey::fromEnvironment).orElseGet(ApiKey::none),
                Duration.ofSeconds(timeoutSeconds));
    }
}
