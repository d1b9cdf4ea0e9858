package dev.isogloss.format;

import dev.isogloss.data.Language;
import dev.isogloss.io.BadInputException;
import java.nio.file.Path;
import java.util.Collection;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;

/** Choosing among the languages that a collection has. */
final class Languages {
    private Languages() {}

    /** The chosen ones in the order of their codes; all when none is chosen. */
    static List<Language> choose(Path folder, Collection<Language> present, Set<Language> chosen) {
        Set<Language> all = new TreeSet<>(present);
        Set<Language> absent = new TreeSet<>(chosen);
        absent.removeAll(all);
        if (!absent.isEmpty()) {
            throw new BadInputException("the collection in " + folder + " has no passages in " + join(absent)
                    + "; it has them in: " + join(all));
        }
        return List.copyOf(chosen.isEmpty() ? all : new TreeSet<>(chosen));
    }

    static String join(Collection<Language> languages) {
        return languages.stream().map(Language::code).collect(Collectors.joining(" "));
    }
}
