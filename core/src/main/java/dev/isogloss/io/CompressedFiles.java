package dev.isogloss.io;

import java.io.BufferedInputStream;
import java.io.BufferedReader;
import java.io.EOFException;
import java.io.FilterInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.io.OutputStream;
import java.nio.charset.CodingErrorAction;
import java.nio.charset.StandardCharsets;
import java.nio.file.FileSystemException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HexFormat;
import java.util.zip.ZipException;
import org.tukaani.xz.XZIOException;

/** Files that may be compressed with gzip, zstd, bzip2 or xz: told by their first bytes when reading, by their names when writing. */
public final class CompressedFiles {
    private static final int BUFFER = 1 << 16;
    private static final int MAGIC = 6;

    /** A pattern for the endings of a name that may be compressed, as one group; matches nothing too. */
    public static final String ENDINGS = "(\\.gz|\\.zst|\\.bz2|\\.xz)?";

    private CompressedFiles() {}

    /**
     * The contents of a file, decompressed where its first bytes say so.
     *
     * @throws BadInputException when there is no such file, when its name promises a compression that its bytes do not have, or,
     *     while reading, when the compressed data is damaged or ends early
     */
    public static InputStream open(Path file) throws IOException {
        requireFile(file);
        BufferedInputStream in = new BufferedInputStream(Files.newInputStream(file), BUFFER);
        try {
            in.mark(MAGIC);
            byte[] start = in.readNBytes(MAGIC);
            in.reset();
            Compression compression = Compression.ofMagic(start);
            Compression named = Compression.ofName(file);
            if (named != Compression.NONE && compression != named) {
                throw new BadInputException(file + " is named " + named.extension() + " but its first bytes are "
                        + show(start) + ", which is not " + named.word()
                        + "; was the download cut short, or the file renamed?");
            }
            return compression == Compression.NONE ? in : new Decompressed(file, compression, in);
        } catch (IOException | RuntimeException e) {
            in.close();
            throw e;
        }
    }

    /** The contents of a file as text; bytes that are not UTF-8 are a {@link java.nio.charset.CharacterCodingException}.  */
    public static BufferedReader reader(Path file) throws IOException {
        var decoder = StandardCharsets.UTF_8
                .newDecoder()
                .onMalformedInput(CodingErrorAction.REPORT)
                .onUnmappableCharacter(CodingErrorAction.REPORT);
        return new BufferedReader(new InputStreamReader(open(file), decoder));
    }

    /**
     * Compresses as the name says: {@code .gz}, {@code .zst}, {@code .bz2}, {@code .xz}, or not at all. For use inside {@link AtomicFile#write}; closing
     * the result is what completes the compressed data. Equal input gives equal bytes.
     */
    public static OutputStream compress(Path named, OutputStream out) throws IOException {
        return Compression.ofName(named).compress(out);
    }

    /** Writes {@code target} whole or not at all, compressed as its name says. */
    public static void write(Path target, ThrowingConsumer<OutputStream> body) throws IOException {
        AtomicFile.write(target, out -> {
            try (OutputStream compressed = compress(target, out)) {
                body.accept(compressed);
            }
        });
    }

    /** Whether a file's name is that of a compressed one: by its ending, or because it is Parquet. */
    public static boolean isNamedCompressed(Path file) {
        return Compression.ofName(file) != Compression.NONE || file.toString().endsWith(".parquet");
    }

    /** A file's name without the ending of its compression. */
    public static String plainName(Path file) {
        String name = String.valueOf(file.getFileName());
        return name.substring(
                0, name.length() - Compression.ofName(file).extension().length());
    }

    private static void requireFile(Path file) {
        if (Files.isDirectory(file)) {
            throw new BadInputException("expected a file, but " + file + " is a folder");
        }
        if (!Files.exists(file)) {
            throw new BadInputException("there is no file " + file.toAbsolutePath());
        }
        if (!Files.isReadable(file)) {
            throw new BadInputException("cannot read " + file + ": permission denied");
        }
    }

    private static String show(byte[] start) {
        return start.length == 0
                ? "none (the file is empty)"
                : HexFormat.ofDelimiter(" ").formatHex(start);
    }

    /** Names the file when compressed data turns out to be damaged or cut short, which shows only while reading. */
    private static final class Decompressed extends FilterInputStream {
        private final Path file;
        private final Compression compression;

        Decompressed(Path file, Compression compression, InputStream compressed) throws IOException {
            super(start(file, compression, compressed));
            this.file = file;
            this.compression = compression;
        }

        @Override
        public int read() throws IOException {
            try {
                return in.read();
            } catch (IOException e) {
                throw named(file, compression, e);
            }
        }

        @Override
        public int read(byte[] bytes, int offset, int length) throws IOException {
            try {
                return in.read(bytes, offset, length);
            } catch (IOException e) {
                throw named(file, compression, e);
            }
        }

        private static InputStream start(Path file, Compression compression, InputStream compressed)
                throws IOException {
            try {
                return compression.decompress(compressed);
            } catch (IOException e) {
                throw named(file, compression, e);
            }
        }

        /** Damage is the user's to mend, other failures are the disk's. */
        private static IOException named(Path file, Compression compression, IOException e) {
            String found = String.valueOf(e.getMessage());
            if (e instanceof EOFException
                    || found.contains("Truncated")
                    || found.contains("unexpected end of stream")) {
                throw new BadInputException(
                        file + " ends in the middle of its " + compression.word() + " data; fetch or write it again",
                        e);
            }
            if (isDamage(e, compression)) {
                throw new BadInputException(
                        file + " has damaged " + compression.word() + " data (" + found + "); fetch or write it again",
                        e);
            }
            return new IOException("cannot read " + file + ": " + found, e);
        }

        /** commons-compress has no exception of its own, so that whatever is not the disk's word for trouble is damage there. */
        private static boolean isDamage(IOException e, Compression compression) {
            return e instanceof ZipException
                    || e instanceof com.github.luben.zstd.ZstdIOException
                    || e instanceof XZIOException
                    || (compression == Compression.BZIP2 && !(e instanceof FileSystemException));
        }
    }
}
