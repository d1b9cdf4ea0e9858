package dev.isogloss.format;

import dev.isogloss.data.Hit;
import dev.isogloss.data.Judgments;
import dev.isogloss.data.Key;
import dev.isogloss.data.Ranking;
import dev.isogloss.io.JsonFile;
import java.io.IOException;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.Map;

/**
 * Runs and judgments as the Python package ranx reads them ({@code Run.from_file(kind="json")}): query to passage to score or grade.
 *
 * <p>ranx does not say how it orders passages of one score; here a score is lowered by less than a float can show where it would tie
 * with the one before, so that the order is ours. Queries without a hit are left out; ranx wants {@code make_comparable=True} then.
 */
public final class RanxFile {
    private RanxFile() {}

    /** Writes a run. */
    public static void writeRun(Path file, Iterable<Ranking> rankings, boolean qualified) throws IOException {
        Map<String, Map<String, Double>> run = new LinkedHashMap<>();
        for (Ranking ranking : rankings) {
            Map<String, Double> scores = new LinkedHashMap<>();
            double before = Double.POSITIVE_INFINITY;
            for (Hit hit : ranking.hits()) {
                double score = hit.score() < before ? hit.score() : Math.nextDown(before);
                scores.put(TrecRun.id(hit.passage(), qualified), score);
                before = score;
            }
            if (!scores.isEmpty()) {
                run.put(TrecRun.id(ranking.query(), qualified), scores);
            }
        }
        JsonFile.write(file, run);
    }

    /** Writes judgments. */
    public static void writeQrels(Path file, Judgments judgments, boolean qualified) throws IOException {
        Map<String, Map<String, Integer>> qrels = new LinkedHashMap<>();
        for (Key query : judgments.queries()) {
            Map<String, Integer> grades = new LinkedHashMap<>();
            judgments.of(query).forEach((passage, grade) -> grades.put(TrecRun.id(passage, qualified), grade));
            if (!grades.isEmpty()) {
                qrels.put(TrecRun.id(query, qualified), grades);
            }
        }
        JsonFile.write(file, qrels);
    }
}
