package dev.isogloss.experiment.published;

import java.nio.file.Path;
import java.util.Locale;
import java.util.Optional;

/**
 * Which model of the hub an experiment has: by its path, or because somebody says so.
 *
 * @param path {@code model.path} of the experiment; empty for a fresh model
 * @param said the hub id that a person gave
 */
record ModelName(Optional<String> path, Optional<String> said) {
    /** Whether the model is the one of this hub id. */
    boolean is(String id) {
        if (said.isPresent()) {
            return said.get().equalsIgnoreCase(id);
        }
        return path.isPresent()
                && (isExactly(path.get(), id) || folderName(path.get()).equalsIgnoreCase(name(id)));
    }

    /** How the model was recognised, for people; empty for a model without weights of its own. */
    String explained() {
        if (said.isPresent()) {
            return said.get() + ", as was said";
        }
        return path.map(where -> where + " (recognised by its name; what its weights are was not checked)")
                .orElse("a fresh model");
    }

    /** The id itself, with or without a revision, or its folder in the hub's cache. */
    private static boolean isExactly(String where, String id) {
        String bare = where.contains("@") ? where.substring(0, where.indexOf('@')) : where;
        return bare.equalsIgnoreCase(id)
                || where.toLowerCase(Locale.ROOT)
                        .contains("models--" + id.replace("/", "--").toLowerCase(Locale.ROOT));
    }

    private static String folderName(String where) {
        Path last = Path.of(where).getFileName();
        return last == null ? where : last.toString();
    }

    private static String name(String id) {
        return id.substring(id.indexOf('/') + 1);
    }
}
