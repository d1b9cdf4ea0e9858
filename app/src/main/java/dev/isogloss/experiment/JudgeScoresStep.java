package dev.isogloss.experiment;

import dev.isogloss.data.Key;
import dev.isogloss.data.Passage;
import dev.isogloss.io.Progress;
import dev.isogloss.mine.Candidates;
import dev.isogloss.mine.CandidatesReader;
import dev.isogloss.mine.PairScoresFile;
import dev.isogloss.search.Pair;
import dev.isogloss.search.PairScorer;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.function.Function;

/**
 * The cross-encoder reads every candidate of every query once, and every passage that people judged, so that whatever is ruled,
 * judged or filled up differently has its scores; only candidates of generated queries are read later. {@code
 * judging/cross-encoder.jsonl.zst}, see {@link PairScoresFile}. Until all are there, each window of queries has a file of its own in
 * {@code judging/cross-encoder.parts}, so that a stopped step goes on at the next window.
 */
final class JudgeScoresStep {
    /** Queries whose pairs are scored together: enough to fill all workers, and what a kill loses at most. */
    private static final int WINDOW = 64;

    private JudgeScoresStep() {}

    /** Scores where a cross-encoder judges. */
    static StepKey run(Context context, StepKey candidates, StepKey judge) throws IOException {
        JudgingChoice judging = context.experiment().mine().judging();
        if (!judging.judges().contains("cross-encoder")) {
            return candidates;
        }
        StepKey key = StepKey.of(
                "judge scores",
                candidates,
                judge,
                judging.crossEncoder().scoring(context.experiment().model()));
        return context.steps()
                .run("judge-scores", key, List.of(file(context)), List.of(parts(context)), () -> score(context));
    }

    /** A scorer that looks up what was scored, and asks {@code live} for the rest. */
    static PairScorer recorded(Context context, PairScorer live) throws IOException {
        return PairScoresFile.recorded(file(context), live);
    }

    private static Path file(Context context) {
        return context.folder().path().resolve("judging").resolve("cross-encoder.jsonl.zst");
    }

    private static Path parts(Context context) {
        return context.folder().path().resolve("judging").resolve("cross-encoder.parts");
    }

    private static void score(Context context) throws IOException {
        int queries = MiningInputs.queries(context).size();
        Function<Key, Passage> passages = MiningInputs.passages(context);
        try (OpenParts open = new OpenParts();
                CandidatesReader informed = CandidatesStep.read(context, true);
                CandidatesReader naive = CandidatesStep.read(context, false);
                Progress.Task task = context.progress().start("Reading candidates", queries, "queries")) {
            PairScorer scorer = CrossEncoders.open(
                    context,
                    context.experiment().mine().judging().crossEncoder().path(),
                    open);
            List<Path> parts = new ArrayList<>();
            while (informed.hasNext()) {
                List<List<Pair>> window = new ArrayList<>();
                while (window.size() < WINDOW && informed.hasNext()) {
                    window.add(pairs(informed.next(), naive.next(), passages));
                }
                Path part = parts(context).resolve(String.format(Locale.ROOT, "%06d.jsonl.zst", parts.size()));
                if (!Files.exists(part)) {
                    PairScoresFile.write(part, sink -> write(window, scorer, sink));
                }
                parts.add(part);
                task.advance(window.size());
            }
            PairScoresFile.join(parts, file(context));
        }
    }

    /** All passages of a query that a judge may be asked about, in the order of keys. */
    private static List<Pair> pairs(Candidates informed, Candidates naive, Function<Key, Passage> passages) {
        TreeSet<Key> keys = new TreeSet<>(informed.passages());
        keys.addAll(naive.passages());
        keys.addAll(informed.positives());
        keys.addAll(informed.judgedNegatives());
        return keys.stream()
                .map(passages)
                .filter(passage -> !passage.isBlank())
                .map(passage -> new Pair(informed.query(), passage))
                .toList();
    }

    private static void write(List<List<Pair>> window, PairScorer scorer, PairScoresFile.Sink sink) throws IOException {
        float[] scores = scorer.score(window.stream().flatMap(List::stream).toList());
        int at = 0;
        for (List<Pair> pairs : window) {
            SortedMap<Key, Float> ofQuery = new TreeMap<>();
            for (Pair pair : pairs) {
                ofQuery.put(pair.passage().key(), scores[at++]);
            }
            if (!pairs.isEmpty()) {
                sink.write(pairs.getFirst().query().key(), ofQuery);
            }
        }
    }
}
