package dev.isogloss.mine;

import dev.isogloss.data.Key;
import dev.isogloss.data.Language;
import dev.isogloss.data.Negative;
import dev.isogloss.data.Passage;
import dev.isogloss.data.TextFingerprint;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.function.Consumer;
import java.util.function.Function;
import java.util.regex.Pattern;

/** Counts mined queries as they come and makes the report of them. One per thread. */
public final class MiningTally implements Consumer<MinedQuery> {
    private static final int EXAMPLES = 3;
    private static final int EXCERPT = 240;
    private static final double TOO_MANY = 0.80;
    private static final double TOO_FEW = 0.01;
    private static final Pattern SPACE = Pattern.compile("\\s+");

    private final MiningPlan plan;
    private final Scorers scorers;
    private final Function<Key, Passage> passages;
    private final int enough;
    private final SortedMap<Language, Counts> byLanguage = new TreeMap<>();

    /**
     * A tally of nothing yet.
     *
     * @param passages gives the texts of the examples
     * @param enough negatives a query should have; fewer is called short
     */
    public MiningTally(MiningPlan plan, Scorers scorers, Function<Key, Passage> passages, int enough) {
        this.plan = plan;
        this.scorers = scorers;
        this.passages = passages;
        this.enough = enough;
    }

    private record Reason(String stage, String reason) {}

    private static final class Counts {
        private long queries;
        private long judged;
        private long kept;
        private long generated;
        private long beyond;
        private long shortQueries;
        private final Map<Reason, Long> dropped = new LinkedHashMap<>();
        private final Map<Reason, List<MiningReport.Example>> examples = new LinkedHashMap<>();
    }

    @Override
    public void accept(MinedQuery mined) {
        Counts counts = byLanguage.computeIfAbsent(mined.query().language(), language -> new Counts());
        counts.queries++;
        for (Negative negative : mined.negatives()) {
            if (negative.source() instanceof Negative.Judged) {
                counts.judged++;
            } else {
                counts.kept++;
                counts.generated += negative.source() instanceof Negative.Generated ? 1 : 0;
            }
        }
        if (mined.negatives().size() < enough) {
            counts.shortQueries++;
        }
        for (Dropped drop : mined.dropped()) {
            if (drop.stage().equals(MiningPlan.CUT)) {
                counts.beyond++;
                continue;
            }
            Reason reason = new Reason(drop.stage(), drop.reason());
            counts.dropped.merge(reason, 1L, Long::sum);
            List<MiningReport.Example> examples = counts.examples.computeIfAbsent(reason, missing -> new ArrayList<>());
            if (examples.size() < EXAMPLES) {
                examples.add(example(mined, drop));
            }
        }
    }

    /** The report of all that was counted. */
    public MiningReport report(List<String> calibrations, List<RuleCheck> checks, List<JudgeCheck> judges) {
        List<MiningReport.LanguageReport> languages = new ArrayList<>();
        byLanguage.forEach((language, counts) -> languages.add(languageReport(language, counts)));
        return new MiningReport(
                plan.describe(),
                enough,
                EnsembleReport.NONE,
                languages,
                calibrations,
                checks,
                judges,
                warnings(judges));
    }

    private MiningReport.LanguageReport languageReport(Language language, Counts counts) {
        List<MiningReport.Drops> dropped = new ArrayList<>();
        List<MiningReport.Example> examples = new ArrayList<>();
        counts.dropped.entrySet().stream()
                .sorted(Map.Entry.comparingByKey((a, b) -> {
                    int byStage = Integer.compare(position(a), position(b));
                    return byStage != 0 ? byStage : a.reason.compareTo(b.reason);
                }))
                .forEach(entry -> {
                    Reason reason = entry.getKey();
                    dropped.add(new MiningReport.Drops(reason.stage, reason.reason, entry.getValue()));
                    examples.addAll(counts.examples.getOrDefault(reason, List.of()));
                });
        return new MiningReport.LanguageReport(
                language,
                counts.queries,
                candidates(counts),
                counts.judged,
                counts.kept,
                counts.generated,
                counts.beyond,
                counts.shortQueries,
                dropped,
                examples);
    }

    private int position(Reason reason) {
        for (int i = 0; i < plan.stages().size(); i++) {
            if (isOf(reason, plan.stages().get(i))) {
                return i + 1;
            }
        }
        return reason.stage.equals(Ensemble.STAGE) ? 0 : plan.stages().size() + 1;
    }

    private static boolean isOf(Reason reason, MiningStage stage) {
        return reason.stage.equals(stage.name())
                && (!(stage instanceof ScoreRule rule) || rule.reason().equals(reason.reason));
    }

    private static long candidates(Counts counts) {
        long staged = counts.dropped.entrySet().stream()
                .filter(entry -> !entry.getKey().stage.equals(Ensemble.STAGE)
                        && !entry.getKey().stage.equals(MiningPlan.JUDGED)
                        && !entry.getKey().stage.equals(Refill.STAGE))
                .mapToLong(Map.Entry::getValue)
                .sum();
        return staged + counts.kept + counts.beyond;
    }

    private List<String> warnings(List<JudgeCheck> judges) {
        List<String> warnings = new ArrayList<>();
        judges.forEach(judge -> warnings.addAll(judge.warnings()));
        Map<Language, Long> seen = new TreeMap<>();
        byLanguage.forEach((language, counts) -> seen.put(language, candidates(counts)));
        for (MiningStage stage : plan.stages()) {
            long seenByAll = 0;
            long droppedByAll = 0;
            for (Map.Entry<Language, Counts> entry : byLanguage.entrySet()) {
                long before = seen.getOrDefault(entry.getKey(), 0L);
                long dropped = entry.getValue().dropped.entrySet().stream()
                        .filter(drops -> isOf(drops.getKey(), stage))
                        .mapToLong(Map.Entry::getValue)
                        .sum();
                seen.put(entry.getKey(), before - dropped);
                seenByAll += before;
                droppedByAll += dropped;
                if (stage instanceof ScoreRule && dropped > TOO_MANY * before) {
                    warnings.add(warning(stage, dropped, before, "in " + entry.getKey()));
                }
            }
            boolean suspect = droppedByAll > TOO_MANY * seenByAll || droppedByAll < TOO_FEW * seenByAll;
            if (stage instanceof ScoreRule && seenByAll > 0 && suspect) {
                warnings.add(warning(stage, droppedByAll, seenByAll, "over all languages"));
            }
            if (stage instanceof JudgeStage && droppedByAll > TOO_MANY * seenByAll) {
                warnings.add(tooStrict(stage, droppedByAll, seenByAll));
            }
        }
        return warnings;
    }

    private static String tooStrict(MiningStage stage, long dropped, long seen) {
        return String.format(
                Locale.ROOT,
                "%s dropped %d of the %d candidates it saw (%.1f %%) and leaves little to learn from: look at its agreement with"
                        + " people, train it longer, or let the policy drop only what it finds relevant",
                stage.describe(),
                dropped,
                seen,
                100.0 * dropped / seen);
    }

    private static String warning(MiningStage stage, long dropped, long seen, String where) {
        return String.format(
                Locale.ROOT,
                "%s dropped %d of the %d candidates it saw %s (%.1f %%); a useful threshold drops 1 .. 80 %%: calibrate it",
                stage.describe(),
                dropped,
                seen,
                where,
                100.0 * dropped / seen);
    }

    private MiningReport.Example example(MinedQuery mined, Dropped drop) {
        Key positive = mined.positives().getFirst();
        double positiveScore = Double.NaN;
        Optional<ScoreRule> by = plan.stages().stream()
                .filter(stage -> isOf(new Reason(drop.stage(), drop.reason()), stage))
                .filter(ScoreRule.class::isInstance)
                .map(ScoreRule.class::cast)
                .findFirst();
        if (by.isPresent()) {
            PassageScorer scorer = scorers.named(by.get().scorer());
            float[] alike = scorer.similarity(drop.passage(), mined.positives());
            int nearest = 0;
            for (int i = 1; i < alike.length; i++) {
                nearest = alike[i] > alike[nearest] ? i : nearest;
            }
            positive = mined.positives().get(nearest);
            positiveScore = by.get()
                    .read(mined.query(), mined.positives(), List.of(drop.passage()), scorer)
                    .positive();
        } else if (drop.reason().equals(Ensemble.DUPLICATE)) {
            TextFingerprint text = TextFingerprint.of(passages.apply(drop.passage()));
            positive = mined.positives().stream()
                    .filter(key -> TextFingerprint.of(passages.apply(key)).equals(text))
                    .findFirst()
                    .orElse(positive);
        }
        return new MiningReport.Example(
                drop.stage(),
                drop.reason(),
                mined.query().key(),
                mined.query().text(),
                positive,
                excerpt(positive),
                drop.passage(),
                excerpt(drop.passage()),
                drop.score(),
                positiveScore);
    }

    private String excerpt(Key key) {
        Passage passage = passages.apply(key);
        String text = SPACE.matcher(passage.title() + " | " + passage.text()).replaceAll(" ");
        return text.codePointCount(0, text.length()) <= EXCERPT
                ? text
                : text.substring(0, text.offsetByCodePoints(0, EXCERPT)) + "…";
    }
}
