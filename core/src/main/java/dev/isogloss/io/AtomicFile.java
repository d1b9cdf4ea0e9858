package dev.isogloss.io;

import java.io.BufferedOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.channels.Channels;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.AccessDeniedException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;

/**
 * Replaces files whole: whoever looks sees the old file or the new one, never half of one, whenever the process is killed.
 *
 * <p>The bytes go to {@code .NAME.partial} beside the target, reach the disk, and only then take the target's name. A leftover
 * of a killed run is overwritten by the next. One writer a target at a time.
 */
public final class AtomicFile {
    private static final int BUFFER = 1 << 16;

    private AtomicFile() {}

    /**
     * Writes {@code target} whole or not at all; missing parent folders are made.
     *
     * @throws BadInputException when the folder cannot be written to, or the target is a folder
     */
    public static void write(Path target, ThrowingConsumer<OutputStream> body) throws IOException {
        Path absolute = target.toAbsolutePath();
        Path partial = partial(absolute);
        try {
            requireWritable(target);
            writePartial(partial, body);
            Files.move(partial, absolute, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
            syncParent(absolute);
        } catch (AccessDeniedException e) {
            throw WritableFolder.refused(target, e);
        } catch (IOException e) {
            if (DiskSpace.ranOut(e)) {
                throw new IOException(
                        "no space is left on the disk for " + target + "; free some and run the same again", e);
            }
            throw e;
        } finally {
            discard(partial);
        }
    }

    /**
     * Says before long work starts that its result could not be written; missing parent folders are made.
     *
     * @throws BadInputException when the folder cannot be written to, or the target is a folder
     */
    public static void requireWritable(Path target) throws IOException {
        if (Files.isDirectory(target)) {
            throw new BadInputException("cannot write the file " + target + ": it is a folder; add a file name");
        }
        Path parent = target.toAbsolutePath().getParent();
        if (parent != null) {
            WritableFolder.make(parent);
        }
    }

    /** A failure to clear up must not hide why there is something to clear up. */
    static void discard(Path partial) throws IOException {
        if (Files.isRegularFile(partial)) {
            Files.delete(partial);
        }
    }

    /** Writes {@code text} in UTF-8. */
    public static void writeString(Path target, String text) throws IOException {
        write(target, out -> out.write(text.getBytes(StandardCharsets.UTF_8)));
    }

    /** Whether the name is that of a file still being written, or left behind by a killed run. */
    public static boolean isPartial(Path file) {
        Path name = file.getFileName();
        return name != null
                && name.toString().startsWith(".")
                && name.toString().endsWith(".partial");
    }

    /** Where the bytes of a file are until it takes its name. */
    static Path partial(Path target) {
        return target.resolveSibling("." + target.getFileName() + ".partial");
    }

    private static void writePartial(Path partial, ThrowingConsumer<OutputStream> body) throws IOException {
        try (FileChannel channel = FileChannel.open(
                        partial,
                        StandardOpenOption.CREATE,
                        StandardOpenOption.WRITE,
                        StandardOpenOption.TRUNCATE_EXISTING);
                OutputStream out = new BufferedOutputStream(Channels.newOutputStream(channel), BUFFER)) {
            body.accept(new Unclosing(out));
            out.flush();
            channel.force(true);
        }
    }

    /** The rename itself must survive a power cut; a system that cannot open folders (Windows) does without. */
    static void syncParent(Path target) {
        Path parent = target.getParent();
        if (parent == null) {
            return;
        }
        try (FileChannel folder = FileChannel.open(parent, StandardOpenOption.READ)) {
            folder.force(true);
        } catch (IOException e) {
            // the file itself is safe on disk; only the moment at which its name is, is up to the system
            return;
        }
    }

    /** Lets the body close what it wraps around the stream (a compressor's trailer) before the bytes are synced. */
    private static final class Unclosing extends java.io.FilterOutputStream {
        Unclosing(OutputStream out) {
            super(out);
        }

        @Override
        public void write(byte[] bytes, int offset, int length) throws IOException {
            out.write(bytes, offset, length);
        }

        @Override
        public void close() throws IOException {
            flush();
        }
    }
}
