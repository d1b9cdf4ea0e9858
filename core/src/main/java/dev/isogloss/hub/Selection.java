package dev.isogloss.hub;

import java.util.List;
import java.util.SortedMap;
import java.util.TreeMap;

/**
 * Which files of a repository are wanted.
 *
 * @param leftOut the others, each with the reason
 */
record Selection(List<HubFile> files, SortedMap<String, String> leftOut) {
    Selection {
        files = List.copyOf(files);
        leftOut = new TreeMap<>(leftOut);
    }

    long bytes() {
        return files.stream().mapToLong(HubFile::size).sum();
    }
}
