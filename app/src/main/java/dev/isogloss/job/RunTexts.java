package dev.isogloss.job;

import dev.isogloss.data.Language;
import dev.isogloss.dataset.BadRows;
import dev.isogloss.dataset.CollectionFormat;
import dev.isogloss.dataset.DatasetFormat;
import dev.isogloss.dataset.ExampleFormat;
import dev.isogloss.dataset.PassageRow;
import dev.isogloss.dataset.convert.Formats;
import dev.isogloss.format.RunHit;
import dev.isogloss.io.BadInputException;
import java.io.IOException;
import java.nio.file.Path;
import java.util.Collection;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;

/** The texts of a run's passages, without titles, by the ids that the run has: bare, or {@code lang:id}. Held in memory. */
final class RunTexts {
    private final Map<String, String> texts;

    private RunTexts(Map<String, String> texts) {
        this.texts = texts;
    }

    /**
     * Reads the passages that occur in rankings.
     *
     * @param data passage files or collections in any format that {@code data inspect} knows
     * @throws BadInputException when a passage is nowhere, or one id has two texts
     */
    static RunTexts of(Collection<List<RunHit>> rankings, List<Path> data) throws IOException {
        Map<String, Set<String>> wanted = new HashMap<>();
        for (List<RunHit> hits : rankings) {
            for (RunHit hit : hits) {
                wanted.computeIfAbsent(bare(hit.passage()), id -> new HashSet<>())
                        .add(hit.passage());
            }
        }
        Map<String, String> texts = new HashMap<>();
        for (Path path : data) {
            DatasetFormat format = Formats.detect(path).format();
            switch (format) {
                case CollectionFormat collection ->
                    collection.open(path, BadRows.fail()).passages((row, origin) -> add(row, wanted, texts));
                case ExampleFormat examples ->
                    throw new BadInputException(path + " holds training examples (" + examples.word()
                            + "); name the passages that the run was made from");
            }
        }
        for (Set<String> ids : wanted.values()) {
            for (String id : ids) {
                if (!texts.containsKey(id)) {
                    throw new BadInputException("passage " + id + " of the run is not in " + data
                            + "; name everything that was searched, one path after the other, with commas");
                }
            }
        }
        return new RunTexts(texts);
    }

    /** The texts of hits, in their order. */
    List<String> of(List<RunHit> hits) {
        return hits.stream()
                .map(hit -> Objects.requireNonNull(texts.get(hit.passage())))
                .toList();
    }

    private static void add(PassageRow row, Map<String, Set<String>> wanted, Map<String, String> texts) {
        boolean anyLanguage = row.language().equals(Language.UNDETERMINED);
        for (String id : wanted.getOrDefault(row.id(), Set.of())) {
            if (anyLanguage || id.equals(row.id()) || id.equals(row.language() + ":" + row.id())) {
                String before = texts.put(id, row.text());
                if (before != null && !before.equals(row.text())) {
                    throw new BadInputException("passage " + id + " of the run stands for two texts; write the run with"
                            + " lang:id, and the passages with \"lang\"");
                }
            }
        }
    }

    private static String bare(String id) {
        return RunIds.isQualified(id) ? id.substring(id.indexOf(':') + 1) : id;
    }
}
