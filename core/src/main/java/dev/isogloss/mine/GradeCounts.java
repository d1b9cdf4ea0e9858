package dev.isogloss.mine;

import java.util.Collections;
import java.util.EnumMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;

/**
 * How often a judge gave each grade.
 *
 * @param counts every grade with its number, also 0
 */
public record GradeCounts(Map<Grade, Long> counts) {
    /** With fewer verdicts, all the same may be chance. */
    private static final long ENOUGH = 20;

    public GradeCounts {
        Map<Grade, Long> all = new EnumMap<>(Grade.class);
        for (Grade grade : Grade.values()) {
            all.put(grade, counts.getOrDefault(grade, 0L));
        }
        counts = Collections.unmodifiableMap(all);
    }

    /** Of all verdicts on all questions. */
    public static GradeCounts of(List<List<Verdict>> verdicts) {
        Map<Grade, Long> counts = new EnumMap<>(Grade.class);
        verdicts.forEach(one -> one.forEach(verdict -> counts.merge(verdict.grade(), 1L, Long::sum)));
        return new GradeCounts(counts);
    }

    /** How many verdicts there were. */
    public long total() {
        return counts.values().stream().mapToLong(Long::longValue).sum();
    }

    public long of(Grade grade) {
        return counts.getOrDefault(grade, 0L);
    }

    /** Both together. */
    public GradeCounts plus(GradeCounts other) {
        Map<Grade, Long> sum = new EnumMap<>(Grade.class);
        counts.forEach((grade, count) -> sum.put(grade, count + other.of(grade)));
        return new GradeCounts(sum);
    }

    /** What is wrong with a judge that says the same of everything; empty for one that tells passages apart, or was asked little. */
    public Optional<String> uselessness(String judge) {
        if (total() < ENOUGH) {
            return Optional.empty();
        }
        return counts.entrySet().stream()
                .filter(count -> count.getValue() == total())
                .findFirst()
                .map(count -> complaint(judge, count.getKey()));
    }

    private String complaint(String judge, Grade grade) {
        String all = String.format(Locale.ROOT, "all %,d passages", total());
        return grade == Grade.UNDECIDED
                ? "the judge " + judge + " gave no usable answer on " + all
                        + ": it is useless; read some recorded answers, and check the model, the templates and the"
                        + " number of new tokens"
                : "the judge " + judge + " found " + all + " " + grade.name().toLowerCase(Locale.ROOT)
                        + ": a judge that says the same of everything is useless; check the model and the templates";
    }
}
