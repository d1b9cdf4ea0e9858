package dev.isogloss.mine;

import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.SequencedMap;
import java.util.stream.Collectors;

/**
 * What share of the candidates every stage dropped, and what share of the negatives generated queries found; the paper has 19.5 % and
 * 9.1 % (arXiv 2509.09459).
 *
 * @param candidates what the ensemble offered, for generated queries too
 * @param dropped by stage, in their order; without what the ensemble refuses and what did not fit
 * @param negatives of all queries, people's own among them
 * @param generated of these, found by a generated query
 */
public record MiningShares(long candidates, SequencedMap<String, Long> dropped, long negatives, long generated) {
    public MiningShares {
        dropped = Collections.unmodifiableSequencedMap(new LinkedHashMap<>(dropped));
    }

    static MiningShares of(List<MiningReport.LanguageReport> languages) {
        long candidates = 0;
        long negatives = 0;
        long generated = 0;
        SequencedMap<String, Long> dropped = new LinkedHashMap<>();
        for (MiningReport.LanguageReport language : languages) {
            candidates += language.candidates();
            negatives += language.kept() + language.judged();
            generated += language.generated();
            for (MiningReport.Drops drops : language.dropped()) {
                if (!List.of(Ensemble.STAGE, MiningPlan.JUDGED, Refill.STAGE).contains(drops.stage())) {
                    dropped.merge(drops.stage(), drops.count(), Long::sum);
                }
            }
        }
        return new MiningShares(candidates, dropped, negatives, generated);
    }

    /** Of the candidates, 0 .. 1. */
    public double droppedShare() {
        return share(dropped.values().stream().mapToLong(Long::longValue).sum(), candidates);
    }

    /** Of the candidates by stage, 0 .. 1. */
    public SequencedMap<String, Double> droppedShares() {
        SequencedMap<String, Double> shares = new LinkedHashMap<>();
        dropped.forEach((stage, count) -> shares.put(stage, share(count, candidates)));
        return shares;
    }

    /** Of the negatives, 0 .. 1. */
    public double generatedShare() {
        return share(generated, negatives);
    }

    String toText() {
        String stages = droppedShares().entrySet().stream()
                .map(MiningShares::inWords)
                .collect(Collectors.joining(", ", " (", ")"));
        return String.format(
                Locale.ROOT,
                "Of %d candidates the stages dropped %.1f %%%s; of %d negatives generated queries found %.1f %%%n",
                candidates,
                100 * droppedShare(),
                dropped.isEmpty() ? "" : stages,
                negatives,
                100 * generatedShare());
    }

    private static String inWords(Map.Entry<String, Double> stage) {
        return String.format(Locale.ROOT, "%s %.1f %%", stage.getKey(), 100 * stage.getValue());
    }

    private static double share(long part, long whole) {
        return whole == 0 ? 0 : part / (double) whole;
    }
}
