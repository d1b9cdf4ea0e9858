package dev.isogloss.job;

import dev.isogloss.data.Hit;
import dev.isogloss.data.Key;
import dev.isogloss.data.Language;
import dev.isogloss.data.Passage;
import dev.isogloss.data.Query;
import dev.isogloss.data.Ranking;
import dev.isogloss.embed.Embedder;
import dev.isogloss.encoder.TransformerEmbedder;
import dev.isogloss.format.LinguaDetector;
import dev.isogloss.index.FlatIndex;
import dev.isogloss.index.IndexManifest;
import dev.isogloss.io.BadInputException;
import dev.isogloss.io.Progress;
import dev.isogloss.search.Fusion;
import dev.isogloss.search.Retriever;
import dev.isogloss.search.SearchScope;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * An index folder that stays open and answers one text after another: the model is loaded once and shared by every question.
 * Safe for many threads.
 *
 * <p>The hits of a question without languages are those of {@code isogloss search}. Where several languages are asked for, each
 * retriever searches them one by one and their hits are put together by score, before the retrievers are fused.
 */
public final class OpenIndex implements AutoCloseable {
    private final Path path;
    private final IndexFolder folder;
    private final LinguaDetector detector = LinguaDetector.ofCommonLanguages();
    private final @Nullable Retriever lexical;
    private final @Nullable TransformerEmbedder model;
    private final @Nullable BalancedSearch dense;

    private OpenIndex(
            Path path, IndexFolder folder, EncoderChoice choice, Function<TransformerEmbedder, Embedder> serving)
            throws IOException {
        this.path = path;
        this.folder = folder;
        this.lexical = folder.manifest().has(IndexManifest.Kind.LEXICAL) ? folder.lexical() : null;
        if (folder.manifest().has(IndexManifest.Kind.DENSE)) {
            this.model = folder.embedder(choice);
            this.dense = new BalancedSearch(folder.exact(new RecentQueries(Encoding.by(serving.apply(model)))));
        } else {
            this.model = null;
            this.dense = null;
        }
    }

    /**
     * What somebody asks an index.
     *
     * @param k hits at most, at least 1
     * @param languages of the passages that are searched; empty for all
     * @param mode empty for hybrid where the index has both, else what it has
     * @param balance the share of its language's mean that is taken off every vector, 0 .. 1; empty for what the index was built with
     */
    public record Question(
            String text, int k, List<Language> languages, Optional<SearchMode> mode, OptionalDouble balance) {
        public Question {
            languages = List.copyOf(languages);
        }

        /** The best {@code k} passages of all languages, as the index is usually searched. */
        public static Question of(String text, int k) {
            return new Question(text, k, List.of(), Optional.empty(), OptionalDouble.empty());
        }
    }

    /**
     * A hit with its text.
     *
     * @param id {@code lang:id} where the index mixes languages, else the bare id
     * @param score that decided the order
     * @param scores what each retriever that took part gave the passage, by its name; one that did not find it is not there
     */
    public record Found(
            String id, Language language, String title, String text, float score, SortedMap<String, Float> scores) {}

    /**
     * The hits of a question, best first.
     *
     * @param language of the question as it was detected, or the index's own where it has one only
     */
    public record Answer(Language language, SearchMode mode, List<Found> hits) {}

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
            OpenIndex index = new OpenIndex(path, folder, choice, serving);
            index.loadDetector();
            return index;
        } catch (IOException | RuntimeException e) {
            folder.close();
            throw e;
        }
    }

    /** The first detection loads a second's worth of statistics; nobody has to wait for it. */
    private void loadDetector() {
        Thread loading = Thread.ofPlatform()
                .name("languages")
                .daemon(true)
                .start(() -> detector.detect("what language is this"));
        assert loading.isDaemon() : "nothing waits for it";
    }

    private static Path indexOf(Path given) {
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
        return dense != null && lexical != null
                ? List.of(SearchMode.HYBRID, SearchMode.DENSE, SearchMode.LEXICAL)
                : List.of(folder.usualMode());
    }

    /** The model of a dense index. */
    public Optional<TransformerEmbedder> model() {
        return Optional.ofNullable(model);
    }

    /**
     * A passage by the id that hits have.
     *
     * @param id {@code lang:id}; the bare id too where the index has one language
     */
    public Optional<Passage> passage(String id) {
        return key(id).map(folder.corpus()::ordinal)
                .filter(ordinal -> ordinal >= 0)
                .map(folder.corpus()::passage);
    }

    private Optional<Key> key(String id) {
        List<Language> languages = folder.corpus().languages();
        try {
            if (languages.size() == 1) {
                Key bare = new Key(languages.getFirst(), id);
                if (folder.corpus().ordinal(bare) >= 0) {
                    return Optional.of(bare);
                }
            }
            return Optional.of(Key.parse(id));
        } catch (IllegalArgumentException e) {
            return Optional.empty();
        }
    }

    /**
     * The id that hits and files have for a passage.
     *
     * @return {@code lang:id} where the index mixes languages, else the bare id
     */
    public String idOf(Key key) {
        return folder.mixesLanguages() ? key.toString() : key.id();
    }

    /**
     * Answers a question.
     *
     * @throws BadInputException for a blank text, {@code k} below 1, a mode or a language that the index does not have, or a balance
     *     that is not 0 .. 1 or would change nothing
     */
    public Answer search(Question question) {
        SearchMode mode = question.mode.orElseGet(folder::usualMode);
        require(question, mode);
        List<Language> indexed = folder.corpus().languages();
        Language language = indexed.size() == 1 ? indexed.getFirst() : detector.detect(question.text);
        Query query = new Query(new Key(language, "query"), question.text);
        int depth = mode == SearchMode.HYBRID ? Math.max(question.k, Fusion.MEMBER_DEPTH) : question.k;
        SortedMap<String, Ranking> members = new TreeMap<>();
        for (Retriever member : members(mode, question.balance)) {
            members.put(member.name(), retrieve(member, query, scopes(question.languages, indexed), depth));
        }
        Ranking ranking = mode == SearchMode.HYBRID
                ? IndexFolder.hybrid(members.keySet()).fuse(query.key(), members, question.k)
                : members.values().iterator().next();
        return new Answer(language, mode, found(ranking, members));
    }

    private void require(Question question, SearchMode mode) {
        if (question.text.isBlank()) {
            throw new BadInputException("there is nothing to search for: the text is blank");
        }
        if (question.k < 1) {
            throw new BadInputException("k must be at least 1 (got: " + question.k + ")");
        }
        if (!modes().contains(mode)) {
            throw new BadInputException("the index can be searched with " + words(modes()) + " (got: "
                    + words(List.of(mode)) + "); it has " + (dense == null ? "no vectors" : "no lexical index"));
        }
        for (Language language : question.languages) {
            if (!folder.corpus().languages().contains(language)) {
                throw new BadInputException("the index has no passages in " + language + "; its languages are "
                        + folder.corpus().languages());
            }
        }
        double balance = question.balance.orElse(0);
        if (!(balance >= 0 && balance <= 1)) {
            throw new BadInputException("the language balance must be 0 .. 1 (got: " + balance + ")");
        }
        if (balance != 0 && mode == SearchMode.LEXICAL) {
            throw new BadInputException(
                    "the language balance works on vectors; leave it out, or search with another mode than lexical (got: "
                            + balance + ")");
        }
    }

    private static String words(List<SearchMode> modes) {
        return String.join(", ", modes.stream().map(SearchMode::word).toList());
    }

    private List<Retriever> members(SearchMode mode, OptionalDouble balance) {
        List<Retriever> members = new ArrayList<>();
        if (mode != SearchMode.DENSE && lexical != null) {
            members.add(lexical);
        }
        if (mode != SearchMode.LEXICAL && dense != null) {
            members.add(dense.with(balance));
        }
        return members;
    }

    /** One pool where everything is searched; a lexical index of one language has no field of its own for the pool. */
    private static List<SearchScope> scopes(List<Language> asked, List<Language> indexed) {
        List<Language> chosen = asked.stream().distinct().toList();
        if (indexed.size() > 1 && (chosen.isEmpty() || chosen.size() == indexed.size())) {
            return List.of(new SearchScope.Pool());
        }
        return (chosen.isEmpty() ? indexed : chosen)
                .stream().<SearchScope>map(SearchScope.Only::new).toList();
    }

    private static Ranking retrieve(Retriever member, Query query, List<SearchScope> scopes, int depth) {
        List<Hit> hits = new ArrayList<>();
        for (SearchScope scope : scopes) {
            hits.addAll(member.retrieve(List.of(query), scope, depth).getFirst().hits());
        }
        return Ranking.of(query.key(), hits, depth);
    }

    private List<Found> found(Ranking ranking, SortedMap<String, Ranking> members) {
        Map<Key, SortedMap<String, Float>> scores = new HashMap<>();
        members.forEach((name, own) -> own.hits()
                .forEach(hit -> scores.computeIfAbsent(hit.passage(), absent -> new TreeMap<>())
                        .put(name, hit.score())));
        List<Found> found = new ArrayList<>();
        for (Hit hit : ranking.hits()) {
            Passage passage = folder.corpus().passage(folder.corpus().ordinal(hit.passage()));
            found.add(new Found(
                    idOf(hit.passage()),
                    passage.language(),
                    passage.title(),
                    passage.text(),
                    hit.score(),
                    scores.getOrDefault(hit.passage(), new TreeMap<>())));
        }
        return found;
    }

    /** The languages of the passages. */
    public List<Language> languages() {
        return folder.corpus().languages();
    }

    @Override
    public void close() throws IOException {
        folder.close();
    }

    /** Exact search with the balances that were asked for last. */
    private static final class BalancedSearch {
        private static final int KEPT = 8;

        private final IndexFolder.Exact exact;
        private final Recent<OptionalDouble, FlatIndex> made = new Recent<>(KEPT);

        private BalancedSearch(IndexFolder.Exact exact) {
            this.exact = exact;
        }

        private FlatIndex with(OptionalDouble balance) {
            return made.get(balance, exact::balanced);
        }
    }
}
