package dev.isogloss.mine;

import dev.isogloss.data.Key;
import dev.isogloss.data.Negative;
import dev.isogloss.data.Passage;
import dev.isogloss.data.TextFingerprint;
import dev.isogloss.io.Progress;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.HexFormat;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Consumer;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * How candidates become negatives: a list of stages, then a cut. A value: plans with equal descriptions mine alike.
 *
 * @param stages applied in this order
 * @param keep negatives a query may have at most, at least 1; the paper keeps 30
 * @param judgedFirst whether passages that a person judged irrelevant are taken first and unfiltered; a naive system does not
 *     know them, so to it they are passages like any other
 * @param refill where queries with too few negatives get more from; null where they stay short
 */
public record MiningPlan(
        List<MiningStage> stages,
        int keep,
        boolean judgedFirst,
        @Nullable Refill refill) {
    /** The name under which the cut to {@code keep} reports what did not fit. */
    public static final String CUT = "keep";

    /** The name under which judged negatives are refused. */
    public static final String JUDGED = "judged";

    public MiningPlan {
        stages = List.copyOf(stages);
        if (keep < 1) {
            throw new IllegalArgumentException("a query must be allowed at least 1 negative (got: " + keep + ")");
        }
    }

    /** A plan that leaves queries short that have too few candidates. */
    public MiningPlan(List<MiningStage> stages, int keep, boolean judgedFirst) {
        this(stages, keep, judgedFirst, null);
    }

    /** The baseline: the first {@code keep} candidates, unfiltered, nothing known but the positives. */
    public static MiningPlan naive(int keep) {
        return new MiningPlan(List.of(new NaiveTopK(keep)), keep, false);
    }

    /** Canonical text, one stage a line. */
    public String describe() {
        StringBuilder text = new StringBuilder("judged-first=" + judgedFirst + "\n");
        stages.forEach(stage -> text.append(stage.describe()).append('\n'));
        text.append("keep=").append(keep).append('\n');
        if (refill != null) {
            text.append(refill.describe()).append('\n');
        }
        return text.toString();
    }

    /**
     * SHA-256 of the plan and of everything it works on, in hexadecimal.
     *
     * @param inputs what else decides the result: the ensemble's description, hashes of the collection and of the weights
     */
    public String hash(List<String> inputs) {
        try {
            MessageDigest digest = MessageDigest.getInstance("SHA-256");
            digest.update(describe().getBytes(StandardCharsets.UTF_8));
            for (String input : inputs) {
                digest.update((byte) 0);
                digest.update(input.getBytes(StandardCharsets.UTF_8));
            }
            return HexFormat.of().formatHex(digest.digest());
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every JDK has SHA-256", e);
        }
    }

    /**
     * Makes negatives of candidates that were found before, in their order.
     *
     * @param offered with people's negatives where this plan takes them first, without where it does not
     * @param queries how many there are, for the progress alone
     * @param passages gives the passage of a key that was retrieved or judged; throws where there is none
     * @param sink takes the result of each query as soon as its chunk is done
     */
    public void run(
            Iterator<Candidates> offered,
            long queries,
            Scorers scorers,
            Function<Key, Passage> passages,
            Progress progress,
            Consumer<MinedQuery> sink) {
        try (Progress.Task task = progress.start("mine", queries, "queries")) {
            while (offered.hasNext()) {
                List<Candidates> chunk = new ArrayList<>();
                while (chunk.size() < CandidateSearch.CHUNK && offered.hasNext()) {
                    chunk.add(offered.next());
                }
                mine(chunk, scorers, passages, progress).forEach(sink);
                task.advance(chunk.size());
            }
        }
    }

    private List<MinedQuery> mine(
            List<Candidates> offered, Scorers scorers, Function<Key, Passage> passages, Progress progress) {
        List<Candidates> left = offered;
        for (MiningStage stage : stages) {
            left = stage.applyAll(left, scorers);
        }
        List<MinedQuery> mined =
                left.stream().map(result -> accept(result, passages)).toList();
        if (refill == null) {
            return mined;
        }
        List<MiningQuery> queries = offered.stream().map(Candidates::asked).toList();
        return refill.fill(mined, queries, stages, scorers, passages, progress);
    }

    /** The last word on one query: judged negatives first, then what is left of the candidates, cut. */
    MinedQuery accept(Candidates result, Function<Key, Passage> passages) {
        Set<TextFingerprint> answers = new HashSet<>();
        result.positives().forEach(positive -> answers.add(TextFingerprint.of(passages.apply(positive))));
        List<Negative> negatives = new ArrayList<>();
        List<Dropped> dropped = new ArrayList<>(result.dropped());
        for (Key judged : result.judgedNegatives()) {
            Passage passage = passages.apply(judged);
            if (passage.isBlank()) {
                dropped.add(new Dropped(judged, JUDGED, Ensemble.EMPTY, 0));
            } else if (answers.contains(TextFingerprint.of(passage))) {
                dropped.add(new Dropped(judged, JUDGED, Ensemble.DUPLICATE, 0));
            } else {
                negatives.add(new Negative(
                        judged, new Negative.Judged(), Map.of(), result.known().getOrDefault(judged, 0f)));
            }
        }
        for (Candidate candidate : result.candidates()) {
            negatives.add(
                    new Negative(candidate.passage(), new Negative.Retrieved(), candidate.ranks(), candidate.score()));
        }
        for (Negative surplus : negatives.subList(Math.min(keep, negatives.size()), negatives.size())) {
            String stage = surplus.source() instanceof Negative.Judged ? JUDGED : CUT;
            dropped.add(new Dropped(surplus.passage(), stage, "beyond the first " + keep, surplus.score()));
        }
        return new MinedQuery(
                result.query(),
                result.positives(),
                result.positives().stream()
                        .map(positive -> result.known().getOrDefault(positive, 0f))
                        .toList(),
                negatives.subList(0, Math.min(keep, negatives.size())),
                dropped);
    }
}
