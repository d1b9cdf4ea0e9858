package dev.isogloss.embed;

import java.util.List;

/**
 * {@code manifest.json} of a {@link VectorStore}: written last, so that its presence says the store is whole.
 *
 * @param version of the format: 1
 * @param source what the vectors were made from
 * @param dimension components of a vector
 * @param rows in all shards
 * @param shardRows of every shard but the last
 * @param counts of all shards together
 */
public record VectorManifest(
        int version,
        VectorSource source,
        VectorFormat format,
        int dimension,
        int rows,
        int shardRows,
        TextCounts counts,
        List<Shard> shards) {
    static final String NAME = "manifest.json";
    static final int VERSION = 1;

    public VectorManifest {
        shards = List.copyOf(shards);
    }

    /**
     * {@code shard-00000.json}: one finished shard; written after its two other files.
     *
     * @param source with the hash of this shard's texts
     * @param vectorsHash SHA-256 of its vectors' file
     * @param idsHash SHA-256 of its ids' file
     */
    public record Shard(
            int index,
            VectorSource source,
            VectorFormat format,
            int dimension,
            int rows,
            String vectorsHash,
            String idsHash,
            TextCounts counts) {
        String vectorsFile() {
            return file(index, format.extension());
        }

        String idsFile() {
            return file(index, "ids");
        }

        static String file(int index, String extension) {
            return "shard-%05d.%s".formatted(index, extension);
        }
    }
}
