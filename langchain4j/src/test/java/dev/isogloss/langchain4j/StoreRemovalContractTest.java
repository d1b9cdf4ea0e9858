package dev.isogloss.langchain4j;

import dev.isogloss.cli.ServedSample;
import dev.langchain4j.data.segment.TextSegment;
import dev.langchain4j.model.embedding.EmbeddingModel;
import dev.langchain4j.store.embedding.EmbeddingStore;
import dev.langchain4j.store.embedding.EmbeddingStoreWithRemovalIT;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.io.TempDir;

/** What LangChain4j's own tests ask of a store from which vectors are removed. */
class StoreRemovalContractTest extends EmbeddingStoreWithRemovalIT {
    @TempDir
    static Path model;

    private static IsoglossEmbeddingModel embedder;

    @TempDir
    Path folder;

    private @Nullable IsoglossEmbeddingStore store;

    @BeforeAll
    static void open() throws IOException {
        embedder = IsoglossEmbeddingModel.open(ServedSample.make(model).model().toString());
    }

    @AfterAll
    static void close() {
        embedder.close();
    }

    @AfterEach
    void end() throws IOException {
        if (store != null) {
            store.close();
        }
    }

    @Override
    protected EmbeddingStore<TextSegment> embeddingStore() {
        if (store == null) { // asked for before any method of ours is called
            try {
                store = IsoglossEmbeddingStore.open(folder);
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
        }
        return store;
    }

    @Override
    protected EmbeddingModel embeddingModel() {
        return embedder;
    }
}
