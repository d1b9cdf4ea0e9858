package dev.isogloss.io;

import java.io.IOException;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;

/** A file seen as read-only memory until closed; takes no heap. Safe for many threads. */
public final class MappedFile implements AutoCloseable {
    private final Arena arena;
    private final MemorySegment segment;

    private MappedFile(Arena arena, MemorySegment segment) {
        this.arena = arena;
        this.segment = segment;
    }

    /** Maps a whole file, of any size. */
    public static MappedFile open(Path file) throws IOException {
        if (!Files.isRegularFile(file)) {
            throw new BadInputException("there is no file " + file.toAbsolutePath());
        }
        Arena arena = Arena.ofShared();
        try (FileChannel channel = FileChannel.open(file, StandardOpenOption.READ)) {
            return new MappedFile(arena, channel.map(FileChannel.MapMode.READ_ONLY, 0, channel.size(), arena));
        } catch (IOException | RuntimeException e) {
            arena.close();
            throw e;
        }
    }

    /** The file's bytes; using them after {@link #close} is an {@link IllegalStateException}. */
    public MemorySegment segment() {
        return segment;
    }

    /** In bytes. */
    public long size() {
        return segment.byteSize();
    }

    @Override
    public void close() {
        arena.close();
    }
}
