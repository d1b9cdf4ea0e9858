package dev.isogloss.llm;

import dev.isogloss.io.Progress;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.stream.IntStream;

/** A run in a process of its own, to be killed: asks questions 0, 1, 2 ... of a server. */
public final class KilledRun {
    private KilledRun() {}

    /** Server, cache file, number of questions. */
    public static void main(String[] arguments) throws IOException {
        run(arguments[0], Path.of(arguments[1]), Integer.parseInt(arguments[2]));
    }

    static List<String> run(String url, Path file, int questions) throws IOException {
        try (var cache = AnswerCache.open(file);
                var chat = new OpenAiChat(url, "loopback", ApiKey.none(), Duration.ofSeconds(20))) {
            var pool = new ChatPool(chat, cache, ChatLimits.DEFAULT, Retries.DEFAULT, Budget.UNLIMITED);
            try (Progress.Task task = Progress.SILENT.start("asking", questions, "questions")) {
                return pool.each(
                        IntStream.range(0, questions).boxed().toList(),
                        number -> pool.ask(
                                        new Prompt("", "question " + number, new AnswerForm.FreeText()),
                                        new Sampling(0.9, 0.7, 64, 1))
                                .text(),
                        task);
            }
        }
    }
}
