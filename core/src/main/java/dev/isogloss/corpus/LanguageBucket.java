package dev.isogloss.corpus;

import dev.isogloss.data.Key;
import dev.isogloss.data.Language;
import dev.isogloss.data.Passage;
import java.io.BufferedInputStream;
import java.io.BufferedOutputStream;
import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;

/**
 * The passages of one language on their way into a corpus: a file that is appended to while the source is read, whatever the
 * order of its languages, and read back when it is this language's turn.
 */
final class LanguageBucket implements AutoCloseable {
    private static final int BUFFER = 1 << 16;

    private final Language language;
    private final Sample sample;
    private final Lottery lottery;
    private final Path file;
    private final DataOutputStream out;
    private int written;

    LanguageBucket(Language language, Sample sample, Path folder) throws IOException {
        this.language = language;
        this.sample = sample;
        this.lottery = new Lottery(sample.randomPassagesPerLanguage().orElse(0));
        this.file = folder.resolve(language.code() + ".bucket");
        this.out = new DataOutputStream(new BufferedOutputStream(Files.newOutputStream(file), BUFFER));
    }

    /** Takes a passage in, unless others have already won its place. */
    void add(Passage passage) throws IOException {
        if (!enters(passage.key())) {
            return;
        }
        writeBytes(passage.key().id());
        writeBytes(passage.title());
        writeBytes(passage.text());
        written++;
    }

    /** Takes one stored passage. */
    interface Reader {
        void accept(byte[] id, byte[] title, byte[] text) throws IOException;
    }

    /** Closes the bucket for adding and hands over, in the order of the source, what the sample keeps. */
    void drain(Reader reader) throws IOException {
        out.close();
        try (DataInputStream in = new DataInputStream(new BufferedInputStream(Files.newInputStream(file), BUFFER))) {
            for (int i = 0; i < written; i++) {
                byte[] id = readBytes(in);
                byte[] title = readBytes(in);
                byte[] text = readBytes(in);
                if (stays(new Key(language, new String(id, StandardCharsets.UTF_8)))) {
                    reader.accept(id, title, text);
                }
            }
        }
        Files.delete(file);
    }

    @Override
    public void close() throws IOException {
        out.close();
        Files.deleteIfExists(file);
    }

    private boolean enters(Key key) {
        return sample.randomPassagesPerLanguage().isEmpty()
                || sample.alwaysKeep().contains(key)
                || lottery.enter(sample.draw(key));
    }

    private boolean stays(Key key) {
        return sample.randomPassagesPerLanguage().isEmpty()
                || sample.alwaysKeep().contains(key)
                || lottery.isAmongSmallest(sample.draw(key));
    }

    private void writeBytes(String text) throws IOException {
        byte[] bytes = text.getBytes(StandardCharsets.UTF_8);
        out.writeInt(bytes.length);
        out.write(bytes);
    }

    private static byte[] readBytes(DataInputStream in) throws IOException {
        byte[] bytes = new byte[in.readInt()];
        in.readFully(bytes);
        return bytes;
    }
}
