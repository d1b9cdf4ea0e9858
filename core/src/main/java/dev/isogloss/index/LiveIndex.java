package dev.isogloss.index;

import dev.isogloss.data.Key;
import dev.isogloss.data.Language;
import dev.isogloss.io.BadInputException;
import dev.isogloss.io.FolderLock;
import dev.isogloss.io.RecordLog;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.locks.ReentrantLock;
import org.jspecify.annotations.Nullable;

/**
 * An index that passages are put into and deleted from while it is searched. The index itself stays as it was built; every commit is
 * one record of a log, on the disk before the commit is answered and seen. Writers that come at once share one visit of the disk.
 * Safe for many threads; one process at a time writes, any number may read.
 *
 * <p>The log is {@code changes.log}, a {@link RecordLog}: a first record with what the vectors in it were made by, then one
 * {@link ChangeRecord} a commit. Its changes name passages by key and hold all of them, so the same log may lie over another index
 * whose vectors are of the same model; over one into which they were folded it changes nothing.
 */
public final class LiveIndex implements AutoCloseable {
    /** The log within its folder. */
    public static final String FILE = "changes.log";

    private final Path folder;
    private final LiveBase base;
    private final String origin;
    private final ReentrantLock commits = new ReentrantLock(true);
    private final ConcurrentLinkedQueue<Commit> waiting = new ConcurrentLinkedQueue<>();
    private volatile LivePassages now = LivePassages.NONE;
    private volatile long end;
    private boolean begun;
    private boolean broken;
    private @Nullable Writing writing;
    private @Nullable LiveIndex successor;
    private volatile boolean closed;

    private LiveIndex(Path folder, LiveBase base, String origin) {
        this.folder = folder;
        this.base = base;
        this.origin = origin;
    }

    /** The log while this process writes it. */
    private record Writing(FolderLock lock, RecordLog log) {
        void close() throws IOException {
            try (lock) {
                log.close();
            }
        }
    }

    /** When a change is taken. */
    public enum Rule {
        /** Whether the passage is there or not; one that is deleted has to be there. */
        ANY,
        /** Where no passage has its key. */
        ADD,
        /** Where a passage has its key. */
        REPLACE
    }

    /** What became of a change. */
    public enum Outcome {
        ADDED,
        REPLACED,
        DELETED,
        /** Not taken, for the passage is there. */
        PRESENT,
        /** Not taken, for the passage is not there. */
        ABSENT;

        /** Whether it was taken. */
        public boolean taken() {
            return this != PRESENT && this != ABSENT;
        }
    }

    /** A change that somebody asks for. */
    public record Wanted(Rule rule, PassageChange change) {}

    /**
     * Reads what the log of an index has; the folder need not exist, and is made by the first write.
     *
     * @param made what the index's vectors were made by
     * @throws BadInputException when the log is damaged, made for vectors of another model, or holds passages in languages not in
     *     the index
     */
    public static LiveIndex open(Path folder, LiveBase base, String made) throws IOException {
        LiveIndex live = new LiveIndex(folder, base, made);
        live.readOn();
        return live;
    }

    /** What is there at this moment; the same object until the next commit. */
    public LivePassages now() {
        return now;
    }

    /** Bytes of the log. */
    public long logBytes() {
        return end;
    }

    /** Takes in what the log has behind the place that is known; where it cannot, all stays as it was. */
    private void readOn() throws IOException {
        LivePassages.Editor editor = now.edit(base);
        Set<Key> strangers = new LinkedHashSet<>();
        boolean wasBegun = begun;
        boolean whole = false;
        try {
            long read = RecordLog.read(folder.resolve(FILE), end, record -> {
                if (begun) {
                    for (PassageChange change : ChangeRecord.changes(record)) {
                        readOn(change, editor, strangers);
                    }
                } else {
                    requireOrigin(new String(record, StandardCharsets.UTF_8));
                    begun = true;
                }
            });
            requireNone(strangers);
            end = read;
            now = editor.done();
            whole = true;
        } finally {
            begun = whole ? begun : wasBegun;
        }
    }

    /**
     * A language may have been emptied since, and be gone from the index with its last passage, so that what the log has of it is
     * refused only where it is there still.
     *
     * @param strangers what is put in languages that are not in the index
     */
    private void readOn(PassageChange change, LivePassages.Editor editor, Set<Key> strangers) {
        if (takes(change.key().language())) {
            editor.apply(require(change));
        } else if (change instanceof PassageChange.Put) {
            strangers.add(change.key());
        } else {
            strangers.remove(change.key());
        }
    }

    private void requireNone(Set<Key> strangers) {
        if (!strangers.isEmpty()) {
            throw new BadInputException("the changes in " + folder.resolve(FILE) + " hold "
                    + strangers.iterator().next() + " and " + (strangers.size() - 1)
                    + " more passages in languages that the index does not have (it has "
                    + base.corpus().languages() + "); serve the index they belong to, and delete them there or fold"
                    + " them in with: isogloss index compact");
        }
    }

    private void requireOrigin(String found) {
        if (!found.equals(origin)) {
            throw new BadInputException("the changes in " + folder.resolve(FILE) + " were made for an index of "
                    + found + ", and this one is of " + origin
                    + "; serve the index they belong to and fold them in with:"
                    + " isogloss index compact, or take the folder " + folder + " away");
        }
    }

    private PassageChange require(PassageChange change) {
        if (change instanceof PassageChange.Put(var passage, float[] vector) && vector.length != base.dimension()) {
            throw new BadInputException("the changes in " + folder.resolve(FILE) + " hold the passage " + passage.key()
                    + " with a vector of " + vector.length + " components, and the index has vectors of "
                    + base.dimension() + "; serve the index they belong to, or take the folder " + folder + " away");
        }
        return change;
    }

    /** Whether an index can take a passage in this language. */
    public boolean takes(Language language) {
        return base.corpus().languages().contains(language);
    }

    /** Changes that become visible together. */
    private static final class Commit {
        private final List<Wanted> wanted;
        private final List<LiveWords> words;
        private final List<Outcome> outcomes = new ArrayList<>();
        private boolean done;
        private @Nullable Exception failure;

        private Commit(List<Wanted> wanted, List<LiveWords> words) {
            this.wanted = wanted;
            this.words = words;
        }

        private List<Outcome> result() throws IOException {
            if (failure instanceof BadInputException bad) {
                throw new BadInputException(String.valueOf(bad.getMessage()), bad);
            }
            if (failure != null) {
                throw new IOException("the changes could not be written: " + failure.getMessage(), failure);
            }
            return List.copyOf(outcomes);
        }
    }

    /**
     * Makes changes, each in the state that those before it left. When this returns, those that were taken are on the disk and seen
     * by every search that begins; a search that runs sees none of them.
     *
     * @return what became of each
     * @throws IOException when the log cannot be written; none of the changes is seen then
     * @throws IndexExchangedException when the writing was {@linkplain #handOver left} to an index of another model
     * @throws BadInputException for a vector that no search could compare, or when another process writes
     */
    public List<Outcome> write(List<Wanted> wanted) throws IOException {
        for (Wanted one : wanted) {
            if (one.change instanceof PassageChange.Put
                    && !takes(one.change.key().language())) {
                throw new BadInputException("the index has no passages in "
                        + one.change.key().language() + " and cannot take any; its languages are "
                        + base.corpus().languages());
            }
            if (one.change instanceof PassageChange.Put(var passage, float[] vector)
                    && (vector.length != base.dimension() || !Double.isFinite(InnerProduct.norm(vector)))) {
                throw new BadInputException("the vector of " + passage.key() + " has " + vector.length
                        + " components, not " + base.dimension() + " finite ones; the model may be damaged");
            }
        }
        Commit own = new Commit(
                wanted, wanted.stream().map(one -> base.words(one.change)).toList());
        waiting.add(own);
        LiveIndex next;
        commits.lock();
        try {
            next = own.done ? null : successor;
            if (next != null) {
                waiting.clear(); // each that waits comes here and goes on there by itself
            } else if (!own.done) {
                commitWaiting(); // of whoever waits: the others find theirs done
            }
        } finally {
            commits.unlock();
        }
        return next == null ? own.result() : next.writeMadeBy(origin, wanted);
    }

    private List<Outcome> writeMadeBy(String other, List<Wanted> wanted) throws IOException {
        if (!other.equals(origin)) {
            throw new IndexExchangedException();
        }
        return write(wanted);
    }

    /**
     * Leaves the writing to another over the same log, which has then all that was written here. Nothing is written meanwhile; what
     * is written here from then on goes there.
     *
     * @param exchange what is done in between, when both hold the same
     */
    public void handOver(LiveIndex next, Runnable exchange) throws IOException {
        commits.lock();
        next.commits.lock();
        try {
            if (broken && writing != null) {
                writing.close(); // whoever opens it again cuts off what could not be taken back
                writing = null;
            }
            next.readOn();
            exchange.run();
            next.writing = writing;
            writing = null;
            successor = next;
        } finally {
            next.commits.unlock();
            commits.unlock();
        }
    }

    private void commitWaiting() {
        List<Commit> group = new ArrayList<>();
        for (Commit next = waiting.poll(); next != null; next = waiting.poll()) {
            group.add(next);
        }
        Exception failure = new IOException("the commit was broken off");
        boolean finished = false;
        try {
            commit(group);
            finished = true;
        } catch (IOException | RuntimeException e) {
            failure = e;
        } finally {
            if (!finished) {
                takeBack(failure);
            }
            for (Commit commit : group) {
                commit.failure = finished ? null : failure;
                commit.done = true;
            }
        }
    }

    private void commit(List<Commit> group) throws IOException {
        RecordLog log = log();
        LivePassages.Editor editor = now.edit(base);
        for (Commit commit : group) {
            List<PassageChange> taken = apply(commit, editor);
            if (!taken.isEmpty()) {
                log.append(ChangeRecord.bytes(taken));
            }
        }
        if (log.end() > end) {
            log.force();
            end = log.end();
            now = editor.done();
        }
    }

    private static List<PassageChange> apply(Commit commit, LivePassages.Editor editor) {
        List<PassageChange> taken = new ArrayList<>();
        for (int i = 0; i < commit.wanted.size(); i++) {
            Wanted wanted = commit.wanted.get(i);
            Outcome outcome = outcome(wanted, editor.has(wanted.change.key()));
            commit.outcomes.add(outcome);
            if (outcome.taken()) {
                editor.apply(wanted.change, commit.words.get(i));
                taken.add(wanted.change);
            }
        }
        return taken;
    }

    private static Outcome outcome(Wanted wanted, boolean there) {
        if (wanted.change instanceof PassageChange.Delete) {
            return there ? Outcome.DELETED : Outcome.ABSENT;
        }
        return switch (wanted.rule) {
            case ANY -> there ? Outcome.REPLACED : Outcome.ADDED;
            case ADD -> there ? Outcome.PRESENT : Outcome.ADDED;
            case REPLACE -> there ? Outcome.REPLACED : Outcome.ABSENT;
        };
    }

    /** The log, opened to be written by the first write: whoever only reads needs no lock and no permission. */
    private RecordLog log() throws IOException {
        if (closed || broken) {
            throw new IOException(
                    closed ? "the index is closed" : "the log could not be written before; start the server again");
        }
        if (writing == null) {
            FolderLock lock = FolderLock.acquire(folder);
            try {
                readOn(); // another process may have written since
                writing = new Writing(lock, begunLog());
            } catch (IOException | RuntimeException e) {
                lock.close();
                throw e;
            }
        }
        return writing.log;
    }

    private RecordLog begunLog() throws IOException {
        RecordLog log = RecordLog.open(folder.resolve(FILE), end);
        try {
            if (!begun) {
                log.append(origin.getBytes(StandardCharsets.UTF_8));
                log.force();
                begun = true;
            }
            end = log.end();
            return log;
        } catch (IOException | RuntimeException e) {
            log.close();
            throw e;
        }
    }

    /** What was not acknowledged is taken off the log; where not even that works, nothing is written behind it. */
    private void takeBack(Exception why) {
        if (writing == null || broken) {
            return;
        }
        try {
            writing.log.cut(end);
            writing.log.force();
        } catch (IOException e) {
            why.addSuppressed(e);
            broken = true;
        }
    }

    /** Lets the commit at work finish; every later write fails. What was written stays. */
    @Override
    public void close() throws IOException {
        commits.lock();
        try {
            closed = true;
            if (writing != null) {
                writing.close();
                writing = null;
            }
        } finally {
            commits.unlock();
        }
    }

    /** Whether there is a log to be read. */
    public static boolean exists(Path folder) {
        return Files.exists(folder.resolve(FILE));
    }
}
