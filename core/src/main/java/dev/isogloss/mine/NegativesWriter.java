package dev.isogloss.mine;

import dev.isogloss.data.Key;
import dev.isogloss.data.Language;
import dev.isogloss.data.Negative;
import java.io.BufferedWriter;
import java.io.IOException;
import java.io.OutputStream;
import java.io.OutputStreamWriter;
import java.io.UncheckedIOException;
import java.io.Writer;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.function.Consumer;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

/**
 * Writes {@code negatives.jsonl}: one query a line, UTF-8, ids bare because {@code language} names their language,
 * or {@code passage-language} where the passages have another than the query.
 *
 * <pre>{@code
 * {"query":"7#q","language":"sw","positives":["22#0"],"positive-scores":[1.62],
 *  "negatives":[{"id":"22#3","source":"retrieved","ranks":{"bm25":3,"dense":7},"score":1.31,"from":null}],
 *  "dropped":[{"id":"22#1","stage":"perc-pos","reason":"dense score above 0.95 of the positive's","score":0.91}]}
 * }</pre>
 *
 * <p>A drop has a {@code detail} where its stage gives one, for example a judge's votes. Scores are fused ones of the ensemble, 0 for what
 * people judged and the ensemble did not find. {@code source} is {@code judged}, {@code retrieved} or {@code generated}; {@code from} is the generated query or null.
 * One per thread.
 */
public final class NegativesWriter implements Consumer<MinedQuery>, AutoCloseable {
    private static final JsonMapper JSON = JsonMapper.shared();

    private final Writer out;

    /** A writer that owns and closes {@code out}, into which the uncompressed lines go. */
    public NegativesWriter(OutputStream out) {
        this.out = new BufferedWriter(new OutputStreamWriter(out, StandardCharsets.UTF_8), 1 << 16);
    }

    @Override
    public void accept(MinedQuery mined) {
        try {
            out.write(JSON.writeValueAsString(line(mined)));
            out.write('\n');
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    @Override
    public void close() throws IOException {
        out.close();
    }

    private static ObjectNode line(MinedQuery mined) {
        Key query = mined.query().key();
        Language passages = mined.positives().getFirst().language();
        ObjectNode line = MiningLines.begin(JSON.createObjectNode(), query, passages);
        MiningLines.keys(line.putArray("positives"), mined.positives(), passages);
        ArrayNode scores = line.putArray("positive-scores");
        mined.positiveScores().forEach(scores::add);
        negatives(line.putArray("negatives"), mined.negatives(), passages);
        MiningLines.dropped(line.putArray("dropped"), mined.dropped(), passages);
        return line;
    }

    private static void negatives(ArrayNode array, List<Negative> negatives, Language language) {
        for (Negative negative : negatives) {
            ObjectNode node = array.addObject();
            node.put("id", MiningLines.bare(negative.passage(), language))
                    .put("source", negative.source().word());
            MiningLines.ranks(node, negative.ranks());
            node.put("score", negative.score());
            switch (negative.source()) {
                case Negative.Generated generated -> node.put("from", generated.query());
                case Negative.Retrieved retrieved -> node.putNull("from");
                case Negative.Judged judged -> node.putNull("from");
            }
        }
    }
}
