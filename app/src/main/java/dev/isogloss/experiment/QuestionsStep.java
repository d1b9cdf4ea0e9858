package dev.isogloss.experiment;

import dev.isogloss.checkpoint.CrossEncoderFolder;
import dev.isogloss.data.Hit;
import dev.isogloss.data.Judgments;
import dev.isogloss.data.Key;
import dev.isogloss.data.Passage;
import dev.isogloss.data.Query;
import dev.isogloss.data.Ranking;
import dev.isogloss.io.AtomicFile;
import dev.isogloss.io.JsonLines;
import dev.isogloss.io.Progress;
import dev.isogloss.mine.Ensemble;
import dev.isogloss.search.Pair;
import dev.isogloss.search.PairScorer;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * Where nothing is learned from people's judgments: queries without labels get the passage that an ensemble, or a cross-encoder among
 * its first ones, finds best (pseudo-relevance); or queries are made from passages, see {@link GeneratedQuestions}. What comes of it is
 * in {@code questions/unlabelled} or {@code questions/generated}: {@code questions.jsonl}, {@code {query, text, passage}} a line.
 */
final class QuestionsStep {
    private static final int QUERIES_AT_A_TIME = 128;

    private QuestionsStep() {}

    /**
     * Labels the training queries that the collection has.
     *
     * @param encoded the key of the untouched model's vectors, those of the training queries among them
     * @return the same context with what is learned from in place of what people judged
     */
    static Context label(Context context, SystemModel untouched, StepKey encoded, StepKey lexical) throws IOException {
        QuestionsChoice choice = context.experiment().questions();
        MemberKeys members = EnsembleMembers.prepare(context, encoded, lexical);
        StepKey key = StepKey.of(
                "pseudo-labels",
                context.askedKey(),
                members.members(),
                context.experiment().mine().ensemble().weights(),
                context.experiment().mine().fusion(),
                context.experiment().mine().depth(),
                choice.labelDepth(),
                choice.labeller().isPresent()
                        ? List.of(
                                CrossEncoderFolder.open(choice.labeller().get()).networkHash(),
                                context.experiment()
                                        .mine()
                                        .judging()
                                        .crossEncoder()
                                        .pairTokens(),
                                context.experiment().model().precision(),
                                context.experiment().model().device())
                        : "ensemble");
        StepKey done = context.steps()
                .run("pseudo-labels", key, List.of(folder(context)), () -> label(context, untouched, choice));
        return learned(context, done);
    }

    private static void label(Context context, SystemModel untouched, QuestionsChoice choice) throws IOException {
        Function<Key, Passage> passages = MiningInputs.passages(context);
        List<Query> queries = context.data().trainQueries();
        try (EnsembleMembers members = EnsembleMembers.open(context, untouched);
                OpenParts open = new OpenParts();
                Progress.Task task = context.progress().start("Labelling queries", queries.size(), "queries")) {
            Ensemble ensemble = members.unlearned().ensemble();
            @Nullable
            PairScorer scorer =
                    choice.labeller().isPresent() ? CrossEncoders.open(context, choice.labeller(), open) : null;
            JsonLines.write(file(context), out -> {
                for (int from = 0; from < queries.size(); from += QUERIES_AT_A_TIME) {
                    List<Query> some = queries.subList(from, Math.min(from + QUERIES_AT_A_TIME, queries.size()));
                    List<Ranking> found = ensemble.rank(some, choice.labelDepth());
                    for (int i = 0; i < some.size(); i++) {
                        @Nullable Key best = best(some.get(i), found.get(i), passages, scorer);
                        if (best != null) {
                            out.write(Line.of(some.get(i), best));
                        }
                    }
                    task.advance(some.size());
                }
            });
        }
    }

    /** The first passage with a text, or the one that the scorer finds best; null where nothing was found. */
    private static @Nullable Key best(
            Query query, Ranking found, Function<Key, Passage> passages, @Nullable PairScorer scorer) {
        List<Pair> pairs = new ArrayList<>();
        for (Hit hit : found.hits()) {
            Passage passage = passages.apply(hit.passage());
            if (!passage.isBlank()) {
                pairs.add(new Pair(query, passage));
            }
        }
        if (pairs.isEmpty()) {
            return null;
        }
        int best = 0;
        if (scorer != null) {
            float[] scores = scorer.score(pairs);
            for (int i = 1; i < scores.length; i++) {
                best = scores[i] > scores[best] ? i : best;
            }
        }
        return pairs.get(best).passage().key();
    }

    /** One query and what is taken for its answer, as {@code questions.jsonl} holds it. */
    record Line(String query, String text, String passage) {
        static Line of(Query query, Key passage) {
            return new Line(query.key().toString(), query.text(), passage.toString());
        }
    }

    static Path folder(Context context) {
        return context.base()
                .path()
                .resolve("questions")
                .resolve(context.experiment().questions().source());
    }

    static Path file(Context context) {
        return folder(context).resolve("questions.jsonl");
    }

    static void writeReport(Context context, String json) throws IOException {
        AtomicFile.writeString(folder(context).resolve("report.json"), json + "\n");
    }

    /** The context with the questions of the file; while steps are only foreseen, with nothing but their key. */
    static Context learned(Context context, StepKey key) throws IOException {
        if (!context.steps().works()) {
            return context.learning(context.data().learning(List.of(), Judgments.of(Map.of()), key));
        }
        List<Query> queries = new ArrayList<>();
        Map<Key, Map<Key, Integer>> judgments = new LinkedHashMap<>();
        JsonLines.read(file(context), line -> {
            Query query = new Query(Key.parse(line.requiredText("query")), line.requiredText("text"));
            queries.add(query);
            judgments.put(query.key(), Map.of(Key.parse(line.requiredText("passage")), 1));
        });
        return context.learning(context.data().learning(queries, Judgments.of(judgments), key));
    }
}
