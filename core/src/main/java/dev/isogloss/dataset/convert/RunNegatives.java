package dev.isogloss.dataset.convert;

import dev.isogloss.dataset.ExamplePassage;
import dev.isogloss.dataset.IdSpace;
import dev.isogloss.dataset.IdText;
import dev.isogloss.dataset.QueryRow;
import dev.isogloss.format.RunHit;
import dev.isogloss.format.TrecRun;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;

/** The best hits of a TREC run, as candidates for negatives; scores are the run's. */
public final class RunNegatives {
    /** No run. */
    public static final RunNegatives NONE = new RunNegatives(Map.of(), 0);

    private final Map<String, List<RunHit>> run;
    private final int depth;

    private RunNegatives(Map<String, List<RunHit>> run, int depth) {
        this.run = run;
        this.depth = depth;
    }

    /** The first {@code depth} hits of every query. */
    public static RunNegatives read(Path file, int depth) {
        return new RunNegatives(TrecRun.read(file), depth);
    }

    List<ExamplePassage> of(QueryRow query) {
        String id = IdText.encode(query.id());
        List<RunHit> hits = run.getOrDefault(
                id,
                run.getOrDefault(
                        IdSpace.qualified(query.language(), id),
                        run.getOrDefault(IdSpace.bare(query.language(), id), List.of())));
        return hits.stream()
                .limit(depth)
                .map(hit -> new ExamplePassage(
                        IdText.decode(hit.passage()), "", null, Double.valueOf(Float.toString(hit.score()))))
                .toList();
    }
}
