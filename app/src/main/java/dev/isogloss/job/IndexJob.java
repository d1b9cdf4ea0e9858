package dev.isogloss.job;

import dev.isogloss.corpus.Corpus;
import dev.isogloss.corpus.CorpusBuilder;
import dev.isogloss.corpus.Sample;
import dev.isogloss.embed.Embedder;
import dev.isogloss.embed.VectorManifest;
import dev.isogloss.embed.VectorStore;
import dev.isogloss.encoder.TransformerEmbedder;
import dev.isogloss.format.LinguaDetector;
import dev.isogloss.format.PassageCollection;
import dev.isogloss.index.Bm25Index;
import dev.isogloss.index.HnswIndex;
import dev.isogloss.index.IndexManifest;
import dev.isogloss.index.LanguageBalance;
import dev.isogloss.index.LexicalUnit;
import dev.isogloss.io.BadInputException;
import dev.isogloss.io.Checksums;
import dev.isogloss.io.FolderLock;
import dev.isogloss.io.JsonFile;
import dev.isogloss.io.Progress;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SortedSet;
import java.util.TreeSet;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import tools.jackson.databind.json.JsonMapper;

/** Builds an index folder from a passage file. Stopped anywhere, the same call goes on at the last finished part or shard. */
public final class IndexJob {
    private static final Logger LOG = LoggerFactory.getLogger(IndexJob.class);

    private IndexJob() {}

    /** What was built, as text for a person and as JSON for a program. */
    public record Summary(String text, String json) {}

    /** What a folder is being built from; another request starts over. */
    private record Request(String corpusHash) {}

    /**
     * Builds.
     *
     * @param encoder empty for a lexical index
     * @param profile of the lexical index, see {@link LexicalUnit#ofProfile}; empty for none
     * @param balance the share of its language's mean that is taken off every vector, 0 .. 1; 0 for a lexical index
     */
    public static Summary run(
            Optional<EncoderChoice> encoder,
            Path passages,
            Path out,
            Optional<String> profile,
            boolean hnsw,
            double balance,
            Progress progress)
            throws IOException {
        requireBalance(balance, encoder.isPresent());
        Optional<LexicalUnit> words = profile.map(LexicalUnit::ofProfile);
        PassageCollection source = PassageCollection.open(passages, LinguaDetector.ofCommonLanguages());
        if (encoder.isPresent()) {
            NamedModel.fetch(encoder.get().model(), progress);
        }
        // A model that cannot be opened is found before the passages are read.
        try (FolderLock lock = FolderLock.acquire(out);
                Opened model = new Opened(encoder.map(EncoderChoice::open))) {
            assert lock != null;
            long start = System.nanoTime();
            prepareCorpus(source, passages, out, progress);
            boolean existed = Files.deleteIfExists(out.resolve(IndexManifest.FILE));
            LOG.debug("{} {}", out, existed ? "is rebuilt where its input changed" : "is new");
            try (Corpus corpus = Corpus.open(IndexFolder.corpusOf(out))) {
                SortedSet<IndexManifest.Kind> kinds = new TreeSet<>();
                if (words.isPresent()) {
                    buildLexical(corpus, words.get(), out, progress);
                    kinds.add(IndexManifest.Kind.LEXICAL);
                }
                Optional<VectorManifest> vectors = Optional.empty();
                if (model.embedder.isPresent()) {
                    EncoderChoice choice = encoder.orElseThrow();
                    vectors = Optional.of(encode(model.embedder.get(), choice, corpus, out, progress));
                    kinds.add(IndexManifest.Kind.DENSE);
                    balance(out, balance);
                    if (hnsw) {
                        graph(out, HnswIndex.Graph.STANDARD, progress);
                        kinds.add(IndexManifest.Kind.HNSW);
                    }
                }
                finish(out, kinds, corpus, encoder.map(EncoderChoice::model), model.embedder.map(e -> e));
                return summary(out, corpus, vectors, (System.nanoTime() - start) / 1e9);
            }
        }
    }

    /** Writes the manifest of a folder whose parts are all there. */
    public static void finish(
            Path out,
            SortedSet<IndexManifest.Kind> kinds,
            Corpus corpus,
            Optional<String> model,
            Optional<Embedder> embedder) {
        new IndexManifest(
                        kinds,
                        corpus.size(),
                        corpus.languages(),
                        model.orElse(null),
                        embedder.map(Embedder::networkHash).orElse(null),
                        embedder.map(e -> e.contract().hash()).orElse(null),
                        embedder.map(Embedder::dimension).orElse(0),
                        "isogloss 0.1.0")
                .write(out);
    }

    /** Writes down how the vectors of a folder were made. */
    public static void recordEncoder(Path out, EncoderChoice choice, Embedder embedder) throws IOException {
        IndexFolder.EncodedWith.write(
                out,
                new IndexFolder.EncodedWith(
                        Files.exists(Path.of(choice.model()))
                                ? Path.of(choice.model())
                                        .toAbsolutePath()
                                        .normalize()
                                        .toString()
                                : choice.model(),
                        choice.precision(),
                        embedder.contract().queryTokens(),
                        embedder.contract().passageTokens()));
    }

    private static void requireBalance(double balance, boolean dense) {
        if (!(balance >= 0 && balance <= 1) || balance > 0 && !dense) {
            throw new BadInputException("--language-balance must be 0 .. 1, and works on the vectors of an index with"
                    + " --model (got: " + balance + ")");
        }
    }

    /** Writes down the balance of the folder's vectors, which its graph and its searches then have; at 0 they have none. */
    public static void balance(Path out, double balance) throws IOException {
        if (balance == 0) {
            boolean had = Files.deleteIfExists(IndexFolder.balance(out));
            LOG.debug("{} {} a language balance before", out, had ? "had" : "did not have");
            return;
        }
        try (VectorStore vectors = VectorStore.open(IndexFolder.vectors(out))) {
            LanguageBalance.of(vectors, balance).write(IndexFolder.balance(out));
        }
    }

    /** Adds the HNSW graph of the folder's vectors, balanced where the folder says so. */
    public static void graph(Path out, HnswIndex.Graph shape, Progress progress) throws IOException {
        Optional<LanguageBalance> balance = IndexFolder.builtBalance(out);
        try (VectorStore vectors = VectorStore.open(IndexFolder.vectors(out))) {
            HnswIndex.build(
                    IndexFolder.hnsw(out),
                    balance.isPresent() ? balance.get().balanced(vectors) : vectors,
                    shape,
                    progress);
        }
    }

    /** Where the vectors of an index folder are. */
    public static Path vectors(Path out) {
        return IndexFolder.vectors(out);
    }

    /** Where the passages of an index folder are. */
    public static Path corpus(Path out) {
        return IndexFolder.corpusOf(out);
    }

    /** A passage file that turns out to be damaged leaves the index that was there before as it was. */
    private static void prepareCorpus(PassageCollection source, Path passages, Path out, Progress progress)
            throws IOException {
        Path marker = out.resolve("source.json");
        Request request = new Request(Checksums.sha256(passages));
        boolean same =
                Files.exists(marker) && JsonFile.read(marker, Request.class).equals(request);
        if (!same) {
            Path fresh = out.resolve("corpus.new");
            Folders.delete(fresh);
            try {
                CorpusBuilder.build(source, Sample.everything(), fresh, progress);
            } catch (BadInputException e) {
                Folders.delete(fresh);
                throw e;
            }
            // the old index goes in this order, so that a kill in between leaves one that is unfinished, never one that
            // is wrong
            for (Path old : List.of(
                    out.resolve(IndexManifest.FILE),
                    marker,
                    IndexFolder.lexical(out),
                    IndexFolder.hnsw(out),
                    IndexFolder.corpusOf(out))) {
                Folders.delete(old);
            }
            Path moved = Files.move(fresh, IndexFolder.corpusOf(out), StandardCopyOption.ATOMIC_MOVE);
            assert Files.exists(moved);
            JsonFile.write(marker, request);
        }
    }

    private static void buildLexical(Corpus corpus, LexicalUnit words, Path out, Progress progress) throws IOException {
        Path folder = IndexFolder.lexical(out);
        Path done = folder.resolveSibling("bm25.done");
        if (Files.exists(done) && Files.exists(folder) && counts(folder) == words) {
            return;
        }
        Files.deleteIfExists(done);
        Folders.delete(folder);
        Bm25Index.build(
                folder, IndexFolder.passages(corpus), words, corpus.languages().size() > 1, progress);
        JsonFile.write(done, new Request(corpus.hash()));
    }

    private static LexicalUnit counts(Path folder) {
        try (Bm25Index index = Bm25Index.open(folder)) {
            return index.unit();
        }
    }

    private static VectorManifest encode(
            TransformerEmbedder embedder, EncoderChoice choice, Corpus corpus, Path out, Progress progress)
            throws IOException {
        VectorManifest vectors =
                Encoding.passages(choice.guarded(embedder), corpus, IndexFolder.vectors(out), progress);
        choice.checkTruncation(vectors.counts().truncatedTexts(), corpus.size(), "passages");
        recordEncoder(out, choice, embedder);
        return vectors;
    }

    private static Summary summary(Path out, Corpus corpus, Optional<VectorManifest> vectors, double seconds) {
        Map<String, Object> facts = new LinkedHashMap<>();
        facts.put("index", out.toString());
        facts.put("passages", corpus.size());
        int empty = corpus.languages().stream().mapToInt(corpus::blankPassages).sum();
        if (empty > 0) {
            facts.put("empty", empty);
        }
        facts.put("languages", corpus.languages().stream().map(Object::toString).toList());
        vectors.ifPresent(manifest -> {
            facts.put("dimension", manifest.dimension());
            facts.put("tokens", manifest.counts().tokens());
            facts.put("truncated", manifest.counts().truncated());
        });
        facts.put("seconds", Math.round(seconds * 10) / 10.0);
        StringBuilder text = new StringBuilder();
        facts.forEach((name, value) -> text.append(String.format("%-12s %s%n", name, value)));
        return new Summary(text.toString().stripTrailing(), JsonMapper.shared().writeValueAsString(facts));
    }

    /** An embedder that may be absent, closed either way. */
    private record Opened(Optional<TransformerEmbedder> embedder) implements AutoCloseable {
        @Override
        public void close() {
            embedder.ifPresent(TransformerEmbedder::close);
        }
    }
}
