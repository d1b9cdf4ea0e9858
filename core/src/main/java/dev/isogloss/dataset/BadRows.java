package dev.isogloss.dataset;

import dev.isogloss.format.LongSet;
import dev.isogloss.io.AtomicFile;
import dev.isogloss.io.BadInputException;
import dev.isogloss.io.GrowingFile;
import dev.isogloss.io.JsonLines;
import dev.isogloss.io.Origin;
import dev.isogloss.io.StableHash;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What happens to rows that cannot be used: the first one ends the work, or they are left out, counted, and go into a file as they are
 * met, for a person to mend. A row that several passes meet counts once. Holds a hash a row and the first few rows. One per thread.
 */
public final class BadRows {
    private static final int MOST = 1_000_000;
    private static final int EXAMPLES = 5;
    private static final int SHOWN = 200;

    private final @Nullable Path rejects;
    private final boolean fails;
    private final LongSet met = new LongSet();
    private final List<Rejected> examples = new ArrayList<>(EXAMPLES);
    private @Nullable GrowingFile growing;
    private int count;

    private BadRows(@Nullable Path rejects, boolean fails) {
        this.rejects = rejects;
        this.fails = fails;
    }

    /** A line of the file of rejected rows. */
    public record Rejected(String place, String reason, String row) {}

    /** The first bad row is an error. */
    public static BadRows fail() {
        return new BadRows(null, true);
    }

    /**
     * Bad rows are left out.
     *
     * @param rejects where they go; the file has its name after {@link #complete}
     */
    public static BadRows skip(Path rejects) throws IOException {
        AtomicFile.requireWritable(rejects);
        return new BadRows(rejects, false);
    }

    /** Bad rows are left out and counted, and not written anywhere. */
    public static BadRows counting() {
        return new BadRows(null, false);
    }

    /**
     * A row that cannot be used.
     *
     * @param raw the row as it is in the file
     * @throws BadInputException where bad rows are errors, or when there are a million of them
     */
    public void take(Origin origin, String raw, BadInputException reason) throws IOException {
        if (fails) {
            throw reason;
        }
        if (!met.add(StableHash.of(StableHash.of(0, origin.place()), String.valueOf(reason.getMessage())))) {
            return;
        }
        if (count == MOST) {
            throw new BadInputException(
                    "a million rows are bad, the last one " + reason.getMessage() + "; is it another format?", reason);
        }
        count++;
        Rejected row = new Rejected(origin.place(), reasonAlone(origin, reason), raw);
        if (examples.size() < EXAMPLES) {
            examples.add(new Rejected(row.place(), row.reason(), shorten(raw)));
        }
        if (rejects != null) {
            if (growing == null) {
                growing = GrowingFile.open(rejects);
            }
            growing.out().write((JsonLines.line(row) + "\n").getBytes(StandardCharsets.UTF_8));
        }
    }

    /** How many rows were left out. */
    public int count() {
        return count;
    }

    /** The first few of them, in the order in which they were met; long rows are cut. */
    public List<Rejected> examples() {
        return Collections.unmodifiableList(examples);
    }

    /** The file they go to. */
    public @Nullable Path file() {
        return rejects;
    }

    /** Completes the file of {@code {place, reason, row}} lines; without bad rows there is none (one of an earlier run goes). */
    public void complete() throws IOException {
        if (growing != null) {
            try (GrowingFile file = growing) {
                file.complete();
            }
            growing = null;
        } else if (rejects != null && count == 0) {
            Files.deleteIfExists(rejects);
        }
    }

    private static String shorten(String raw) {
        return raw.length() <= SHOWN ? raw : raw.substring(0, SHOWN) + "...";
    }

    private static String reasonAlone(Origin origin, BadInputException reason) {
        String message = String.valueOf(reason.getMessage());
        String place = origin.place() + ": ";
        return message.startsWith(place) ? message.substring(place.length()) : message;
    }
}
