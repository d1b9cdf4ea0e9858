package dev.isogloss.io;

import java.io.BufferedInputStream;
import java.io.Closeable;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.channels.Channels;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.zip.CRC32C;

/**
 * A file of records that only grows. A record that was {@link #force forced} is there after any crash; one that was being written
 * then is there whole or not at all.
 *
 * <p>The file begins with the eight bytes {@code ISOGLOG1}. A record is its length (int, at least 1), the CRC-32C of these four
 * bytes, the bytes themselves, and their CRC-32C; numbers are little-endian. So a file that ends within a record was cut there,
 * and everything else that does not fit is damage: a changed length cannot be taken for a cut. What a power cut leaves of blocks
 * that were never written, zeros up to the end of the file, is a cut too. One writer; see {@link FolderLock}.
 */
public final class RecordLog implements Closeable {
    private static final byte[] MAGIC = "ISOGLOG1".getBytes(StandardCharsets.US_ASCII);
    private static final int HEAD = 8;
    private static final int CHECK = 4;

    /** A disk writes at least this much at a time; a record never ends in so many zeros, for its checksum ends it. */
    private static final int SECTOR = 512;

    private final FileChannel channel;
    private long end;

    private RecordLog(FileChannel channel, long end) {
        this.channel = channel;
        this.end = end;
    }

    /**
     * Hands over the records from a place on, in order.
     *
     * @param from 0, or what an earlier call returned
     * @return where the last whole record ends; 0 where the file does not exist, or was cut within its first bytes
     * @throws BadInputException where a record is damaged that was not just cut short
     */
    public static long read(Path file, long from, ThrowingConsumer<byte[]> sink) throws IOException {
        if (from == 0 && !Files.isRegularFile(file)) {
            return 0;
        }
        try (FileChannel channel = FileChannel.open(file, StandardOpenOption.READ)) {
            long size = channel.size();
            long at = from;
            if (size < at) {
                throw new BadInputException(file + " has become shorter than it was; was it replaced by another one?");
            }
            channel.position(at);
            InputStream in = new BufferedInputStream(Channels.newInputStream(channel), 1 << 16);
            if (at == 0) {
                byte[] magic = in.readNBytes((int) Math.min(size, MAGIC.length));
                if (!new String(MAGIC, 0, magic.length, StandardCharsets.US_ASCII)
                                .equals(new String(magic, StandardCharsets.ISO_8859_1))
                        && !zeros(channel, 0, size)) {
                    throw new BadInputException(file + " is not a log of this program, or its first bytes are damaged");
                }
                if (magic.length < MAGIC.length || magic[0] == 0) {
                    return 0;
                }
                at = MAGIC.length;
            }
            while (size - at >= HEAD) {
                ByteBuffer head = ByteBuffer.wrap(required(in, HEAD)).order(ByteOrder.LITTLE_ENDIAN);
                int length = head.getInt();
                if (length < 1 || head.getInt() != crc(head.array(), CHECK)) {
                    if (zeros(channel, at, size)) {
                        return at;
                    }
                    throw damaged(file, at);
                }
                long next = at + HEAD + length + CHECK;
                if (next > size) {
                    return at;
                }
                byte[] record = required(in, length);
                int check = ByteBuffer.wrap(required(in, CHECK))
                        .order(ByteOrder.LITTLE_ENDIAN)
                        .getInt();
                if (check != crc(record, length)) {
                    if (next == size && next - SECTOR > at && zeros(channel, next - SECTOR, size)) {
                        return at;
                    }
                    throw damaged(file, at);
                }
                sink.accept(record);
                at = next;
            }
            return at;
        }
    }

    /**
     * Opens a log to write behind its last whole record; what lies behind that is cut off. A new file is on the disk with its name
     * when this returns.
     *
     * @param end what {@link #read} returned
     */
    public static RecordLog open(Path file, long end) throws IOException {
        FileChannel channel =
                FileChannel.open(file, StandardOpenOption.CREATE, StandardOpenOption.READ, StandardOpenOption.WRITE);
        try {
            channel.truncate(end);
            RecordLog log = new RecordLog(channel, end);
            if (end == 0) {
                log.write(ByteBuffer.wrap(MAGIC));
            }
            log.force();
            AtomicFile.syncParent(file.toAbsolutePath());
            return log;
        } catch (IOException | RuntimeException e) {
            channel.close();
            throw e;
        }
    }

    /** Appends a record of at least one byte, which is safe after the next {@link #force}. */
    public void append(byte[] record) throws IOException {
        if (record.length == 0) {
            throw new IllegalArgumentException("a record must have at least one byte");
        }
        ByteBuffer bytes = ByteBuffer.allocate(HEAD + record.length + CHECK).order(ByteOrder.LITTLE_ENDIAN);
        bytes.putInt(record.length);
        bytes.putInt(crc(bytes.array(), CHECK)).put(record).putInt(crc(record, record.length));
        write(bytes.flip());
    }

    /** Brings everything appended to the disk. */
    public void force() throws IOException {
        channel.force(true);
    }

    /** Where the next record will begin, in bytes. */
    public long end() {
        return end;
    }

    /**
     * Takes away the records from a place on.
     *
     * @param to what {@link #end} was before them
     */
    public void cut(long to) throws IOException {
        channel.truncate(to);
        end = to;
    }

    private void write(ByteBuffer bytes) throws IOException {
        long at = end;
        while (bytes.hasRemaining()) {
            at += channel.write(bytes, at);
        }
        end = at;
    }

    private static byte[] required(InputStream in, int length) throws IOException {
        byte[] bytes = in.readNBytes(length);
        if (bytes.length < length) {
            throw new EOFException("the log became shorter while it was read");
        }
        return bytes;
    }

    private static boolean zeros(FileChannel channel, long from, long to) throws IOException {
        ByteBuffer block = ByteBuffer.allocate(1 << 16);
        for (long at = from; at < to; ) {
            block.clear().limit((int) Math.min(block.capacity(), to - at));
            int read = channel.read(block, at);
            for (int i = 0; i < read; i++) {
                if (block.get(i) != 0) {
                    return false;
                }
            }
            at += Math.max(1, read);
        }
        return true;
    }

    private static int crc(byte[] bytes, int length) {
        CRC32C crc = new CRC32C();
        crc.update(bytes, 0, length);
        return (int) crc.getValue();
    }

    private static BadInputException damaged(Path file, long at) {
        return new BadInputException(file + " is damaged: the record that begins at byte " + at
                + " is not what was written, and more than its end is missing; bring the file back from a backup, or keep"
                + " what comes before with: truncate -s " + at + " " + file);
    }

    @Override
    public void close() throws IOException {
        channel.close();
    }
}
