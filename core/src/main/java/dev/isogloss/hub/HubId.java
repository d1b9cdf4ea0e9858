package dev.isogloss.hub;

import dev.isogloss.io.BadInputException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * A model or a data set of the hub, at a revision.
 *
 * @param name {@code org/name}
 * @param revision a branch, a tag, {@code refs/pr/1} or a commit
 */
public record HubId(Kind kind, String name, String revision) {
    /** The revision of an id that names none. */
    public static final String MAIN = "main";

    private static final String PREFIX = "hub:";
    private static final String PART = "[A-Za-z0-9_](?:[A-Za-z0-9_.-]*[A-Za-z0-9_])?";
    private static final Pattern NAME = Pattern.compile(PART + "/" + PART);
    private static final Pattern REVISION =
            Pattern.compile("[A-Za-z0-9_][A-Za-z0-9_.+-]*(?:/[A-Za-z0-9_][A-Za-z0-9_.+-]*)*");
    private static final Pattern TEXT = Pattern.compile("(?:hub:)?(" + PART + "/" + PART + ")(?:@(.*))?");
    private static final Pattern COMMIT = Pattern.compile("[0-9a-f]{40}");
    private static final int LONGEST_NAME = 96;

    /** What a repository of the hub holds. */
    public enum Kind {
        MODEL("models", "", "model"),
        DATASET("datasets", "datasets/", "data set");

        private final String plural;
        private final String prefix;
        private final String word;

        Kind(String plural, String prefix, String word) {
            this.plural = plural;
            this.prefix = prefix;
            this.word = word;
        }

        /** As the hub's addresses and cache folders say it: {@code models} or {@code datasets}. */
        String plural() {
            return plural;
        }

        /** What stands before the name in the address of a file. */
        String prefix() {
            return prefix;
        }

        @Override
        public String toString() {
            return word;
        }
    }

    public HubId {
        if (!isName(name)) {
            throw new BadInputException(
                    "a hub id is org/name or org/name@revision, of letters, digits, '.', '_' and '-' (got: " + name
                            + ")");
        }
        if (!REVISION.matcher(revision).matches() || revision.contains("..")) {
            throw new BadInputException(
                    "a revision is a branch, a tag or a commit, for example main or refs/pr/1 (got: " + revision + ")");
        }
    }

    /** Whether a text has the form {@code org/name} or {@code org/name@revision}, with or without {@code hub:} before it. */
    public static boolean isId(String text) {
        Matcher matcher = TEXT.matcher(text);
        return matcher.matches() && isName(matcher.group(1));
    }

    /** Whether a person who wrote this where a folder may stand means the hub: a folder of that name goes first, {@code hub:} before all. */
    public static boolean isMeant(String folderOrId) {
        return isId(folderOrId) && (folderOrId.startsWith(PREFIX) || !Files.exists(Path.of(folderOrId)));
    }

    /** An id that is meant whatever folders there are. */
    public static String explicit(String id) {
        return id.startsWith(PREFIX) ? id : PREFIX + id;
    }

    /** Reads {@code org/name} or {@code org/name@revision}; without a revision it is {@link #MAIN}. */
    public static HubId of(Kind kind, String text) {
        Matcher matcher = TEXT.matcher(text);
        if (!matcher.matches()) {
            throw new BadInputException(
                    "a hub id is org/name or org/name@revision, of letters, digits, '.', '_' and '-' (got: " + text
                            + ")");
        }
        return new HubId(kind, matcher.group(1), matcher.group(2) == null ? MAIN : matcher.group(2));
    }

    private static boolean isName(String name) {
        return NAME.matcher(name).matches()
                && name.length() <= LONGEST_NAME
                && !name.contains("--")
                && !name.contains("..")
                && !name.endsWith(".git");
    }

    static boolean isCommit(String revision) {
        return COMMIT.matcher(revision).matches();
    }

    /** The same repository at another revision. */
    HubId at(String other) {
        return new HubId(kind, name, other);
    }

    /** As people write it. */
    @Override
    public String toString() {
        return revision.equals(MAIN) ? name : name + "@" + revision;
    }
}
