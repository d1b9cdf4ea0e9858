package dev.isogloss.job;

import dev.isogloss.corpus.Corpus;
import dev.isogloss.data.Key;
import dev.isogloss.data.Passage;
import dev.isogloss.embed.Embedder;
import dev.isogloss.embed.VectorStore;
import dev.isogloss.encoder.TransformerEmbedder;
import dev.isogloss.index.Bm25Index;
import dev.isogloss.index.FlatIndex;
import dev.isogloss.index.HnswIndex;
import dev.isogloss.index.IndexManifest;
import dev.isogloss.index.LanguageBalance;
import dev.isogloss.index.LiveBase;
import dev.isogloss.index.LiveIndex;
import dev.isogloss.index.QueryEncoder;
import dev.isogloss.io.BadInputException;
import dev.isogloss.io.JsonFile;
import dev.isogloss.io.Progress;
import dev.isogloss.search.FusedRetriever;
import dev.isogloss.search.Fusion;
import dev.isogloss.search.Retriever;
import dev.isogloss.tensor.TorchProduct;
import java.io.IOException;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayDeque;
import java.util.Collection;
import java.util.Deque;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.OptionalInt;
import java.util.TreeMap;
import java.util.stream.IntStream;
import java.util.stream.Stream;

/**
 * An index folder, open for searching: {@code corpus/} with the passages, {@code vectors/} and {@code hnsw/} of a dense index,
 * {@code bm25/} of a lexical one, {@code encoder.json} with how its texts were encoded, {@code balance.json} where the index was
 * built with a language balance (its graph is one of balanced vectors), and {@code index.json}, written last.
 * Safe for many threads.
 */
public final class IndexFolder implements AutoCloseable {
    private static final int HNSW_WIDTH = 160;

    private final Path folder;
    private final IndexManifest manifest;
    private final Corpus corpus;
    private final Deque<AutoCloseable> open = new ArrayDeque<>();

    private IndexFolder(Path folder, IndexManifest manifest, Corpus corpus) {
        this.folder = folder;
        this.manifest = manifest;
        this.corpus = corpus;
        open.push(corpus);
    }

    /** How the passages of a dense index were encoded, so that queries are encoded alike. */
    public record EncodedWith(String model, String precision, int queryTokens, int passageTokens) {
        static void write(Path index, EncodedWith with) throws IOException {
            JsonFile.write(index.resolve("encoder.json"), with);
        }

        static EncodedWith read(Path index) throws IOException {
            return JsonFile.read(index.resolve("encoder.json"), EncodedWith.class);
        }
    }

    /** Opens a finished index folder. */
    public static IndexFolder open(Path folder) {
        IndexManifest manifest = IndexManifest.read(folder);
        return new IndexFolder(folder, manifest, Corpus.open(corpusOf(folder)));
    }

    /** Where an index folder keeps its BM25 index. */
    public static Path lexical(Path folder) {
        return folder.resolve("bm25");
    }

    static Path corpusOf(Path folder) {
        return folder.resolve("corpus");
    }

    static Path vectors(Path folder) {
        return folder.resolve("vectors");
    }

    static Path hnsw(Path folder) {
        return folder.resolve("hnsw");
    }

    /** The balance that an index was built with; empty where it was built without one. */
    static Optional<LanguageBalance> builtBalance(Path folder) throws IOException {
        Path file = balance(folder);
        return Files.isRegularFile(file) ? Optional.of(LanguageBalance.read(file)) : Optional.empty();
    }

    /** Where the changes of an index are: beside its folder, which stays as it was built. */
    static Path live(Path folder) {
        Path path = folder.toAbsolutePath().normalize();
        return path.resolveSibling(path.getFileName() + "-live");
    }

    /** What changed since the index was built; closed with this. */
    LiveIndex live(LiveBase base) throws IOException {
        String made = manifest.has(IndexManifest.Kind.DENSE)
                ? "vectors of the network " + manifest.networkHash() + " with the text contract "
                        + manifest.contractHash()
                : "no vectors";
        return keep(LiveIndex.open(live(folder), base, made));
    }

    static Path balance(Path folder) {
        return folder.resolve("balance.json");
    }

    /** All passages of a corpus in the order of ordinals, read from disk as they are asked for. */
    public static Iterable<Passage> passages(Corpus corpus) {
        return () -> IntStream.range(0, corpus.size()).mapToObj(corpus::passage).iterator();
    }

    public Corpus corpus() {
        return corpus;
    }

    /** What can be searched here. */
    IndexManifest manifest() {
        return manifest;
    }

    /** Whether passages of several languages are here, so that ids in files are {@code lang:id}. */
    public boolean mixesLanguages() {
        return manifest.languages().size() > 1;
    }

    /** The id that hits and files have for a passage. */
    String idOf(Key key) {
        return mixesLanguages() ? key.toString() : key.id();
    }

    /** The mode to search with when nobody chose one. */
    public SearchMode usualMode() {
        boolean dense = manifest.has(IndexManifest.Kind.DENSE);
        boolean lexical = manifest.has(IndexManifest.Kind.LEXICAL);
        return dense && lexical ? SearchMode.HYBRID : dense ? SearchMode.DENSE : SearchMode.LEXICAL;
    }

    /**
     * A retriever over this index; closed with it.
     *
     * @param approximate whether a dense search walks the HNSW graph instead of looking at every vector
     * @param balance the share of its language's mean that is taken off every vector, 0 .. 1; empty for what the index was built with,
     *     which is the only one that its graph has
     * @param choice how to encode queries; an empty model and empty lengths mean what the index was built with
     */
    public Retriever retriever(SearchMode mode, boolean approximate, OptionalDouble balance, EncoderChoice choice)
            throws IOException {
        double built = builtBalance(folder).map(LanguageBalance::lambda).orElse(0.0);
        if (balance.orElse(0) != 0 && mode == SearchMode.LEXICAL) {
            throw new BadInputException("the language balance works on vectors; leave out --mode lexical, or the"
                    + " balance (got: " + balance.getAsDouble() + ")");
        }
        if (approximate && balance.orElse(built) != built) {
            throw new BadInputException("the graph of " + folder + " was built with the language balance " + built
                    + "; leave out --approximate, or build an index with --language-balance (got: "
                    + balance.getAsDouble() + ")");
        }
        if (approximate && mode == SearchMode.LEXICAL) {
            throw new BadInputException(
                    "an approximate search needs the vectors of a dense index; leave out --approximate, or search"
                            + " with --mode dense in an index built with --model and --hnsw");
        }
        return switch (mode) {
            case LEXICAL -> lexical();
            case DENSE -> dense(approximate, balance, choice);
            case HYBRID -> {
                Retriever lexical = lexical();
                Retriever dense = dense(approximate, balance, choice);
                yield new FusedRetriever(List.of(lexical, dense), hybrid(List.of(lexical.name(), dense.name())));
            }
        };
    }

    /** How a hybrid search fuses its members: all weigh the same. */
    static Fusion hybrid(Collection<String> members) {
        Map<String, Double> weights = new TreeMap<>();
        members.forEach(member -> weights.put(member, 1.0 / members.size()));
        return new Fusion.WeightedSum(weights);
    }

    /** Downloads the models that a search will read and that are named by their hub id, where they are not here. */
    void fetchModels(SearchMode mode, EncoderChoice choice, Optional<RerankChoice> rerank, Progress progress)
            throws IOException {
        if (mode != SearchMode.LEXICAL && manifest.has(IndexManifest.Kind.DENSE)) {
            String own = EncodedWith.read(folder).model();
            NamedModel.fetch(choice.model().isEmpty() ? own : choice.model(), progress);
        }
        if (rerank.isPresent()) {
            NamedModel.fetch(rerank.get().model(), progress);
        }
    }

    /** The reranker that was asked for, if any, over this index's passages; closed with it. */
    Optional<OpenReranker> reranker(Optional<RerankChoice> choice, EncoderChoice how) {
        return choice.map(wanted -> keep(OpenReranker.open(wanted, how, corpus)));
    }

    /**
     * The lexical retriever, open; closed with this.
     *
     * @throws BadInputException when the index has none
     */
    Bm25Index lexical() {
        if (!manifest.has(IndexManifest.Kind.LEXICAL)) {
            throw new BadInputException(
                    folder + " has no lexical index; build it with --bm25, or search with --mode dense");
        }
        return keep(Bm25Index.open(lexical(folder)));
    }

    private Retriever dense(boolean approximate, OptionalDouble asked, EncoderChoice choice) throws IOException {
        if (!manifest.has(IndexManifest.Kind.DENSE)) {
            throw new BadInputException(
                    folder + " has no vectors; build it with --model, or search with --mode lexical");
        }
        if (approximate && !manifest.has(IndexManifest.Kind.HNSW)) {
            throw new BadInputException(
                    folder + " has no HNSW graph; build it with --hnsw, or leave out --approximate");
        }
        return dense(approximate, asked, Encoding.by(embedder(choice)));
    }

    /**
     * The model that the vectors were made with, open; closed with this.
     *
     * @param choice an empty model and empty lengths mean what the index was built with
     * @throws BadInputException when the model is another than that of the vectors
     */
    TransformerEmbedder embedder(EncoderChoice choice) throws IOException {
        EncodedWith with = EncodedWith.read(folder);
        EncoderChoice resolved = new EncoderChoice(
                choice.model().isEmpty() ? with.model() : choice.model(),
                choice.precision(),
                choice.device(),
                choice.queryTokens().isPresent() ? choice.queryTokens() : OptionalInt.of(with.queryTokens()),
                choice.passageTokens().isPresent() ? choice.passageTokens() : OptionalInt.of(with.passageTokens()),
                choice.onTruncate());
        TransformerEmbedder embedder = keep(resolved.open());
        requireSame(embedder, resolved.model());
        return embedder;
    }

    private Retriever dense(boolean approximate, OptionalDouble asked, QueryEncoder encoder) throws IOException {
        if (approximate) {
            Optional<LanguageBalance> built = builtBalance(folder);
            QueryEncoder fitting = built.isPresent() ? built.get().balanced(encoder) : encoder;
            return keep(HnswIndex.open(hnsw(folder), fitting, HNSW_WIDTH));
        }
        return exact(encoder).balanced(asked);
    }

    /** The passages' vectors, open; closed with this. */
    VectorStore vectors() {
        return keep(VectorStore.open(vectors(folder)));
    }

    /** Exact search over the vectors, open; closed with this. */
    Exact exact(QueryEncoder encoder) throws IOException {
        VectorStore vectors = vectors();
        return new Exact(new FlatIndex("dense", vectors, encoder, new TorchProduct()), vectors, builtBalance(folder));
    }

    /** Exact search with any language balance. */
    record Exact(FlatIndex plain, VectorStore vectors, Optional<LanguageBalance> built) {
        /**
         * The retriever with a balance.
         *
         * @param asked 0 .. 1; empty for what the index was built with
         */
        FlatIndex balanced(OptionalDouble asked) {
            double balance = asked.orElse(built.map(LanguageBalance::lambda).orElse(0.0));
            if (balance == 0) {
                return plain;
            }
            return plain.balanced(built.isPresent() ? built.get().with(balance) : LanguageBalance.of(vectors, balance));
        }
    }

    /** Another query length is a person's choice; other weights, prompts or passage lengths are a mistake. */
    private void requireSame(Embedder embedder, String model) throws IOException {
        EncodedWith with = EncodedWith.read(folder);
        manifest.requireModel(
                embedder.networkHash(),
                embedder.contract()
                        .withLengths(with.queryTokens(), embedder.contract().passageTokens())
                        .hash());
        assert !model.isEmpty() : "a dense index knows its model";
    }

    private synchronized <T extends AutoCloseable> T keep(T part) {
        open.push(part);
        return part;
    }

    /** Puts the files of a folder into another without copying them where the file system can. */
    public static void link(Path from, Path to) throws IOException {
        Files.createDirectories(to);
        try (Stream<Path> files = Files.list(from)) {
            for (Path file : files.filter(Files::isRegularFile).toList()) {
                Path target = to.resolve(file.getFileName());
                try {
                    Path linked = Files.createLink(target, file);
                    assert Files.exists(linked);
                } catch (FileAlreadyExistsException e) {
                    Files.delete(target);
                    Path linked = Files.createLink(target, file);
                    assert Files.exists(linked);
                } catch (UnsupportedOperationException | java.nio.file.FileSystemException e) {
                    Path copied = Files.copy(file, target, java.nio.file.StandardCopyOption.REPLACE_EXISTING);
                    assert Files.exists(copied);
                }
            }
        }
    }

    @Override
    public void close() throws IOException {
        while (!open.isEmpty()) {
            try {
                open.pop().close();
            } catch (IOException e) {
                throw e;
            } catch (Exception e) {
                throw new IOException("cannot close " + folder, e);
            }
        }
    }
}
