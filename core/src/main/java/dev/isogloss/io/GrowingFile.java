package dev.isogloss.io;

import java.io.BufferedOutputStream;
import java.io.Closeable;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.channels.Channels;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;

/**
 * A file that grows while other work goes on and takes its name whole, as {@link AtomicFile} does, when that is done. Compressed as its
 * name says. One per thread.
 */
public final class GrowingFile implements Closeable {
    private final Path target;
    private final FileChannel channel;
    private final OutputStream out;

    private GrowingFile(Path target, FileChannel channel) throws IOException {
        this.target = target;
        this.channel = channel;
        this.out = CompressedFiles.compress(target, new BufferedOutputStream(Channels.newOutputStream(channel)));
    }

    /**
     * Begins a file; a leftover of a killed run is overwritten.
     *
     * @throws BadInputException when the folder cannot be written to, or the target is a folder
     */
    public static GrowingFile open(Path target) throws IOException {
        AtomicFile.requireWritable(target);
        Path absolute = target.toAbsolutePath();
        return new GrowingFile(
                absolute,
                FileChannel.open(
                        AtomicFile.partial(absolute),
                        StandardOpenOption.CREATE,
                        StandardOpenOption.WRITE,
                        StandardOpenOption.TRUNCATE_EXISTING));
    }

    /** Where the contents go. */
    public OutputStream out() {
        return out;
    }

    /** Gives the file its name; there is no more to write. */
    public void complete() throws IOException {
        out.close();
        try (FileChannel again = FileChannel.open(AtomicFile.partial(target), StandardOpenOption.WRITE)) {
            again.force(true);
        }
        Files.move(
                AtomicFile.partial(target),
                target,
                StandardCopyOption.ATOMIC_MOVE,
                StandardCopyOption.REPLACE_EXISTING);
        AtomicFile.syncParent(target);
    }

    /** Takes away what was not completed. */
    @Override
    public void close() throws IOException {
        channel.close();
        AtomicFile.discard(AtomicFile.partial(target));
    }
}
