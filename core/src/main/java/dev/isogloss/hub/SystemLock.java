package dev.isogloss.hub;

import java.io.IOException;
import java.lang.foreign.Arena;
import java.lang.foreign.FunctionDescriptor;
import java.lang.foreign.Linker;
import java.lang.foreign.MemoryLayout;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.lang.invoke.MethodHandle;
import java.lang.invoke.VarHandle;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;

/**
 * {@code flock(2)}, the lock that Python's filelock takes. Java's own {@code FileChannel.lock} is {@code fcntl(2)}, which on Linux
 * neither sees nor is seen by {@code flock}.
 */
@SuppressWarnings("restricted") // native calls: the three below
final class SystemLock {
    private static final int READ_AND_WRITE = 2;
    private static final int EXCLUSIVE_AND_NOT_WAITING = 2 | 4;
    private static final int INTERRUPTED = 4;

    /** {@code EWOULDBLOCK} of Linux and of the BSDs, macOS among them. */
    private static final List<Integer> TAKEN = List.of(11, 35);

    private static final Linker LINKER = Linker.nativeLinker();
    private static final MemoryLayout STATE = Linker.Option.captureStateLayout();
    private static final VarHandle ERRNO = STATE.varHandle(MemoryLayout.PathElement.groupElement("errno"));

    private static final MethodHandle OPEN = function(
            "open",
            FunctionDescriptor.of(ValueLayout.JAVA_INT, ValueLayout.ADDRESS, ValueLayout.JAVA_INT),
            Linker.Option.firstVariadicArg(2),
            Linker.Option.captureCallState("errno"));
    private static final MethodHandle FLOCK = function(
            "flock",
            FunctionDescriptor.of(ValueLayout.JAVA_INT, ValueLayout.JAVA_INT, ValueLayout.JAVA_INT),
            Linker.Option.captureCallState("errno"));
    private static final MethodHandle CLOSE =
            function("close", FunctionDescriptor.of(ValueLayout.JAVA_INT, ValueLayout.JAVA_INT));

    private SystemLock() {}

    /** Whether this system has {@code flock}; Windows does not. */
    static boolean isThere() {
        return !System.getProperty("os.name").startsWith("Windows");
    }

    /**
     * Opens a file that is there and locks it.
     *
     * @return the descriptor, to be closed with {@link #close}; empty when somebody else holds the lock
     * @throws UnsupportedOperationException where the file system has no such locks, as some network disks have not
     */
    static Optional<Integer> tryLock(Path file) throws IOException {
        try (Arena arena = Arena.ofConfined()) {
            MemorySegment state = arena.allocate(STATE);
            int descriptor = (int) OPEN.invokeExact(state, arena.allocateFrom(file.toString()), READ_AND_WRITE);
            if (descriptor < 0) {
                throw new IOException("cannot open the lock " + file + " (error " + errno(state) + ")");
            }
            int locked;
            do {
                locked = (int) FLOCK.invokeExact(state, descriptor, EXCLUSIVE_AND_NOT_WAITING);
            } while (locked != 0 && errno(state) == INTERRUPTED);
            if (locked == 0) {
                return Optional.of(descriptor);
            }
            int why = errno(state);
            close(descriptor);
            if (!TAKEN.contains(why)) {
                throw new UnsupportedOperationException("no flock on " + file + " (error " + why + ")");
            }
            return Optional.empty();
        } catch (IOException | RuntimeException | Error e) {
            throw e;
        } catch (Throwable e) {
            throw new IllegalStateException("flock cannot be called", e);
        }
    }

    /** Gives the lock back. */
    static void close(int descriptor) {
        try {
            int closed = (int) CLOSE.invokeExact(descriptor);
            assert closed == 0;
        } catch (RuntimeException | Error e) {
            throw e;
        } catch (Throwable e) {
            throw new IllegalStateException("close cannot be called", e);
        }
    }

    private static int errno(MemorySegment state) {
        return (int) ERRNO.get(state, 0L);
    }

    private static MethodHandle function(String name, FunctionDescriptor shape, Linker.Option... options) {
        return LINKER.downcallHandle(LINKER.defaultLookup().findOrThrow(name), shape, options);
    }
}
