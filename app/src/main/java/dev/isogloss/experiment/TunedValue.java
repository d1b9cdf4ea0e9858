package dev.isogloss.experiment;

import dev.isogloss.io.JsonFile;
import java.io.IOException;
import java.nio.file.Path;
import java.util.Collections;
import java.util.Map;
import java.util.TreeMap;

/**
 * A setting of a system, chosen on training queries that the model did not learn from.
 *
 * @param chosen the value with the best macro nDCG@10; the smaller of two that are alike
 * @param quality of every value that was tried, by value
 * @param queries how many it was chosen on
 */
record TunedValue(double chosen, Map<Double, Double> quality, int queries) {
    TunedValue {
        quality = Collections.unmodifiableMap(new TreeMap<>(quality));
    }

    /** The best of what was tried. */
    static TunedValue best(Map<Double, Double> quality, int queries) {
        Map<Double, Double> ordered = new TreeMap<>(quality);
        double best =
                ordered.values().stream().mapToDouble(Double::doubleValue).max().orElseThrow();
        double chosen = ordered.entrySet().stream()
                .filter(tried -> tried.getValue() == best)
                .findFirst()
                .orElseThrow()
                .getKey();
        return new TunedValue(chosen, ordered, queries);
    }

    /** Where the value of a system is written down. */
    static Path file(RunFolder folder, String system) {
        return folder.system(system).resolve("choice.json");
    }

    void write(RunFolder folder, String system) throws IOException {
        JsonFile.write(file(folder, system), this);
    }

    static TunedValue read(RunFolder folder, String system) throws IOException {
        return JsonFile.read(file(folder, system), TunedValue.class);
    }
}
