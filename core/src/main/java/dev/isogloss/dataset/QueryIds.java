package dev.isogloss.dataset;

import dev.isogloss.io.BadInputException;
import dev.isogloss.io.Origin;
import dev.isogloss.io.StableHash;
import java.util.HashMap;
import java.util.Map;

/** The ids of queries, each of which must stand for one text whatever split it is in. Holds ids, hashes and places. One per thread. */
public final class QueryIds {
    private final Map<String, First> met = new HashMap<>();

    private record First(long text, Origin origin) {}

    /**
     * Takes a query and says whether its id is new.
     *
     * @throws BadInputException with both places when the id stood for another text before
     */
    public boolean add(QueryRow row, Origin origin) {
        First here = new First(StableHash.of(0, row.text()), origin);
        First earlier = met.putIfAbsent(row.id(), here);
        if (earlier != null && earlier.text() != here.text()) {
            throw origin.error(
                    "query " + row.id() + " has another text here than at " + earlier.origin()
                            + "; an id must stand for one text: rename one of the two, or take one split at a time with --split");
        }
        return earlier == null;
    }
}
