package dev.isogloss.hub;

import java.util.Arrays;

/**
 * A file of a repository, as the hub lists it.
 *
 * @param path relative, parts separated by {@code /}; never leads out of its folder
 * @param size in bytes
 */
record HubFile(String path, long size, BlobHash hash) {
    HubFile {
        if (path.isEmpty()
                || path.contains("\\")
                || path.indexOf('\0') >= 0
                || Arrays.stream(path.split("/", -1))
                        .anyMatch(part -> part.isEmpty() || part.equals(".") || part.equals(".."))) {
            throw new IllegalArgumentException("a file of a repository has a relative path (got: " + path + ")");
        }
        if (size < 0) {
            throw new IllegalArgumentException("a size is not negative (got: " + size + " of " + path + ")");
        }
    }

    /** The folder it is in; empty at the top. */
    String folder() {
        return path.contains("/") ? path.substring(0, path.lastIndexOf('/')) : "";
    }

    /** Its name without the folder. */
    String name() {
        return path.substring(path.lastIndexOf('/') + 1);
    }
}
