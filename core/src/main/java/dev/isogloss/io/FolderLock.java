package dev.isogloss.io;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.channels.OverlappingFileLockException;
import java.nio.charset.StandardCharsets;
import java.nio.file.AccessDeniedException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;

/**
 * Keeps two processes from working in one folder: a lock on the file {@code .lock} in it, which the operating system takes back
 * when the process dies. The file holds the process id for the message and stays.
 */
public final class FolderLock implements AutoCloseable {
    private static final String NAME = ".lock";

    private final FileChannel channel;

    private FolderLock(FileChannel channel) {
        this.channel = channel;
    }

    /**
     * Takes the folder, which is made when missing.
     *
     * @throws BadInputException when another holder works in it, or when it cannot be written to
     */
    public static FolderLock acquire(Path folder) throws IOException {
        Path file = folder.resolve(NAME);
        FileChannel channel;
        try {
            Files.createDirectories(folder);
            channel = FileChannel.open(
                    file, StandardOpenOption.CREATE, StandardOpenOption.READ, StandardOpenOption.WRITE);
        } catch (AccessDeniedException e) {
            throw new BadInputException(
                    "cannot write in " + folder + ": permission denied; choose a folder you may write to", e);
        }
        try {
            // the channel owns the lock: closing the one releases the other
            FileLock lock = channel.tryLock();
            if (lock == null) {
                throw taken(folder, channel);
            }
            channel.truncate(0);
            ByteBuffer process =
                    ByteBuffer.wrap(Long.toString(ProcessHandle.current().pid()).getBytes(StandardCharsets.UTF_8));
            while (process.hasRemaining()) {
                channel.write(process);
            }
            return new FolderLock(channel);
        } catch (OverlappingFileLockException e) {
            BadInputException taken = taken(folder, channel);
            taken.initCause(e);
            channel.close();
            throw taken;
        } catch (IOException | RuntimeException e) {
            channel.close();
            throw e;
        }
    }

    @Override
    public void close() throws IOException {
        channel.close();
    }

    private static BadInputException taken(Path folder, FileChannel channel) throws IOException {
        ByteBuffer content = ByteBuffer.allocate(20);
        while (content.hasRemaining() && channel.read(content, content.position()) > 0) {
            // until the end of a very short file
        }
        String process = new String(content.array(), 0, content.position(), StandardCharsets.UTF_8);
        return new BadInputException("another process" + (process.isEmpty() ? "" : " (" + process + ")")
                + " is working in " + folder + "; wait for it or choose another folder");
    }
}
