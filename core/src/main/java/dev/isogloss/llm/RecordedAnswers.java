package dev.isogloss.llm;

import dev.isogloss.io.Origin;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentHashMap;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** Where each recorded answer stands in its file, and sums over them; millions fit, because the texts stay on disk. */
final class RecordedAnswers {
    private static final JsonMapper JSON = JsonMapper.shared();
    private static final int BUFFER = 1 << 16;
    private static final int ENOUGH = 20;

    /** The first 128 bits of a key: a quarter of the memory, and the line itself has the whole. */
    private record Half(long high, long low) {
        static Half of(String key) {
            return new Half(Long.parseUnsignedLong(key, 0, 16, 16), Long.parseUnsignedLong(key, 16, 32, 16));
        }
    }

    /** A line without its line break, in bytes. */
    record Place(long offset, int length) {}

    /** One recorded answer. */
    record Line(String key, String model, int characters, long input, long output, String text) {
        ChatAnswer answer() {
            return new ChatAnswer(text, input, output);
        }
    }

    private record Sums(long answers, long characters, long input, long output) {
        Sums plus(Line line) {
            return new Sums(answers + 1, characters + line.characters, input + line.input, output + line.output);
        }
    }

    private final Map<Half, Place> places = new ConcurrentHashMap<>();
    private final Map<String, Sums> sums = new ConcurrentHashMap<>();

    int size() {
        return places.size();
    }

    SortedMap<String, Long> models() {
        SortedMap<String, Long> models = new TreeMap<>();
        sums.forEach((model, sum) -> models.put(model, sum.answers));
        return models;
    }

    Optional<Place> place(RequestKey key) {
        return Optional.ofNullable(places.get(Half.of(key.sha256())));
    }

    void add(Line line, Place place) {
        if (places.putIfAbsent(Half.of(line.key), place) == null) {
            sums.merge(line.model, new Sums(0, 0, 0, 0).plus(line), (old, one) -> old.plus(line));
        }
    }

    OptionalDouble inputTokensPerCharacter(String model) {
        Sums sum = sums.get(model);
        return sum == null || sum.answers < ENOUGH || sum.characters == 0
                ? OptionalDouble.empty()
                : OptionalDouble.of((double) sum.input / sum.characters);
    }

    OptionalDouble outputTokensPerAnswer(String model) {
        Sums sum = sums.get(model);
        return sum == null || sum.answers < ENOUGH
                ? OptionalDouble.empty()
                : OptionalDouble.of((double) sum.output / sum.answers);
    }

    /** Takes in every whole line, and says where the last one ends. */
    long readAll(Path file, FileChannel channel) throws IOException {
        ByteBuffer buffer = ByteBuffer.allocate(BUFFER);
        byte[] line = new byte[BUFFER];
        int length = 0;
        long number = 1;
        long start = 0;
        for (long position = 0; ; ) {
            buffer.clear();
            int read = channel.read(buffer, position);
            if (read < 0) {
                return start;
            }
            position += read;
            for (int i = 0; i < read; i++) {
                byte unit = buffer.get(i);
                if (unit != '\n') {
                    if (length == line.length) {
                        line = Arrays.copyOf(line, length * 2);
                    }
                    line[length] = unit;
                    length++;
                    continue;
                }
                take(Origin.of(file, number), line, length, start);
                number++;
                start += length + 1L;
                length = 0;
            }
        }
    }

    private void take(Origin origin, byte[] bytes, int length, long start) {
        if (length == 0) {
            return;
        }
        Line line;
        try {
            line = parse(bytes, length);
            add(line, new Place(start, length));
        } catch (JacksonException | IllegalArgumentException e) {
            throw origin.error(
                    "this is not a recorded answer of a language model (a JSON object with key, model, characters,"
                            + " input, output, text); is it another file, or was it edited?",
                    e);
        }
    }

    /** The answer on a line, checked. */
    static Line parse(byte[] bytes, int length) {
        JsonNode node = JSON.readTree(new String(bytes, 0, length, StandardCharsets.UTF_8));
        var line = new Line(
                node.required("key").stringValue(),
                node.required("model").stringValue(),
                node.required("characters").intValue(),
                node.required("input").longValue(),
                node.required("output").longValue(),
                node.required("text").stringValue());
        if (!line.key.matches("[0-9a-f]{64}") || line.input < 0 || line.output < 0 || line.characters < 0) {
            throw new IllegalArgumentException("a value of this line is out of its range");
        }
        return line;
    }
}
