package dev.isogloss.testing;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;
import org.junit.jupiter.api.Assumptions;

/**
 * Real data and weights for measuring, which are never part of the repository: the folder {@code ../shared} beside the checkout,
 * or the folder that the environment variable {@code ISOGLOSS_SHARED} names.
 */
public final class SharedData {
    private SharedData() {}

    /** The path below the shared folder; where it is absent the calling test is skipped, with a line that says so. */
    public static Path require(String relative) {
        Optional<Path> found = find(relative);
        if (found.isEmpty()) {
            String caller = StackWalker.getInstance()
                    .walk(frames -> frames.skip(1).findFirst())
                    .map(frame -> frame.getClassName() + "." + frame.getMethodName())
                    .orElse("a test");
            System.err.println(
                    "SKIPPED " + caller + ": needs ../shared/" + relative + ", which is not on this machine");
        }
        Assumptions.assumeTrue(found.isPresent(), "../shared/" + relative + " is not on this machine");
        return found.orElseThrow();
    }

    /** The path below the shared folder when it exists. */
    public static Optional<Path> find(String relative) {
        String named = System.getenv("ISOGLOSS_SHARED");
        if (named != null) {
            return Optional.of(Path.of(named, relative)).filter(Files::exists);
        }
        for (Path folder = Path.of("").toAbsolutePath(); folder != null; folder = folder.getParent()) {
            Path candidate = folder.resolveSibling("shared").resolve(relative);
            if (Files.exists(folder.resolve("ARCHITECTURE.md")) && Files.exists(candidate)) {
                return Optional.of(candidate);
            }
        }
        return Optional.empty();
    }
}
