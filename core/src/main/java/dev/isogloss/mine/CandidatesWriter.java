package dev.isogloss.mine;

import dev.isogloss.data.Key;
import dev.isogloss.data.Language;
import java.io.BufferedWriter;
import java.io.IOException;
import java.io.OutputStream;
import java.io.OutputStreamWriter;
import java.io.UncheckedIOException;
import java.io.Writer;
import java.nio.charset.StandardCharsets;
import java.util.TreeMap;
import java.util.function.Consumer;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

/**
 * Writes candidates as the ensemble offers them, before any stage: one query a line, UTF-8, ids bare because {@code language}
 * names their language, or {@code passage-language} where the passages have another than the query.
 *
 * <pre>{@code
 * {"query":"7#q","language":"sw","positives":["22#0"],"judged-negatives":["9#4"],
 *  "candidates":[{"id":"22#3","ranks":{"bm25":3,"dense":7},"score":1.31}],
 *  "known":[{"id":"22#0","ranks":{"dense":1},"score":1.62}],
 *  "dropped":[{"id":"22#1","stage":"ensemble","reason":"empty","score":0.91}]}
 * }</pre>
 *
 * <p>Candidates stand in the order of their fused scores, best first; {@code ranks} are those under each retriever that found the
 * passage, from 1. {@code known} are the positives and judged negatives that the ensemble found, in the order of ids. One per
 * thread.
 */
public final class CandidatesWriter implements Consumer<Candidates>, AutoCloseable {
    private static final JsonMapper JSON = JsonMapper.shared();

    private final Writer out;

    /** A writer that owns and closes {@code out}, into which the uncompressed lines go. */
    public CandidatesWriter(OutputStream out) {
        this.out = new BufferedWriter(new OutputStreamWriter(out, StandardCharsets.UTF_8), 1 << 16);
    }

    @Override
    public void accept(Candidates candidates) {
        try {
            out.write(JSON.writeValueAsString(line(candidates)));
            out.write('\n');
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    @Override
    public void close() throws IOException {
        out.close();
    }

    private static ObjectNode line(Candidates offered) {
        Key query = offered.query().key();
        Language passages = offered.positives().getFirst().language();
        ObjectNode line = MiningLines.begin(JSON.createObjectNode(), query, passages);
        MiningLines.keys(line.putArray("positives"), offered.positives(), passages);
        MiningLines.keys(line.putArray("judged-negatives"), offered.judgedNegatives(), passages);
        ArrayNode candidates = line.putArray("candidates");
        for (Candidate candidate : offered.candidates()) {
            ObjectNode node = candidates.addObject().put("id", MiningLines.bare(candidate.passage(), passages));
            MiningLines.ranks(node, candidate.ranks());
            node.put("score", candidate.score());
        }
        ArrayNode known = line.putArray("known");
        new TreeMap<>(offered.known()).forEach((passage, score) -> {
            ObjectNode node = known.addObject().put("id", MiningLines.bare(passage, passages));
            MiningLines.ranks(node, offered.knownRanks().getOrDefault(passage, new TreeMap<>()));
            node.put("score", score);
        });
        MiningLines.dropped(line.putArray("dropped"), offered.dropped(), passages);
        return line;
    }
}
