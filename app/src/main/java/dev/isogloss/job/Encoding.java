package dev.isogloss.job;

import dev.isogloss.corpus.Corpus;
import dev.isogloss.data.Query;
import dev.isogloss.embed.Embedder;
import dev.isogloss.embed.KeyedText;
import dev.isogloss.embed.Role;
import dev.isogloss.embed.VectorEncoding;
import dev.isogloss.embed.VectorManifest;
import dev.isogloss.embed.Vectors;
import dev.isogloss.index.QueryEncoder;
import dev.isogloss.io.Checksums;
import dev.isogloss.io.DiskSpace;
import dev.isogloss.io.Progress;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.util.List;
import java.util.stream.IntStream;

/** Passages and queries into vector files, by one embedder. */
public final class Encoding {
    private Encoding() {}

    /** Every passage of a corpus, in the order of ordinals. */
    public static VectorManifest passages(Embedder embedder, Corpus corpus, Path folder, Progress progress)
            throws IOException {
        DiskSpace.require(
                folder, 4L * embedder.dimension() * corpus.size(), "the vectors of " + corpus.size() + " passages");
        return new VectorEncoding(embedder, Role.PASSAGE, VectorEncoding.Settings.STANDARD, progress)
                .run(
                        () -> IntStream.range(0, corpus.size())
                                .mapToObj(corpus::passage)
                                .map(passage -> new KeyedText(
                                        passage.key(), embedder.contract().textOf(passage)))
                                .iterator(),
                        corpus.size(),
                        folder,
                        corpus.hash());
    }

    /** Queries, in the given order. */
    public static VectorManifest queries(Embedder embedder, List<Query> queries, Path folder, Progress progress)
            throws IOException {
        return texts(embedder, Role.QUERY, queries, folder, progress);
    }

    /** Texts in one of the two roles, in the given order. */
    public static VectorManifest texts(
            Embedder embedder, Role role, List<Query> queries, Path folder, Progress progress) throws IOException {
        MessageDigest digest = Checksums.newDigest();
        for (Query query : queries) {
            digest.update((query.key() + "\t" + query.text() + "\n").getBytes(StandardCharsets.UTF_8));
        }
        return new VectorEncoding(embedder, role, VectorEncoding.Settings.STANDARD, progress)
                .run(
                        () -> queries.stream()
                                .map(query -> new KeyedText(query.key(), query.text()))
                                .iterator(),
                        queries.size(),
                        folder,
                        Checksums.hex(digest));
    }

    /** Takes the vectors of queries out of a file that has them. */
    public static QueryEncoder from(Vectors vectors) {
        return queries -> queries.stream()
                .map(query -> {
                    int row = vectors.row(query.key());
                    if (row < 0) {
                        throw new IllegalArgumentException("there is no vector of query " + query.key());
                    }
                    return vectors.vector(row);
                })
                .toArray(float[][]::new);
    }

    /** Encodes queries as they come. */
    public static QueryEncoder by(Embedder embedder) {
        return queries -> embedder.embed(queries.stream().map(Query::text).toList(), Role.QUERY)
                .vectors();
    }
}
