package dev.isogloss.dataset.convert;

import dev.isogloss.dataset.BadRows;
import dev.isogloss.dataset.CollectionFiles;
import dev.isogloss.dataset.ColumnFile;
import dev.isogloss.dataset.IdSpace;
import dev.isogloss.dataset.IdText;
import dev.isogloss.dataset.Sighting;
import dev.isogloss.format.LongSet;
import dev.isogloss.io.Origin;
import dev.isogloss.io.StableHash;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.TreeSet;

/**
 * What is in a TREC run: how many queries and hits, how deep, tied scores, the range of scores, pairs that come twice, lines whose rank
 * contradicts their score, and ids that a collection does not have. Holds the scores and the different ids.
 */
public final class RunInspection {
    /** The word for the format. */
    public static final String WORD = "trec-run";

    private static final int COLUMNS = 6;

    private final SortedMap<String, Hits> queries = new TreeMap<>();
    private final Set<String> passages = new HashSet<>();
    private final LongSet pairs = new LongSet();
    private final Findings twice = new Findings();
    private final Set<String> tags = new TreeSet<>();

    private RunInspection() {}

    /** Whether the first line of a file is one of a run. */
    public static boolean recognises(Path path) {
        return Files.isRegularFile(path)
                && Sighting.of(path)
                        .firstLine()
                        .map(ColumnFile::words)
                        .filter(words -> words.size() == COLUMNS)
                        .filter(words -> isNumber(words.get(3)) && isNumber(words.get(4)))
                        .isPresent();
    }

    private record Line(String query, String passage, double rank, double score, String tag) {}

    /** The hits of one query, in the order of the file. */
    private static final class Hits {
        private double[] scores = new double[16];
        private double[] ranks = new double[16];
        private int count;

        void add(Line line) {
            if (count == scores.length) {
                scores = Arrays.copyOf(scores, count * 2);
                ranks = Arrays.copyOf(ranks, count * 2);
            }
            scores[count] = line.score();
            ranks[count++] = line.rank();
        }

        /** How many hits share their score with another. */
        int tied() {
            double[] sorted = Arrays.copyOf(scores, count);
            Arrays.sort(sorted);
            int tied = 0;
            for (int i = 0; i < count; i++) {
                boolean before = i > 0 && sorted[i] == sorted[i - 1];
                boolean after = i + 1 < count && sorted[i] == sorted[i + 1];
                tied += before || after ? 1 : 0;
            }
            return tied;
        }

        /** Whether a later rank has a higher score somewhere: evaluation goes by scores, other readers by ranks. */
        boolean contradicts() {
            Integer[] order = new Integer[count];
            Arrays.setAll(order, i -> i);
            Arrays.sort(order, (left, right) -> Double.compare(ranks[left], ranks[right]));
            for (int i = 1; i < count; i++) {
                if (scores[order[i]] > scores[order[i - 1]]) {
                    return true;
                }
            }
            return false;
        }
    }

    /**
     * Reads a run.
     *
     * @param collection where its ids should be; ids with and without their language in front count
     */
    public static Map<String, Object> of(Path file, Optional<CollectionFiles> collection, BadRows badRows)
            throws IOException {
        RunInspection run = new RunInspection();
        ColumnFile.read(file, badRows, RunInspection::line, (line, origin) -> run.add(line));
        Map<String, Object> facts = run.facts();
        if (collection.isPresent()) {
            facts.put("in-the-collection", run.against(IdSpace.flat(collection.get())));
        }
        return facts;
    }

    private static Line line(String line, Origin origin) {
        List<String> words = ColumnFile.words(line);
        if (words.size() != COLUMNS) {
            throw origin.error("expected query, Q0, passage, rank, score and tag (got " + words.size() + " columns: "
                    + line + ")");
        }
        if (!isNumber(words.get(3)) || !isNumber(words.get(4))) {
            throw origin.error("rank and score must be numbers (got: " + words.get(3) + " and " + words.get(4) + ")");
        }
        return new Line(
                IdText.decode(words.get(0)),
                IdText.decode(words.get(2)),
                Double.parseDouble(words.get(3)),
                Double.parseDouble(words.get(4)),
                words.get(5));
    }

    private static boolean isNumber(String text) {
        try {
            return Double.isFinite(Double.parseDouble(text));
        } catch (NumberFormatException e) {
            return false;
        }
    }

    private void add(Line line) {
        queries.computeIfAbsent(line.query(), first -> new Hits()).add(line);
        passages.add(line.passage());
        tags.add(line.tag());
        if (!pairs.add(StableHash.of(StableHash.of(0, line.query()), line.passage()))) {
            twice.add(line.query() + " " + line.passage());
        }
    }

    private Map<String, Object> facts() {
        Lengths depth = new Lengths();
        long hits = 0;
        long tied = 0;
        int shallowest = Integer.MAX_VALUE;
        double lowest = Double.POSITIVE_INFINITY;
        double highest = Double.NEGATIVE_INFINITY;
        Findings ties = new Findings();
        Findings contradicting = new Findings();
        for (Map.Entry<String, Hits> query : queries.entrySet()) {
            Hits of = query.getValue();
            depth.add(of.count);
            hits += of.count;
            shallowest = Math.min(shallowest, of.count);
            int shared = of.tied();
            tied += shared;
            if (shared > 0) {
                ties.add(query.getKey());
            }
            if (of.contradicts()) {
                contradicting.add(query.getKey());
            }
            for (int i = 0; i < of.count; i++) {
                lowest = Math.min(lowest, of.scores[i]);
                highest = Math.max(highest, of.scores[i]);
            }
        }
        Map<String, Object> facts = new LinkedHashMap<>();
        facts.put("queries", queries.size());
        facts.put("hits", hits);
        facts.put("different-passages", passages.size());
        facts.put("tags", tags.stream().limit(Findings.EXAMPLES).toList());
        if (hits > 0) {
            Lengths.Summary summary = depth.summary();
            Map<String, Object> depths = new LinkedHashMap<>();
            depths.put("shallowest", shallowest);
            depths.put("half-up-to", summary.half());
            depths.put("deepest", summary.longest());
            facts.put("hits-per-query", depths);
            Map<String, Object> scores = new LinkedHashMap<>();
            scores.put("lowest", lowest);
            scores.put("highest", highest);
            facts.put("scores", scores);
        }
        facts.put("hits-with-tied-scores", tied);
        facts.put("queries-with-tied-scores", ties.facts());
        facts.put("pairs-that-come-twice", twice.facts());
        facts.put("queries-whose-ranks-contradict-scores", contradicting.facts());
        return facts;
    }

    /** What of the run the collection has, and what of the collection's queries the run has. */
    private Map<String, Object> against(CollectionFiles flat) throws IOException {
        Set<String> noPassage = new TreeSet<>(passages);
        flat.passages((row, origin) -> {
            noPassage.remove(row.id());
            noPassage.remove(IdSpace.bare(row.language(), row.id()));
        });
        Set<String> noQuery = new TreeSet<>(queries.keySet());
        Map<String, Object> missing = new LinkedHashMap<>();
        for (String split : flat.splits()) {
            long[] without = {0, 0};
            flat.queries(split, (row, origin) -> {
                String bare = IdSpace.bare(row.language(), row.id());
                noQuery.remove(row.id());
                noQuery.remove(bare);
                without[0]++;
                without[1] += queries.containsKey(row.id()) || queries.containsKey(bare) ? 0 : 1;
            });
            missing.put(split, without[1] + " of " + without[0]);
        }
        Map<String, Object> facts = new LinkedHashMap<>();
        facts.put("passages-not-there", Findings.of(noPassage).facts());
        facts.put("queries-not-there", Findings.of(noQuery).facts());
        facts.put("queries-of-a-split-without-hits", missing);
        return facts;
    }
}
