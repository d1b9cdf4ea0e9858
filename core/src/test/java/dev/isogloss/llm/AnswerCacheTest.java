package dev.isogloss.llm;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.isogloss.io.BadInputException;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class AnswerCacheTest {
    private static final Sampling SAMPLING = new Sampling(0.9, 0.7, 64, 1);

    @TempDir
    Path folder;

    @Test
    void whatWasPutIsFoundByEverybodyAfterwards() throws IOException {
        Path file = folder.resolve("sub/answers.jsonl");
        List<String> texts = List.of("plain", "two\nlines \u2028 \"quotes\"", "", "ไทย 𝔘nicode \u0000");
        try (var cache = AnswerCache.open(file)) {
            for (String text : texts) {
                cache.put(key(text), "m", 40, new ChatAnswer(text, 10, 3));
                assertThat(cache.find(key(text))).contains(new ChatAnswer(text, 10, 3));
            }
            cache.put(key("plain"), "m", 40, new ChatAnswer("another", 1, 1));
            assertThat(cache.find(key("plain"))).contains(new ChatAnswer("plain", 10, 3));
        }
        assertThat(Files.readAllLines(file)).hasSize(4);
        for (boolean readOnly : List.of(true, false)) {
            try (var cache = readOnly ? AnswerCache.readOnly(file) : AnswerCache.open(file)) {
                assertThat(cache.size()).isEqualTo(4);
                assertThat(cache.models()).containsExactly(java.util.Map.entry("m", 4L));
                for (String text : texts) {
                    assertThat(cache.find(key(text))).contains(new ChatAnswer(text, 10, 3));
                }
                assertThat(cache.find(key("never"))).isEmpty();
            }
        }
    }

    /** Law: cut anywhere, the file holds exactly the answers whose line is whole, and goes on from there. */
    @Test
    void aFileCutAnywhereKeepsEveryWholeLine() throws IOException {
        Path whole = folder.resolve("whole.jsonl");
        try (var cache = AnswerCache.open(whole)) {
            for (int i = 0; i < 4; i++) {
                cache.put(key("q" + i), "m", 9, new ChatAnswer("é" + i, i, i));
            }
        }
        byte[] bytes = Files.readAllBytes(whole);
        Path file = folder.resolve("cut.jsonl");
        for (int length = 0; length <= bytes.length; length += length < bytes.length - 200 ? 29 : 5) {
            byte[] cut = Arrays.copyOf(bytes, length);
            Files.write(file, cut);
            int lines = (int) new String(cut, StandardCharsets.ISO_8859_1)
                    .chars()
                    .filter(unit -> unit == '\n')
                    .count();
            try (var reading = AnswerCache.readOnly(file)) {
                assertThat(reading.size()).isEqualTo(lines);
            }
            assertThat(Files.size(file)).isEqualTo(length);
            try (var cache = AnswerCache.open(file)) {
                assertThat(cache.size()).isEqualTo(lines);
                cache.put(key("after"), "m", 9, new ChatAnswer("after", 1, 1));
            }
            try (var cache = AnswerCache.readOnly(file)) {
                assertThat(cache.size()).isEqualTo(lines + 1);
                assertThat(cache.find(key("after"))).contains(new ChatAnswer("after", 1, 1));
            }
        }
    }

    @Test
    void manyThreadsLoseNothing() throws Exception {
        Path file = folder.resolve("answers.jsonl");
        try (var cache = AnswerCache.open(file);
                var threads = Executors.newVirtualThreadPerTaskExecutor()) {
            List<Future<?>> done = new ArrayList<>();
            for (int i = 0; i < 2000; i++) {
                String text = "question " + i % 1000;
                done.add(threads.submit(() -> {
                    cache.put(key(text), "m", 9, new ChatAnswer(text, 1, 1));
                    assertThat(cache.find(key(text))).contains(new ChatAnswer(text, 1, 1));
                    return null;
                }));
            }
            for (Future<?> one : done) {
                one.get();
            }
        }
        assertThat(Files.readAllLines(file)).hasSize(1000);
    }

    @Test
    void onlyOneWritesAtATimeAndReadersDoNotMind() throws IOException {
        Path file = folder.resolve("answers.jsonl");
        try (var cache = AnswerCache.open(file)) {
            cache.put(key("q"), "m", 9, new ChatAnswer("a", 1, 1));
            assertThatThrownBy(() -> AnswerCache.open(file))
                    .isInstanceOf(BadInputException.class)
                    .hasMessageContaining("answers.jsonl");
            try (var reader = AnswerCache.readOnly(file)) {
                assertThat(reader.size()).isEqualTo(1);
                assertThatThrownBy(() -> reader.put(key("x"), "m", 9, new ChatAnswer("a", 1, 1)))
                        .isInstanceOf(IllegalStateException.class);
            }
            assertThatThrownBy(() -> AnswerCache.open(file)).isInstanceOf(BadInputException.class);
        }
        AnswerCache.open(file).close();
    }

    @Test
    void aFileOfSomethingElseIsRefusedUnchanged() throws IOException {
        Path file = folder.resolve("answers.jsonl");
        Files.writeString(file, "{\"key\":\"abc\"}\nrest");
        assertThatThrownBy(() -> AnswerCache.open(file))
                .isInstanceOf(BadInputException.class)
                .hasMessageContaining("answers.jsonl:1");
        Files.writeString(file, "{\"key\":1,\"model\":2}\n");
        assertThatThrownBy(() -> AnswerCache.open(file)).isInstanceOf(BadInputException.class);
        assertThat(Files.readString(file)).isEqualTo("{\"key\":1,\"model\":2}\n");
        assertThatThrownBy(() -> AnswerCache.readOnly(folder.resolve("absent.jsonl")))
                .isInstanceOf(BadInputException.class)
                .hasMessageContaining("absent.jsonl");
        Files.writeString(file, "\n", StandardOpenOption.TRUNCATE_EXISTING);
        try (var cache = AnswerCache.open(file)) {
            assertThat(cache.size()).isZero();
        }
    }

    @Test
    void theKeyDependsOnEverythingThatDecidesTheAnswer() {
        Prompt prompt = new Prompt("s", "u", new AnswerForm.FreeText());
        RequestKey key = RequestKey.of("m", prompt, SAMPLING);
        assertThat(RequestKey.of("m", prompt, SAMPLING)).isEqualTo(key);
        var form = new AnswerForm.JsonObject("o", List.of(new AnswerForm.Text("t")));
        assertThat(List.of(
                        RequestKey.of("n", prompt, SAMPLING),
                        RequestKey.of("m", new Prompt("", "u", prompt.form()), SAMPLING),
                        RequestKey.of("m", new Prompt("s", "v", prompt.form()), SAMPLING),
                        RequestKey.of("m", new Prompt("s", "u", form), SAMPLING),
                        RequestKey.of("m", prompt, SAMPLING.withSeed(2)),
                        RequestKey.of("m", prompt, new Sampling(0.8, 0.7, 64, 1)),
                        RequestKey.of("m", prompt, new Sampling(0.9, 0.6, 64, 1)),
                        RequestKey.of("m", prompt, new Sampling(0.9, 0.7, 63, 1))))
                .doesNotContain(key)
                .doesNotHaveDuplicates();
    }

    private static RequestKey key(String text) {
        return RequestKey.of("m", new Prompt("", "Q: " + text, new AnswerForm.FreeText()), SAMPLING);
    }
}
