package dev.isogloss.io;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.charset.StandardCharsets;
import java.nio.file.AccessDeniedException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;

/**
 * Keeps two processes from working in one folder, or on one file: a lock on the file {@code .lock} in it, which the operating system takes back
 * when the process dies. The file holds the process id for the message and stays.
 */
public final class FolderLock implements AutoCloseable {
    private static final String NAME = ".lock";

    /** POSIX drops all locks of a process on a file when it closes any channel to it, so a second one must never be opened. */
    private static final Set<Path> HELD_HERE = ConcurrentHashMap.newKeySet();

    private final Path held;
    private final FileChannel channel;

    private FolderLock(Path held, FileChannel channel) {
        this.held = held;
        this.channel = channel;
    }

    /**
     * Takes the folder, which is made when missing.
     *
     * @throws BadInputException when another holder works in it, or when it cannot be written to
     */
    public static FolderLock acquire(Path folder) throws IOException {
        WritableFolder.make(folder);
        try {
            Path real = folder.toRealPath();
            if (!HELD_HERE.add(real)) {
                throw taken(folder, Long.toString(ProcessHandle.current().pid()));
            }
            try {
                return new FolderLock(real, lock(folder, folder.resolve(NAME)));
            } catch (IOException | RuntimeException e) {
                HELD_HERE.remove(real);
                throw e;
            }
        } catch (AccessDeniedException e) {
            throw WritableFolder.refused(folder, e);
        }
    }

    /**
     * Takes one file of a folder in which others may work: the lock is on {@code .NAME.lock} beside it. Missing folders are made.
     *
     * @throws BadInputException when another holder works on the file, or when its folder cannot be written to
     */
    public static FolderLock beside(Path file) throws IOException {
        Path absolute = file.toAbsolutePath();
        Path parent = absolute.getParent();
        if (parent == null) {
            throw new BadInputException("expected a file, but " + file + " is a folder");
        }
        WritableFolder.make(parent);
        try {
            Path lockFile = parent.toRealPath().resolve("." + absolute.getFileName() + NAME);
            if (!HELD_HERE.add(lockFile)) {
                throw taken(file, Long.toString(ProcessHandle.current().pid()));
            }
            try {
                return new FolderLock(lockFile, lock(file, lockFile));
            } catch (IOException | RuntimeException e) {
                HELD_HERE.remove(lockFile);
                throw e;
            }
        } catch (AccessDeniedException e) {
            throw WritableFolder.refused(file, e);
        }
    }

    private static FileChannel lock(Path wanted, Path lockFile) throws IOException {
        FileChannel channel = FileChannel.open(
                lockFile, StandardOpenOption.CREATE, StandardOpenOption.READ, StandardOpenOption.WRITE);
        try {
            // the channel owns the lock: closing the one releases the other
            FileLock lock = channel.tryLock();
            if (lock == null) {
                throw taken(wanted, content(channel));
            }
            channel.truncate(0);
            String process = Long.toString(ProcessHandle.current().pid());
            ByteBuffer bytes = ByteBuffer.wrap(process.getBytes(StandardCharsets.UTF_8));
            while (bytes.hasRemaining()) {
                channel.write(bytes);
            }
            return channel;
        } catch (IOException | RuntimeException e) {
            channel.close();
            throw e;
        }
    }

    @Override
    public void close() throws IOException {
        channel.close();
        HELD_HERE.remove(held);
    }

    private static String content(FileChannel channel) throws IOException {
        ByteBuffer content = ByteBuffer.allocate(20);
        while (content.hasRemaining() && channel.read(content, content.position()) > 0) {
            // until the end of a very short file
        }
        return new String(content.array(), 0, content.position(), StandardCharsets.UTF_8);
    }

    private static BadInputException taken(Path wanted, String process) {
        boolean folder = Files.isDirectory(wanted);
        return new BadInputException("another run (process " + process + ") is working " + (folder ? "in " : "on ")
                + wanted + "; wait for it or choose another " + (folder ? "folder" : "file"));
    }
}
