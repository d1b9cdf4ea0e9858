package dev.isogloss.dataset;

import dev.isogloss.io.AtomicFile;
import dev.isogloss.io.BadInputException;
import dev.isogloss.io.JsonLines;
import dev.isogloss.io.Origin;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * What happens to rows that cannot be read: the first one ends the work, or they are left out, counted, and kept for a person to
 * mend. A row that several passes meet counts once. One per thread.
 */
public final class BadRows {
    private static final int MOST = 1_000_000;

    private final @Nullable Path rejects;
    private final Set<String> places = new HashSet<>();
    private final List<Rejected> rows = new ArrayList<>();

    private final boolean fails;

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
     * @param rejects where {@link #write} puts them
     */
    public static BadRows skip(Path rejects) throws IOException {
        AtomicFile.requireWritable(rejects);
        return new BadRows(rejects, false);
    }

    /** Bad rows are left out and counted, and not written anywhere. */
    public static BadRows count() {
        return new BadRows(null, false);
    }

    /**
     * A row that cannot be used.
     *
     * @param raw the row as it is in the file
     * @throws BadInputException where bad rows are errors, or when there are a million of them
     */
    public void take(Origin origin, String raw, BadInputException reason) {
        if (fails) {
            throw reason;
        }
        if (places.add(origin.place() + "\n" + reason.getMessage())) {
            if (rows.size() == MOST) {
                throw new BadInputException(
                        "a million rows are bad, the last one " + reason.getMessage() + "; is it another format?",
                        reason);
            }
            rows.add(new Rejected(origin.place(), reasonAlone(origin, reason), raw));
        }
    }

    /** The rows that were left out, in the order in which they were met. */
    public List<Rejected> rows() {
        return Collections.unmodifiableList(rows);
    }

    /** Where they are written. */
    public @Nullable Path file() {
        return rejects;
    }

    /** Writes {@code {place, reason, row}} a line; without bad rows there is no file (one of an earlier run goes). */
    public void write() throws IOException {
        if (rejects == null) {
            return;
        }
        if (rows.isEmpty()) {
            Files.deleteIfExists(rejects);
            return;
        }
        JsonLines.write(rejects, out -> {
            for (Rejected row : rows) {
                out.write(row);
            }
        });
    }

    private static String reasonAlone(Origin origin, BadInputException reason) {
        String message = String.valueOf(reason.getMessage());
        String place = origin.place() + ": ";
        return message.startsWith(place) ? message.substring(place.length()) : message;
    }
}
