package dev.isogloss.server;

import dev.isogloss.embed.Embedder;
import dev.isogloss.embed.Vectors;
import dev.isogloss.job.IndexMoment;
import dev.isogloss.job.OpenIndex;
import java.io.IOException;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

/** The topics of every index that has vectors. */
final class ServedTopics {
    private static final String FOLDER = "-topics";

    private final ServedIndexes indexes;
    private final Optional<? extends Embedder> embedder;
    private final Map<String, TopicStore> stores = new TreeMap<>();

    private ServedTopics(ServedIndexes indexes, Optional<? extends Embedder> embedder) {
        this.indexes = indexes;
        this.embedder = embedder;
    }

    /**
     * Reads the topics of each index out of the folder beside it whose name is the index folder's with {@code -topics}.
     *
     * @param before who has these topics open and goes on to change them; so they stay one
     */
    static ServedTopics open(
            ServedIndexes indexes, Optional<? extends Embedder> embedder, Optional<ServedTopics> before)
            throws IOException {
        ServedTopics topics = new ServedTopics(indexes, embedder);
        if (embedder.isPresent()) {
            for (Map.Entry<String, OpenIndex> one : indexes.byName().entrySet()) {
                Optional<TopicStore> known =
                        before.filter(old -> old.isOf(embedder.get())).map(old -> old.stores.get(one.getKey()));
                if (known.isPresent()) {
                    topics.stores.put(one.getKey(), known.get());
                    continue;
                }
                var path = one.getValue().path().toAbsolutePath().normalize();
                TopicStore store = TopicStore.open(
                        path.resolveSibling(path.getFileName() + FOLDER),
                        embedder.get().networkHash());
                topics.stores.put(one.getKey(), store);
            }
        }
        return topics;
    }

    private boolean isOf(Embedder other) {
        return embedder.map(own -> own.networkHash().equals(other.networkHash()))
                .orElse(false);
    }

    TopicStore store(Request request) {
        OpenIndex index = indexes.of(request);
        TopicStore store = stores.get(request.path("index"));
        if (store == null || index.model().isEmpty()) {
            throw withoutVectors();
        }
        return store;
    }

    TopicMaker maker(Request request) {
        OpenIndex index = indexes.of(request);
        IndexMoment now = index.moment();
        Vectors vectors = now.vectors().orElseThrow(ServedTopics::withoutVectors);
        return new TopicMaker(now, embedder(), vectors);
    }

    Embedder embedder() {
        return embedder.orElseThrow(ServedTopics::withoutVectors);
    }

    private static Problem withoutVectors() {
        return Problem.badValue("topics work on vectors, and the index has none; build it with --model");
    }
}
