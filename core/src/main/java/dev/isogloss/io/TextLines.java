package dev.isogloss.io;

import java.io.Closeable;
import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.CodingErrorAction;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/**
 * The lines of a text file, one at a time, with their numbers: strict UTF-8, gzip and zstd decompressed, a byte order mark and
 * the carriage returns of Windows dropped. One per thread.
 */
public final class TextLines implements Closeable {
    private static final int LONGEST = 1 << 30;

    private final Path file;
    private final InputStream in;
    private final int longest;
    private final byte[] buffer = new byte[1 << 16];
    private int from;
    private int to;
    private byte[] pending = new byte[1 << 10];
    private long line;

    private TextLines(Path file, InputStream in, int longest) {
        this.file = file;
        this.in = in;
        this.longest = longest;
    }

    /** Opens a file as {@link CompressedFiles#open} does. */
    public static TextLines open(Path file) throws IOException {
        return open(file, LONGEST);
    }

    /**
     * Opens a file whose lines must not be long.
     *
     * @param longest the most bytes of a line, at least 1; a longer one is a {@link BadInputException}, and no more of it is held
     */
    public static TextLines open(Path file, int longest) throws IOException {
        if (longest < 1) {
            throw new IllegalArgumentException("a line must be allowed a byte (got: " + longest + ")");
        }
        return new TextLines(file, CompressedFiles.open(file), longest);
    }

    /**
     * The next line without its end, or null after the last.
     *
     * @throws BadInputException when the line is not UTF-8, or too long
     */
    public @Nullable String next() throws IOException {
        int length = 0;
        boolean any = false;
        while (true) {
            if (from == to) {
                to = in.read(buffer);
                from = 0;
                if (to <= 0) {
                    to = 0;
                    break;
                }
            }
            any = true;
            int end = from;
            while (end < to && buffer[end] != '\n') {
                end++;
            }
            length = append(length, end);
            boolean complete = end < to;
            from = complete ? end + 1 : end;
            if (complete) {
                break;
            }
        }
        if (!any) {
            return null;
        }
        line++;
        return decode(length);
    }

    /** The number of the line {@link #next} gave last, from 1. */
    public long number() {
        return line;
    }

    /** Where {@link #next} is. */
    public Origin origin() {
        return Origin.of(file, line);
    }

    /** A complaint about the current line. */
    public BadInputException error(String message) {
        return origin().error(message);
    }

    @Override
    public void close() throws IOException {
        in.close();
    }

    private int append(int length, int end) {
        int more = end - from;
        if (length > longest - more) {
            line++;
            throw error("this line is longer than " + longest + " bytes; is this a text file?");
        }
        if (length + more > pending.length) {
            pending = Arrays.copyOf(pending, Math.max(length + more, pending.length * 2));
        }
        System.arraycopy(buffer, from, pending, length, more);
        return length + more;
    }

    private String decode(int length) {
        int end = length > 0 && pending[length - 1] == '\r' ? length - 1 : length;
        String text = new String(pending, 0, end, StandardCharsets.UTF_8);
        if (text.indexOf('\uFFFD') >= 0) {
            requireUtf8(end);
        }
        return line == 1 && text.startsWith("\uFEFF") ? text.substring(1) : text;
    }

    /** Java's fast decoder puts U+FFFD for what it cannot read; only where one shows is the strict, slower one asked. */
    private void requireUtf8(int end) {
        try {
            StandardCharsets.UTF_8
                    .newDecoder()
                    .onMalformedInput(CodingErrorAction.REPORT)
                    .onUnmappableCharacter(CodingErrorAction.REPORT)
                    .decode(ByteBuffer.wrap(pending, 0, end));
        } catch (CharacterCodingException e) {
            throw origin().error("this line is not UTF-8; convert the file, for example with iconv -t UTF-8", e);
        }
    }
}
