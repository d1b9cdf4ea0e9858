package dev.isogloss.hub;

import java.util.List;
import java.util.SortedMap;
import java.util.TreeMap;

/**
 * A public data set that people ask for by a short name.
 *
 * @param description one line for people
 * @param licence as its makers say it
 * @param checked how we know where its files are
 * @param words the set's own word for a language code, where it is another
 * @param parts which files, of which repositories
 */
public record KnownDataset(
        String name,
        String description,
        String licence,
        String checked,
        SortedMap<String, String> words,
        List<Part> parts) {
    public KnownDataset {
        words = new TreeMap<>(words);
        parts = List.copyOf(parts);
    }

    /**
     * Files of one repository.
     *
     * @param repository {@code org/name}, with a revision where that is not main
     * @param files patterns, see {@link FileTemplate}; the first that any file fits is taken
     * @param to where they go in a laid out folder; null for their own paths
     */
    public record Part(
            String repository,
            List<String> files,
            @org.jspecify.annotations.Nullable String to) {
        public Part {
            files = List.copyOf(files);
        }

        boolean hasPlace(String place) {
            return files.getFirst().contains("{" + place + "}");
        }
    }

    /** Whether its files are kept by language. */
    public boolean hasLanguages() {
        return parts.stream().anyMatch(part -> part.hasPlace("language"));
    }

    /** What the files call a language that a person names. */
    String word(String language) {
        return words.getOrDefault(language, language);
    }
}
