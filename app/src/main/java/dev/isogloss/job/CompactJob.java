package dev.isogloss.job;

import dev.isogloss.corpus.Corpus;
import dev.isogloss.corpus.CorpusBuilder;
import dev.isogloss.corpus.Sample;
import dev.isogloss.data.Language;
import dev.isogloss.data.Passage;
import dev.isogloss.embed.KeyedText;
import dev.isogloss.embed.VectorEncoding;
import dev.isogloss.embed.VectorStore;
import dev.isogloss.embed.Vectors;
import dev.isogloss.format.LanguageDetector;
import dev.isogloss.format.PassageCollection;
import dev.isogloss.index.Bm25Index;
import dev.isogloss.index.HnswIndex;
import dev.isogloss.index.IndexManifest;
import dev.isogloss.index.LanguageBalance;
import dev.isogloss.index.LiveBase;
import dev.isogloss.index.LivePassages;
import dev.isogloss.io.BadInputException;
import dev.isogloss.io.FolderLock;
import dev.isogloss.io.JsonLines;
import dev.isogloss.io.Progress;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import tools.jackson.databind.json.JsonMapper;

/**
 * Makes a new index of an index and what was written on top of it. Nothing is encoded: the vectors of what was written are in its log.
 * The index and its log stay as they are.
 */
public final class CompactJob {
    private final IndexFolder folder;
    private final Optional<Bm25Index> words;
    private final Optional<VectorStore> vectors;
    private final LivePassages now;

    private CompactJob(IndexFolder folder, Optional<Bm25Index> words, Optional<VectorStore> vectors, LivePassages now) {
        this.folder = folder;
        this.words = words;
        this.vectors = vectors;
        this.now = now;
    }

    /** What was built, as text for a person and as JSON for a program. */
    public record Summary(String text, String json) {}

    /** One line of a passage file. */
    private record Line(String _id, String lang, String title, String text) {}

    /**
     * Builds.
     *
     * @param given an index folder, or a run folder with one
     * @param out where nothing is yet, and nothing is left when building fails
     * @throws BadInputException when nothing was written on top of the index, when all of it was deleted, or while another run writes
     *     {@code out}
     */
    public static Summary run(Path given, Path out, Progress progress) throws IOException {
        Path index = OpenIndex.indexOf(given);
        Folders.requireFree(out);
        try (IndexFolder folder = IndexFolder.open(index)) {
            boolean lexical = folder.manifest().has(IndexManifest.Kind.LEXICAL);
            Optional<Bm25Index> words = lexical ? Optional.of(folder.lexical()) : Optional.empty();
            Optional<VectorStore> vectors =
                    folder.manifest().has(IndexManifest.Kind.DENSE) ? Optional.of(folder.vectors()) : Optional.empty();
            LivePassages now = folder.live(new LiveBase(folder.corpus(), words, vectors.map(store -> store)))
                    .now();
            if (now.isEmpty()) {
                throw new BadInputException("nothing was written on top of " + index + " (its changes would be in "
                        + IndexFolder.live(index) + "), so there is nothing to fold in");
            }
            if (folder.corpus().size() - now.hiddenPassages() + now.putPassages() == 0) {
                throw new BadInputException("every passage of " + index + " was deleted, so nothing is left to build an"
                        + " index of; put passages first, or build another index with: isogloss index");
            }
            try (FolderLock lock = FolderLock.beside(out)) {
                assert lock != null;
                return new CompactJob(folder, words, vectors, now).whole(index, out, progress);
            }
        }
    }

    /** Builds all of it or leaves nothing, so that the same can be run again. */
    private Summary whole(Path index, Path out, Progress progress) throws IOException {
        Folders.requireFree(out); // once more, now that nobody else can fill it
        boolean there = Files.exists(out);
        try {
            return build(index, out, progress);
        } catch (IOException | RuntimeException e) {
            takeAway(out, there, e);
            throw e;
        }
    }

    private static void takeAway(Path out, boolean there, Exception why) {
        try {
            if (there) {
                Folders.empty(out);
            } else {
                Folders.delete(out);
            }
        } catch (IOException e) {
            why.addSuppressed(e);
        }
    }

    private Summary build(Path index, Path out, Progress progress) throws IOException {
        writeCorpus(folder.corpus(), now, out, progress);
        try (Corpus corpus = Corpus.open(IndexFolder.corpusOf(out))) {
            if (words.isPresent()) {
                Bm25Index.build(
                        IndexFolder.lexical(out),
                        IndexFolder.passages(corpus),
                        words.get().unit(),
                        corpus.languages().size() > 1,
                        progress);
            }
            if (vectors.isPresent()) {
                writeVectors(vectors.get(), now, corpus, out, progress);
                IndexFolder.EncodedWith.write(out, IndexFolder.EncodedWith.read(index));
                IndexJob.balance(
                        out,
                        IndexFolder.builtBalance(index)
                                .map(LanguageBalance::lambda)
                                .orElse(0.0));
            }
            if (folder.manifest().has(IndexManifest.Kind.HNSW)) {
                IndexJob.graph(out, HnswIndex.Graph.STANDARD, progress);
            }
            folder.manifest().of(corpus.size(), corpus.languages()).write(out);
            return summary(out, corpus, now);
        }
    }

    private static void writeCorpus(Corpus before, LivePassages now, Path out, Progress progress) throws IOException {
        Path lines = out.resolve("passages.jsonl");
        JsonLines.write(lines, writer -> {
            Stream<Passage> kept = IntStream.range(0, before.size())
                    .mapToObj(before::passage)
                    .filter(passage -> now.shows(passage.key()));
            for (Passage passage : (Iterable<Passage>) Stream.concat(kept, now.passages().stream())::iterator) {
                writer.write(new Line(passage.key().id(), passage.language().code(), passage.title(), passage.text()));
            }
        });
        CorpusBuilder.build(
                PassageCollection.open(lines, LanguageDetector.always(Language.UNDETERMINED)),
                Sample.everything(),
                IndexFolder.corpusOf(out),
                progress);
        Files.delete(lines);
    }

    private static void writeVectors(VectorStore before, LivePassages now, Corpus corpus, Path out, Progress progress)
            throws IOException {
        Vectors vectors = now.over(before);
        VectorEncoding.Settings settings = VectorEncoding.Settings.STANDARD;
        var written = VectorEncoding.known(vectors, before.manifest().source(), settings, progress)
                .run(
                        () -> IntStream.range(0, corpus.size())
                                .mapToObj(ordinal -> new KeyedText(corpus.key(ordinal), ""))
                                .iterator(),
                        corpus.size(),
                        IndexFolder.vectors(out),
                        corpus.hash());
        assert written.rows() == corpus.size() : "one vector a passage";
    }

    private static Summary summary(Path out, Corpus corpus, LivePassages now) {
        String text = "%s has %d passages: %d that were put are in it, %d that were replaced or deleted are not"
                .formatted(out, corpus.size(), now.putPassages(), now.hiddenPassages());
        return new Summary(
                text,
                JsonMapper.shared()
                        .writeValueAsString(java.util.Map.of(
                                "index", out.toString(),
                                "passages", corpus.size(),
                                "put", now.putPassages(),
                                "hidden", now.hiddenPassages())));
    }
}
