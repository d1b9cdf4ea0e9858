package dev.isogloss.job;

import dev.isogloss.data.Key;
import dev.isogloss.data.Language;
import dev.isogloss.data.Passage;
import dev.isogloss.embed.Embedder;
import dev.isogloss.encoder.TransformerEmbedder;
import dev.isogloss.index.IndexManifest;
import dev.isogloss.index.LiveIndex;
import dev.isogloss.index.PassageChange;
import dev.isogloss.io.BadInputException;
import dev.isogloss.io.Progress;
import dev.isogloss.search.PairScorer;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.function.Function;

/**
 * An index folder that stays open and answers one text after another: the model is loaded once and shared by every question.
 * Safe for many threads.
 *
 * <p>The hits of a question without languages are those of {@code isogloss search}, where nothing was written since. Where several languages are asked for, each
 * retriever searches them one by one and their hits are put together by score, before the retrievers are fused.
 */
public final class OpenIndex implements AutoCloseable {
    private final Path path;
    private final IndexFolder folder;
    private final IndexSearch search;

    private OpenIndex(
            Path path, IndexFolder folder, EncoderChoice choice, Function<TransformerEmbedder, Embedder> serving)
            throws IOException {
        this.path = path;
        this.folder = folder;
        this.search = new IndexSearch(folder, choice, serving);
    }

    /**
     * What somebody asks an index.
     *
     * @param k hits at most, at least 1
     * @param languages of the passages that are searched; empty for all
     * @param mode empty for hybrid where the index has both, else what it has
     * @param balance the share of its language's mean that is taken off every vector, 0 .. 1; empty for what the index was built with
     * @param extras what is done with the hits
     */
    public record Question(
            String text,
            int k,
            List<Language> languages,
            Optional<SearchMode> mode,
            OptionalDouble balance,
            Extras extras) {
        public Question {
            languages = List.copyOf(languages);
        }

        /** The best {@code k} passages of all languages, as the index is usually searched. */
        public static Question of(String text, int k) {
            return new Question(text, k, List.of(), Optional.empty(), OptionalDouble.empty(), Extras.NONE);
        }
    }

    /**
     * What is done with the hits of a search.
     *
     * @param rerank what orders the best of them once more; those that it does not read are cut off
     */
    public record Extras(Optional<Rerank> rerank, boolean highlights) {
        /** Nothing. */
        public static final Extras NONE = new Extras(Optional.empty(), false);
    }

    /**
     * A second stage.
     *
     * @param depth hits of the first stage that are read together with the query, at least 1
     */
    public record Rerank(PairScorer scorer, int depth) {}

    /**
     * A hit with its text.
     *
     * @param id {@code lang:id} where the index mixes languages, else the bare id
     * @param score that decided the order
     * @param parts what each retriever that took part gave the passage, by its name; one that did not find it is not there. Where
     *     hits were reranked, {@code first-stage} is what the retrievers gave together.
     * @param highlights where they were asked for
     */
    public record Found(
            String id,
            Language language,
            String title,
            String text,
            float score,
            SortedMap<String, Part> parts,
            Optional<Highlights> highlights) {
        /** What each retriever gave the passage. */
        public SortedMap<String, Float> scores() {
            SortedMap<String, Float> scores = new TreeMap<>();
            parts.forEach((name, part) -> {
                if (part.weight.isPresent()) {
                    scores.put(name, part.score);
                }
            });
            return scores;
        }
    }

    /**
     * What one retriever says of a passage.
     *
     * @param rank from 1
     * @param score its own
     * @param weight its share in the fusion, 0 .. 1, of scores that are stretched to 0 .. 1; empty for {@code first-stage}
     */
    public record Part(int rank, float score, OptionalDouble weight) {}

    /**
     * The hits of a question, best first.
     *
     * @param language of the question as it was detected, {@link Language#UNDETERMINED} where that is not sure; the index's own
     *     where it has one only
     * @param millis how long each part took
     */
    public record Answer(Language language, SearchMode mode, List<Found> hits, Map<String, Double> millis) {}

    /**
     * Opens an index folder, or a run folder with one.
     *
     * @param choice how to encode queries; an empty model and empty lengths mean what the index was built with
     * @param serving what stands between the model and everybody who asks it
     * @throws BadInputException when there is no finished index, or its model is not here or another
     */
    public static OpenIndex open(
            Path given, EncoderChoice choice, Function<TransformerEmbedder, Embedder> serving, Progress progress)
            throws IOException {
        Path path = indexOf(given);
        IndexFolder folder = IndexFolder.open(path);
        try {
            folder.fetchModels(folder.usualMode(), choice, Optional.empty(), progress);
            return new OpenIndex(path, folder, choice, serving);
        } catch (IOException | RuntimeException e) {
            folder.close();
            throw e;
        }
    }

    /** An index folder as it was given, or that of a run folder. */
    static Path indexOf(Path given) {
        if (Files.isRegularFile(given.resolve(IndexManifest.FILE))) {
            return given;
        }
        Path inRun = given.resolve("index");
        if (Files.isRegularFile(inRun.resolve(IndexManifest.FILE))) {
            return inRun;
        }
        throw new BadInputException(given + " is neither an index folder nor a run folder with one: there is no "
                + IndexManifest.FILE + " in it or in " + inRun + "; make one with isogloss index or isogloss run");
    }

    /** Where the index is. */
    public Path path() {
        return path;
    }

    /** What it is made of. */
    public IndexManifest manifest() {
        return folder.manifest();
    }

    /** The modes that it can be searched with, the usual one first. */
    public List<SearchMode> modes() {
        return search.modes();
    }

    /** The model of a dense index. */
    public Optional<TransformerEmbedder> model() {
        return search.model();
    }

    /** All that is there now, and as it is now whatever happens meanwhile. */
    public IndexMoment moment() {
        return search.moment();
    }

    /** What changed since the index was built, and what it was written to. */
    public LiveIndex live() {
        return search.live();
    }

    /**
     * A change that somebody asks for.
     *
     * @param put the passage that is to be there; empty where the one of the key is to be deleted
     */
    public record Write(LiveIndex.Rule rule, Key key, Optional<Passage> put) {}

    /**
     * Changes passages: encodes what is put and writes all of it in one commit; see {@link LiveIndex#write}.
     *
     * @return what became of each
     */
    public List<LiveIndex.Outcome> write(List<Write> writes) throws IOException {
        Iterator<float[]> vectors = search.encode(
                        writes.stream().flatMap(write -> write.put.stream()).toList())
                .iterator();
        List<LiveIndex.Wanted> wanted = new ArrayList<>();
        for (Write write : writes) {
            PassageChange change = write.put.isPresent()
                    ? new PassageChange.Put(write.put.get(), vectors.next())
                    : new PassageChange.Delete(write.key);
            wanted.add(new LiveIndex.Wanted(write.rule, change));
        }
        return search.live().write(wanted);
    }

    /**
     * The id that hits and files have for a passage.
     *
     * @return {@code lang:id} where the index mixes languages, else the bare id
     */
    public String idOf(Key key) {
        return folder.idOf(key);
    }

    /**
     * Answers a question. A query whose language is not sure is cut into words as each language of the index has them.
     *
     * @throws BadInputException for a blank text, {@code k} below 1, a mode or a language that the index does not have, or a balance
     *     that is not 0 .. 1 or would change nothing
     */
    public Answer search(Question question) {
        return search.answer(question);
    }

    /**
     * What somebody liked, disliked and read, by the ids of passages.
     *
     * @param liked at least one
     * @param history what is not to be recommended, besides the liked and disliked ones
     * @param dislikeShare how much of the mean of the disliked is taken off that of the liked, 0 .. 1
     */
    public record Taste(List<String> liked, List<String> disliked, List<String> history, double dislikeShare) {}

    /**
     * How to recommend.
     *
     * @param k passages at most, at least 1
     * @param languages of the passages; empty for all
     * @param diversity 0 (nearest first) .. 1 (as different from each other as can be)
     */
    public record Wish(int k, List<Language> languages, double diversity) {}

    /**
     * A passage to read next.
     *
     * @param score inner product with the profile
     * @param liked id of the liked passage that it is nearest to
     * @param cosine of the two
     */
    public record Recommended(String id, Passage passage, float score, String liked, double cosine) {}

    /**
     * Passages that are near to what somebody liked and that the taste does not name: exact search by the profile, the order by maximal
     * marginal relevance.
     *
     * @throws BadInputException for an id that is not here, or when the index has no vectors
     */
    public List<Recommended> recommend(Taste taste, Wish wish) {
        return recommend(moment(), taste, wish);
    }

    /**
     * As {@link #recommend(Taste, Wish)} does, of what there was at a moment of this index.
     *
     * @throws BadInputException for an id that is not there, or when the index has no vectors
     */
    public List<Recommended> recommend(IndexMoment now, Taste taste, Wish wish) {
        Recommendation.Taste known = new Recommendation.Taste(
                now.keys(taste.liked), now.keys(taste.disliked), now.keys(taste.history), taste.dislikeShare);
        return search.recommend(now, known, wish.languages, wish.k, wish.diversity).stream()
                .map(hit -> new Recommended(
                        idOf(hit.passage()), now.passage(hit.passage()), hit.score(), idOf(hit.liked()), hit.cosine()))
                .toList();
    }

    /**
     * The language of a text as searches detect it.
     *
     * @return the index's own where it has one only, {@link Language#UNDETERMINED} where it is not sure
     */
    public Language languageOf(String text) {
        return search.languageOf(text);
    }

    /** The languages of the passages. */
    public List<Language> languages() {
        return folder.corpus().languages();
    }

    @Override
    public void close() throws IOException {
        folder.close();
    }
}
