package dev.isogloss.eval;

import com.ibm.icu.util.ULocale;
import java.util.ArrayList;
import java.util.List;
import java.util.SortedMap;
import java.util.TreeMap;

/**
 * A task of the benchmark MTEB as its result files name it (https://github.com/embeddings-benchmark/mteb).
 *
 * @param name for example {@code MIRACLRetrieval}; it names the file
 * @param revision of the data set on the hub; for a task that MTEB does not know, any text
 * @param split as MTEB calls it
 * @param mainMetric the metric whose value is the score of the task, for example {@code ndcg@10}
 * @param subsets by our label, a language or {@code query>passage}; labels that are not here have the subset of their own name
 */
public record MtebTask(
        String name, String revision, String split, String mainMetric, SortedMap<String, Subset> subsets) {
    /** What a task that MTEB does not know has for a revision. */
    public static final String NO_REVISION = "no_revision_available";

    private static final String UNDETERMINED = "und";

    /**
     * A part of a task.
     *
     * @param name as MTEB calls it, for example {@code swahili}
     * @param languages three letters and a script each, for example {@code swa-Latn}
     */
    public record Subset(String name, List<String> languages) {
        public Subset {
            languages = List.copyOf(languages);
        }
    }

    public MtebTask {
        if (!name.matches("[A-Za-z0-9][A-Za-z0-9._-]*")) {
            throw new IllegalArgumentException(
                    "the name of a task is letters, digits, '.', '_' and '-', as it names a file (got: " + name + ")");
        }
        if (!Metric.parse(mainMetric).name().equals(mainMetric)) {
            throw new IllegalArgumentException("no metric " + mainMetric);
        }
        subsets = new TreeMap<>(subsets);
    }

    /** A task that MTEB does not know. */
    public static MtebTask unknown(String name, String split, String mainMetric) {
        return new MtebTask(name, NO_REVISION, split, mainMetric, new TreeMap<>());
    }

    /** The subset of a label: the task's own, or one with the label's name and the likely script of each of its languages. */
    public Subset subset(String label) {
        Subset known = subsets.get(label);
        if (known != null) {
            return known;
        }
        if (label.equals(UNDETERMINED)) {
            return new Subset("default", List.of());
        }
        List<String> languages = new ArrayList<>();
        for (String code : label.split(">")) {
            languages.add(withScript(code));
        }
        return new Subset(label.replace('>', '-'), languages.stream().distinct().toList());
    }

    /** {@code sw} as {@code swa-Latn}; {@code und-Zyyy} where Unicode's data (CLDR) knows no script of the language. */
    static String withScript(String code) {
        ULocale likely = ULocale.addLikelySubtags(ULocale.forLanguageTag(code));
        String letters = likely.getISO3Language();
        String script = likely.getScript();
        return (letters.isEmpty() ? "und" : letters) + "-" + (script.isEmpty() ? "Zyyy" : script);
    }
}
