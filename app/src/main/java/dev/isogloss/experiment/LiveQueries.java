package dev.isogloss.experiment;

import dev.isogloss.data.Query;
import dev.isogloss.embed.Embedder;
import dev.isogloss.embed.Role;
import dev.isogloss.embed.Vectors;
import dev.isogloss.encoder.TransformerEmbedder;
import dev.isogloss.index.QueryEncoder;
import dev.isogloss.job.EncoderChoice;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Takes the vectors of queries out of a file, and encodes those that are not there; the model is opened when it is first needed. */
final class LiveQueries implements QueryEncoder, AutoCloseable {
    private final Vectors stored;
    private final EncoderChoice choice;
    private @Nullable TransformerEmbedder embedder;

    LiveQueries(Vectors stored, EncoderChoice choice) {
        this.stored = stored;
        this.choice = choice;
    }

    @Override
    public float[][] encode(List<Query> queries) {
        List<String> unknown = new ArrayList<>();
        for (Query query : queries) {
            if (stored.row(query.key()) < 0) {
                unknown.add(query.text());
            }
        }
        float[][] live = unknown.isEmpty()
                ? new float[0][]
                : embedder().embed(unknown, Role.QUERY).vectors();
        float[][] vectors = new float[queries.size()][];
        int next = 0;
        for (int i = 0; i < vectors.length; i++) {
            int row = stored.row(queries.get(i).key());
            vectors[i] = row < 0 ? live[next++] : stored.vector(row);
        }
        return vectors;
    }

    /** The model; one for all callers, closed with this. */
    synchronized Embedder embedder() {
        TransformerEmbedder open = embedder;
        if (open == null) {
            open = choice.open();
            embedder = open;
        }
        return open;
    }

    @Override
    public synchronized void close() {
        if (embedder != null) {
            embedder.close();
        }
    }
}
