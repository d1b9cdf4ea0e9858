package dev.isogloss.corpus;

import dev.isogloss.io.Checksums;
import java.io.BufferedOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.lang.foreign.MemorySegment;
import java.nio.channels.Channels;
import java.nio.channels.FileChannel;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.security.MessageDigest;

/** One file of a corpus being written: header first, hashed on the way, on disk when closed. One per thread. */
final class CorpusOutput implements AutoCloseable {
    private final FileChannel channel;
    private final OutputStream out;
    private final MessageDigest digest = Checksums.newDigest();
    private final byte[] number = new byte[8];
    private final MemorySegment numberSegment = MemorySegment.ofArray(number);
    private long position;

    CorpusOutput(CorpusFile file, Path folder) throws IOException {
        channel = FileChannel.open(
                file.in(folder),
                StandardOpenOption.CREATE,
                StandardOpenOption.WRITE,
                StandardOpenOption.TRUNCATE_EXISTING);
        out = new BufferedOutputStream(Channels.newOutputStream(channel), 1 << 16);
        write(file.header());
    }

    long position() {
        return position;
    }

    void write(byte[] bytes) throws IOException {
        write(bytes, bytes.length);
    }

    void write(byte[] bytes, int length) throws IOException {
        out.write(bytes, 0, length);
        digest.update(bytes, 0, length);
        position += length;
    }

    void writeInt(int value) throws IOException {
        numberSegment.set(CorpusFile.INT, 0, value);
        write(number, 4);
    }

    void writeLong(long value) throws IOException {
        numberSegment.set(CorpusFile.LONG, 0, value);
        write(number, 8);
    }

    /** What was written; to be asked once, when nothing more follows. */
    CorpusManifest.Content content() {
        return new CorpusManifest.Content(position, Checksums.hex(digest));
    }

    @Override
    public void close() throws IOException {
        try (channel) {
            out.flush();
            channel.force(true);
        }
    }
}
