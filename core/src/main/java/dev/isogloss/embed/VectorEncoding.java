package dev.isogloss.embed;

import dev.isogloss.data.Key;
import dev.isogloss.io.AtomicFile;
import dev.isogloss.io.BadInputException;
import dev.isogloss.io.Checksums;
import dev.isogloss.io.JsonFile;
import dev.isogloss.io.Progress;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.Iterator;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.function.Function;
import java.util.function.Supplier;
import java.util.stream.Stream;

/**
 * Encodes keyed texts into a {@link VectorStore}, shard by shard, and continues where an earlier run was stopped: a shard whose
 * model, contract, role and texts are unchanged is kept. The bytes are those of an undisturbed run. Holds the texts of one shard.
 */
public final class VectorEncoding {
    private final VectorSource made;
    private final int dimension;
    private final Function<List<KeyedText>, Embedder.Embedded> encoder;
    private final Settings settings;
    private final Progress progress;

    /**
     * How the store is laid out.
     *
     * @param shardRows vectors of a shard, at least 1
     * @param windowTexts texts that are tokenized and sorted by length together, at least 1
     */
    public record Settings(VectorFormat format, int shardRows, int windowTexts) {
        /** Full precision, shards of 8,192 vectors, windows of 1,024 texts. */
        public static final Settings STANDARD = new Settings(VectorFormat.F32, 8192, 1024);

        public Settings {
            if (shardRows < 1 || windowTexts < 1) {
                throw new IllegalArgumentException(
                        "shardRows and windowTexts must be at least 1 (got: " + shardRows + ", " + windowTexts + ")");
            }
        }
    }

    public VectorEncoding(Embedder embedder, Role role, Settings settings, Progress progress) {
        this(
                new VectorSource(embedder.networkHash(), embedder.contract().hash(), role, ""),
                embedder.dimension(),
                window -> embedder.embed(
                        window.stream().map(KeyedText::text).toList(),
                        window.stream().map(keyed -> keyed.key().language()).toList(),
                        role),
                settings,
                progress);
    }

    private VectorEncoding(
            VectorSource made,
            int dimension,
            Function<List<KeyedText>, Embedder.Embedded> encoder,
            Settings settings,
            Progress progress) {
        this.made = made;
        this.dimension = dimension;
        this.encoder = encoder;
        this.settings = settings;
        this.progress = progress;
    }

    /**
     * Takes vectors that are known instead of encoding; every text's key must have one. Tokens are not counted.
     *
     * @param made what they were made from; its input is not looked at
     */
    public static VectorEncoding known(Vectors vectors, VectorSource made, Settings settings, Progress progress) {
        return new VectorEncoding(
                made,
                vectors.dimension(),
                window -> new Embedder.Embedded(
                        window.stream()
                                .map(keyed -> vectors.vector(vectors.row(keyed.key())))
                                .toArray(float[][]::new),
                        0,
                        List.of()),
                settings,
                progress);
    }

    /**
     * Makes the store complete.
     *
     * @param texts gives the texts from the beginning; asked only when the store is not already made from {@code inputHash}
     * @param count how many texts there are
     * @param inputHash of all texts and keys, however the caller hashes them
     * @return the manifest, which reports the texts that were cut
     * @throws BadInputException when a text's vector is not finite, or a file cannot be written
     */
    public VectorManifest run(Supplier<Iterator<KeyedText>> texts, long count, Path folder, String inputHash)
            throws IOException {
        VectorSource source = made.withInput(inputHash);
        Optional<VectorManifest> finished = finished(folder, source);
        if (finished.isPresent()) {
            return finished.get();
        }
        Files.createDirectories(folder);
        Files.deleteIfExists(folder.resolve(VectorManifest.NAME));
        List<VectorManifest.Shard> shards = new ArrayList<>();
        try (Progress.Task task = progress.start("encode", count, "texts")) {
            Iterator<KeyedText> iterator = texts.get();
            while (iterator.hasNext()) {
                List<KeyedText> part = take(iterator);
                shards.add(shard(folder, shards.size(), part, source, task));
            }
        }
        removeStrangers(folder, shards);
        VectorManifest manifest = new VectorManifest(
                VectorManifest.VERSION,
                source,
                settings.format(),
                dimension,
                shards.stream().mapToInt(VectorManifest.Shard::rows).sum(),
                settings.shardRows(),
                shards.stream().map(VectorManifest.Shard::counts).reduce(TextCounts.NONE, TextCounts::plus),
                shards);
        JsonFile.write(folder.resolve(VectorManifest.NAME), manifest);
        return manifest;
    }

    private Optional<VectorManifest> finished(Path folder, VectorSource source) throws IOException {
        Path file = folder.resolve(VectorManifest.NAME);
        if (!Files.exists(file)) {
            return Optional.empty();
        }
        VectorManifest manifest;
        try {
            manifest = JsonFile.read(file, VectorManifest.class);
        } catch (BadInputException damaged) {
            return Optional.empty();
        }
        boolean same = manifest.version() == VectorManifest.VERSION
                && manifest.source().equals(source)
                && manifest.format() == settings.format()
                && manifest.shardRows() == settings.shardRows()
                && manifest.dimension() == dimension;
        return same && manifest.shards().stream().allMatch(shard -> hasFiles(folder, shard))
                ? Optional.of(manifest)
                : Optional.empty();
    }

    private static boolean hasFiles(Path folder, VectorManifest.Shard shard) {
        try {
            return Files.exists(folder.resolve(shard.idsFile()))
                    && Files.exists(folder.resolve(shard.vectorsFile()))
                    && Files.size(folder.resolve(shard.vectorsFile()))
                            == (long) shard.rows()
                                    * shard.dimension()
                                    * shard.format().bytes();
        } catch (IOException e) {
            throw new java.io.UncheckedIOException(e);
        }
    }

    private List<KeyedText> take(Iterator<KeyedText> iterator) {
        List<KeyedText> part = new ArrayList<>();
        while (part.size() < settings.shardRows() && iterator.hasNext()) {
            part.add(iterator.next());
        }
        return part;
    }

    private VectorManifest.Shard shard(
            Path folder, int index, List<KeyedText> part, VectorSource source, Progress.Task task) throws IOException {
        VectorSource own = source.withInput(hash(part));
        Path record = folder.resolve(VectorManifest.Shard.file(index, "json"));
        Optional<VectorManifest.Shard> earlier = earlier(folder, record, own);
        if (earlier.isPresent()) {
            task.advance(part.size());
            return earlier.get();
        }
        Files.deleteIfExists(record);
        Path ids = folder.resolve(VectorManifest.Shard.file(index, "ids"));
        AtomicFile.write(ids, out -> writeIds(part, out));
        Path vectors = folder.resolve(
                VectorManifest.Shard.file(index, settings.format().extension()));
        CountedVectors counted = new CountedVectors();
        AtomicFile.write(vectors, out -> counted.write(part, out, task));
        VectorManifest.Shard shard = new VectorManifest.Shard(
                index,
                own,
                settings.format(),
                dimension,
                part.size(),
                Checksums.hex(counted.digest),
                Checksums.sha256(ids),
                counted.counts);
        JsonFile.write(record, shard);
        return shard;
    }

    /** The record of a shard that an earlier run finished from the same texts, with its files whole. */
    private Optional<VectorManifest.Shard> earlier(Path folder, Path record, VectorSource source) throws IOException {
        if (!Files.exists(record)) {
            return Optional.empty();
        }
        VectorManifest.Shard shard;
        try {
            shard = JsonFile.read(record, VectorManifest.Shard.class);
        } catch (BadInputException damaged) {
            return Optional.empty();
        }
        boolean same = shard.source().equals(source)
                && shard.format() == settings.format()
                && shard.dimension() == dimension
                && hasFiles(folder, shard)
                && Checksums.sha256(folder.resolve(shard.vectorsFile())).equals(shard.vectorsHash())
                && Checksums.sha256(folder.resolve(shard.idsFile())).equals(shard.idsHash());
        return same ? Optional.of(shard) : Optional.empty();
    }

    private static String hash(List<KeyedText> part) {
        MessageDigest digest = Checksums.newDigest();
        for (KeyedText keyed : part) {
            digest.update((keyed.key() + "\0" + keyed.text() + "\0").getBytes(StandardCharsets.UTF_8));
        }
        return Checksums.hex(digest);
    }

    private static void writeIds(List<KeyedText> part, OutputStream out) throws IOException {
        for (KeyedText keyed : part) {
            out.write((keyed.key() + "\n").getBytes(StandardCharsets.UTF_8));
        }
    }

    /** Shards of an earlier, longer input would be taken for ours by a person who looks into the folder. */
    private static void removeStrangers(Path folder, List<VectorManifest.Shard> shards) throws IOException {
        Set<String> known = new HashSet<>();
        for (VectorManifest.Shard shard : shards) {
            known.addAll(
                    List.of(shard.vectorsFile(), shard.idsFile(), VectorManifest.Shard.file(shard.index(), "json")));
        }
        List<Path> strangers;
        try (Stream<Path> files = Files.list(folder)) {
            strangers = files.filter(file -> file.getFileName().toString().startsWith("shard-")
                            && !known.contains(file.getFileName().toString()))
                    .toList();
        }
        for (Path stranger : strangers) {
            Files.delete(stranger);
        }
    }

    /** Encodes a shard window by window and counts what it saw. */
    private final class CountedVectors {
        private final MessageDigest digest = Checksums.newDigest();
        private TextCounts counts = TextCounts.NONE;

        void write(List<KeyedText> part, OutputStream out, Progress.Task task) throws IOException {
            for (int from = 0; from < part.size(); from += settings.windowTexts()) {
                List<KeyedText> window = part.subList(from, Math.min(part.size(), from + settings.windowTexts()));
                Embedder.Embedded embedded = encoder.apply(window);
                for (int i = 0; i < window.size(); i++) {
                    byte[] row = settings.format().encode(finite(window.get(i).key(), embedded.vectors()[i]));
                    digest.update(row);
                    out.write(row);
                }
                Set<Integer> cut = new HashSet<>(embedded.truncated());
                for (int i = 0; i < window.size(); i++) {
                    counts = counts.plus(TextCounts.one(window.get(i).key().language(), cut.contains(i)));
                }
                counts = counts.plus(
                        new TextCounts(embedded.tokens(), new java.util.TreeMap<>(), new java.util.TreeMap<>()));
                task.advance(window.size());
            }
        }

        private float[] finite(Key key, float[] vector) {
            for (float value : vector) {
                if (!Float.isFinite(value)) {
                    throw new BadInputException("the vector of " + key + " holds " + value
                            + "; the model's weights are damaged, or its training diverged");
                }
            }
            return vector;
        }
    }
}
