package dev.isogloss.embed;

import dev.isogloss.data.Key;
import dev.isogloss.io.BadInputException;
import dev.isogloss.io.Checksums;
import dev.isogloss.io.JsonFile;
import dev.isogloss.io.MappedFile;
import java.io.IOException;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.nio.ByteOrder;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;

/**
 * Vectors in a folder of mapped files: {@code manifest.json}, and for each shard {@code shard-00000.f32} or {@code .bf16}
 * (row-major, little-endian, nothing before the first row, so that rows begin at a page of memory), {@code shard-00000.ids} (one
 * {@code lang:id} a line) and {@code shard-00000.json}. Safe for many threads.
 */
public final class VectorStore implements Vectors, AutoCloseable {
    private final Path folder;
    private final VectorManifest manifest;
    private final List<MappedFile> vectors;
    private final RowKeys keys;

    private VectorStore(Path folder, VectorManifest manifest, List<MappedFile> vectors, RowKeys keys) {
        this.folder = folder;
        this.manifest = manifest;
        this.vectors = List.copyOf(vectors);
        this.keys = keys;
    }

    /**
     * Opens a store and checks that its files fit the manifest; {@link #verify} also reads them.
     *
     * @throws BadInputException when the store is unfinished or damaged
     */
    public static VectorStore open(Path folder) {
        Path file = folder.resolve(VectorManifest.NAME);
        if (!Files.exists(file)) {
            throw new BadInputException(
                    folder + " holds no finished vectors (no " + VectorManifest.NAME + "); run the encoding again");
        }
        if (ByteOrder.nativeOrder() != ByteOrder.LITTLE_ENDIAN) {
            throw new BadInputException(
                    "vector files are little-endian and are mapped as they are; this machine is not");
        }
        List<MappedFile> vectors = new ArrayList<>();
        try {
            VectorManifest manifest = JsonFile.read(file, VectorManifest.class);
            if (manifest.version() != VectorManifest.VERSION) {
                throw new BadInputException(
                        file + " has version " + manifest.version() + "; this program reads " + VectorManifest.VERSION);
            }
            RowKeys.Builder keys = new RowKeys.Builder(manifest.rows());
            for (VectorManifest.Shard shard : manifest.shards()) {
                vectors.add(map(folder, shard));
                keys.add(folder.resolve(shard.idsFile()), shard.rows());
            }
            return new VectorStore(folder, manifest, vectors, keys.build());
        } catch (IOException e) {
            vectors.forEach(MappedFile::close);
            throw new BadInputException("cannot read the vectors in " + folder + ": " + e.getMessage(), e);
        } catch (RuntimeException e) {
            vectors.forEach(MappedFile::close);
            throw e;
        }
    }

    private static MappedFile map(Path folder, VectorManifest.Shard shard) throws IOException {
        Path file = folder.resolve(shard.vectorsFile());
        MappedFile mapped = MappedFile.open(file);
        long expected = (long) shard.rows() * shard.dimension() * shard.format().bytes();
        if (mapped.size() != expected) {
            long size = mapped.size();
            mapped.close();
            throw new BadInputException(file + " has " + size + " bytes, but its manifest asks for " + expected
                    + "; delete the folder and encode again");
        }
        return mapped;
    }

    /** Reads every file and compares it with its checksum. */
    public void verify() throws IOException {
        for (VectorManifest.Shard shard : manifest.shards()) {
            requireHash(folder.resolve(shard.vectorsFile()), shard.vectorsHash());
            requireHash(folder.resolve(shard.idsFile()), shard.idsHash());
        }
    }

    private static void requireHash(Path file, String expected) throws IOException {
        String found = Checksums.sha256(file);
        if (!found.equals(expected)) {
            throw new BadInputException(file + " is damaged: its SHA-256 is " + found + ", expected " + expected
                    + "; delete it and encode again");
        }
    }

    public VectorManifest manifest() {
        return manifest;
    }

    @Override
    public int size() {
        return manifest.rows();
    }

    @Override
    public int dimension() {
        return manifest.dimension();
    }

    @Override
    public Key key(int row) {
        return keys.key(row);
    }

    @Override
    public int row(Key key) {
        return keys.row(key);
    }

    /** A view of the mapped file where the rows lie in one shard of 32-bit floats, otherwise an off-heap copy. */
    @Override
    public MemorySegment rows(int from, int to) {
        Objects.checkFromToIndex(from, to, size());
        if (from == to) {
            return MemorySegment.NULL;
        }
        long rowBytes = 4L * dimension();
        int first = from / manifest.shardRows();
        if (manifest.format() == VectorFormat.F32 && (to - 1) / manifest.shardRows() == first) {
            long start = from - (long) first * manifest.shardRows();
            return vectors.get(first).segment().asSlice(start * rowBytes, (to - from) * rowBytes);
        }
        MemorySegment copy = Arena.ofAuto().allocate((to - from) * rowBytes, 64);
        for (int row = from; row < to; ) {
            int shard = row / manifest.shardRows();
            int end = (int) Math.min(to, (shard + 1L) * manifest.shardRows());
            manifest.format()
                    .decode(
                            vectors.get(shard).segment(),
                            (row - (long) shard * manifest.shardRows()) * dimension(),
                            copy,
                            (long) (row - from) * dimension(),
                            (long) (end - row) * dimension());
            row = end;
        }
        return copy;
    }

    @Override
    public void close() {
        vectors.forEach(MappedFile::close);
    }
}
