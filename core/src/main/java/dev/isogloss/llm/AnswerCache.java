package dev.isogloss.llm;

import dev.isogloss.io.AtomicFile;
import dev.isogloss.io.BadInputException;
import dev.isogloss.io.FolderLock;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.time.Duration;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.SortedMap;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ObjectNode;

/**
 * Answers recorded in a file, so that none is asked for twice: not by a second run, and not after the first was killed.
 *
 * <p>The file is UTF-8, one JSON object a line, in the order in which the answers came, and only ever grows:
 *
 * <pre>{@code
 * {"key":"<64 hex digits, see RequestKey>","model":"qwen2.5-7b","characters":812,"input":203,"output":14,"text":"..."}
 * }</pre>
 *
 * <p>{@code characters} are those of the prompt, {@code input} and {@code output} its tokens and the answer's. Every line is given
 * to the operating system at once, and to the disk in batches. A last line without its line break was being written when the
 * process died: it does not count, and the next writer cuts it off. Of two lines with one key the first counts. One process
 * writes at a time (a lock beside the file); any number reads. Safe for many threads.
 */
public final class AnswerCache implements AutoCloseable {
    private static final JsonMapper JSON = JsonMapper.shared();
    private static final int BATCH = 256;
    private static final long LONGEST_UNSYNCED = Duration.ofSeconds(1).toNanos();

    private final Path file;
    private final FileChannel channel;
    private final @Nullable FolderLock lock;
    private final RecordedAnswers recorded = new RecordedAnswers();
    private long end;
    private int unsynced;
    private long synced = System.nanoTime();

    private AnswerCache(Path file, FileChannel channel, @Nullable FolderLock lock) throws IOException {
        this.file = file;
        this.channel = channel;
        this.lock = lock;
        this.end = recorded.readAll(file, channel);
    }

    /**
     * Opens a file to read and to append to; it is made when missing.
     *
     * @throws BadInputException when another process has it open for writing, when it cannot be written to, or at a line that is
     *     not a recorded answer
     */
    public static AnswerCache open(Path file) throws IOException {
        AtomicFile.requireWritable(file);
        FolderLock lock = FolderLock.beside(file);
        try {
            FileChannel channel = FileChannel.open(
                    file, StandardOpenOption.CREATE, StandardOpenOption.READ, StandardOpenOption.WRITE);
            try {
                var cache = new AnswerCache(file, channel, lock);
                channel.truncate(cache.end);
                return cache;
            } catch (IOException | RuntimeException e) {
                channel.close();
                throw e;
            }
        } catch (IOException | RuntimeException e) {
            lock.close();
            throw e;
        }
    }

    /**
     * Opens a file that is there, to read only: no lock is taken and nothing is changed.
     *
     * @throws BadInputException when it is missing, or at a line that is not a recorded answer
     */
    public static AnswerCache readOnly(Path file) throws IOException {
        if (!Files.isRegularFile(file)) {
            throw new BadInputException("there is no file of recorded answers " + file.toAbsolutePath());
        }
        FileChannel channel = FileChannel.open(file, StandardOpenOption.READ);
        try {
            return new AnswerCache(file, channel, null);
        } catch (IOException | RuntimeException e) {
            channel.close();
            throw e;
        }
    }

    public Path file() {
        return file;
    }

    public boolean isReadOnly() {
        return lock == null;
    }

    /** How many answers are recorded. */
    public int size() {
        return recorded.size();
    }

    /** How many answers of each model are recorded. */
    public SortedMap<String, Long> models() {
        return recorded.models();
    }

    /** Whether an answer is recorded; reads nothing from disk. */
    public boolean contains(RequestKey key) {
        return recorded.place(key).isPresent();
    }

    /** The recorded answer. */
    public Optional<ChatAnswer> find(RequestKey key) throws IOException {
        Optional<RecordedAnswers.Place> place = recorded.place(key);
        if (place.isEmpty()) {
            return Optional.empty();
        }
        ByteBuffer line = ByteBuffer.allocate(place.get().length());
        while (line.hasRemaining()) {
            if (channel.read(line, place.get().offset() + line.position()) < 0) {
                throw new BadInputException(
                        file + " became shorter while it was in use; was it changed by another program?");
            }
        }
        RecordedAnswers.Line read = RecordedAnswers.parse(line.array(), line.capacity());
        return read.key().equals(key.sha256()) ? Optional.of(read.answer()) : Optional.empty();
    }

    /**
     * Records an answer, unless one is recorded under this key.
     *
     * @param characters of the prompt
     */
    public synchronized void put(RequestKey key, String model, int characters, ChatAnswer answer) throws IOException {
        if (isReadOnly()) {
            throw new IllegalStateException(file + " is open to read only");
        }
        if (contains(key)) {
            return;
        }
        var line = new RecordedAnswers.Line(
                key.sha256(), model, characters, answer.inputTokens(), answer.outputTokens(), answer.text());
        byte[] bytes = (JSON.writeValueAsString(node(line)) + "\n").getBytes(StandardCharsets.UTF_8);
        append(bytes);
        recorded.add(line, new RecordedAnswers.Place(end, bytes.length - 1));
        end += bytes.length;
        unsynced++;
        if (unsynced >= BATCH || System.nanoTime() - synced > LONGEST_UNSYNCED) {
            sync();
        }
    }

    /** The mean number of tokens in a character of this model's prompts; empty with fewer than 20 answers. */
    public OptionalDouble inputTokensPerCharacter(String model) {
        return recorded.inputTokensPerCharacter(model);
    }

    /** The mean number of tokens of this model's answers; empty with fewer than 20 answers. */
    public OptionalDouble outputTokensPerAnswer(String model) {
        return recorded.outputTokensPerAnswer(model);
    }

    @Override
    public synchronized void close() throws IOException {
        if (!channel.isOpen()) {
            return;
        }
        try {
            if (unsynced > 0) {
                sync();
            }
        } finally {
            channel.close();
            if (lock != null) {
                lock.close();
            }
        }
    }

    /** A line that does not fit on the disk leaves nothing behind that the next one would be glued to. */
    private void append(byte[] bytes) throws IOException {
        ByteBuffer rest = ByteBuffer.wrap(bytes);
        try {
            while (rest.hasRemaining()) {
                channel.write(rest, end + rest.position());
            }
        } catch (IOException e) {
            try {
                channel.truncate(end);
            } catch (IOException more) {
                e.addSuppressed(more);
            }
            throw new IOException("cannot record an answer in " + file + ": " + e.getMessage(), e);
        }
    }

    private void sync() throws IOException {
        channel.force(false);
        unsynced = 0;
        synced = System.nanoTime();
    }

    private static ObjectNode node(RecordedAnswers.Line line) {
        return JSON.createObjectNode()
                .put("key", line.key())
                .put("model", line.model())
                .put("characters", line.characters())
                .put("input", line.input())
                .put("output", line.output())
                .put("text", line.text());
    }
}
