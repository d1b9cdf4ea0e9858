package dev.isogloss.hub;

import java.nio.file.Path;
import java.util.List;
import java.util.SortedMap;

/**
 * What is in the cache now.
 *
 * @param folder the snapshot
 * @param files paths in it, as asked for
 * @param bytes of all of them
 * @param downloaded how many of these came over the network now
 * @param leftOut files of the repository that were not fetched, each with the reason
 */
public record Pulled(
        HubId id,
        String commit,
        Path folder,
        List<String> files,
        long bytes,
        long downloaded,
        SortedMap<String, String> leftOut) {
    public Pulled {
        files = List.copyOf(files);
    }
}
