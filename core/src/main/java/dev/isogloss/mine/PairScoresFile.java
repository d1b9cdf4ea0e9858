package dev.isogloss.mine;

import dev.isogloss.data.Key;
import dev.isogloss.data.Language;
import dev.isogloss.io.CompressedFiles;
import dev.isogloss.io.JsonLines;
import dev.isogloss.io.ThrowingConsumer;
import dev.isogloss.search.PairScorer;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ObjectNode;

/**
 * Scores of a {@link PairScorer} for passages of each query's own language, written once and looked up many times. One query a
 * line, UTF-8, ids bare because {@code language} names their language, passages in the order of ids:
 *
 * <pre>{@code
 * {"query":"7#q","language":"sw","scores":{"22#0":3.125,"22#3":-1.5}}
 * }</pre>
 */
public final class PairScoresFile {
    private PairScoresFile() {}

    /** Takes the scores of one query after the other. */
    public interface Sink {
        void write(Key query, SortedMap<Key, Float> scores) throws IOException;
    }

    /** Writes a whole file, compressed as its name says. */
    public static void write(Path file, ThrowingConsumer<Sink> body) throws IOException {
        JsonLines.write(
                file,
                out -> body.accept((query, scores) -> {
                    Language passages = scores.isEmpty()
                            ? query.language()
                            : scores.firstKey().language();
                    ObjectNode line = MiningLines.begin(JsonMapper.shared().createObjectNode(), query, passages);
                    ObjectNode written = line.putObject("scores");
                    scores.forEach((passage, score) -> written.put(MiningLines.bare(passage, passages), score));
                    out.write(line);
                }));
    }

    /** Writes one file of several, their lines in this order. */
    public static void join(List<Path> parts, Path file) throws IOException {
        CompressedFiles.write(file, out -> {
            for (Path part : parts) {
                try (InputStream in = CompressedFiles.open(part)) {
                    long copied = in.transferTo(out);
                    assert copied >= 0;
                }
            }
        });
    }

    /**
     * A scorer that knows the scores of a file and asks another for the rest.
     *
     * @param live what made the file, or its like
     * @throws dev.isogloss.io.BadInputException with file and line, when it is not such a file
     */
    public static PairScorer recorded(Path file, PairScorer live) throws IOException {
        Map<Key, Map<Key, Float>> all = new HashMap<>();
        JsonLines.read(file, line -> {
            Language passages = MiningLines.passages(line.json());
            Map<Key, Float> scores = new TreeMap<>();
            line.json()
                    .path("scores")
                    .properties()
                    .forEach(score -> scores.put(
                            new Key(passages, score.getKey()), score.getValue().asFloat()));
            if (scores.isEmpty()) {
                throw line.error("expected a field \"scores\" with at least one passage");
            }
            all.put(new Key(new Language(line.requiredText("language")), line.requiredText("query")), scores);
        });
        return new RecordedPairScorer(all, live);
    }
}
