package dev.isogloss.job;

import dev.isogloss.data.Hit;
import dev.isogloss.data.Key;
import dev.isogloss.data.Language;
import dev.isogloss.data.Passage;
import dev.isogloss.data.Query;
import dev.isogloss.data.Ranking;
import dev.isogloss.embed.Embedder;
import dev.isogloss.embed.Role;
import dev.isogloss.embed.Vectors;
import dev.isogloss.encoder.TransformerEmbedder;
import dev.isogloss.format.LinguaDetector;
import dev.isogloss.index.Bm25Index;
import dev.isogloss.index.FlatIndex;
import dev.isogloss.index.IndexManifest;
import dev.isogloss.index.LiveBase;
import dev.isogloss.index.LiveIndex;
import dev.isogloss.index.LivePassages;
import dev.isogloss.io.BadInputException;
import dev.isogloss.job.OpenIndex.Answer;
import dev.isogloss.job.OpenIndex.Found;
import dev.isogloss.job.OpenIndex.Part;
import dev.isogloss.job.OpenIndex.Question;
import dev.isogloss.job.OpenIndex.Rerank;
import dev.isogloss.search.Fusion;
import dev.isogloss.search.Reranker;
import dev.isogloss.search.Retriever;
import dev.isogloss.search.SearchScope;
import java.io.IOException;
import java.util.ArrayList;
import java.util.Collections;
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
 * How an open index answers: retrievers, fusion, a second stage, highlights. Safe for many threads.
 */
final class IndexSearch {
    /** Texts of a write that wait for the model together: whoever searches meanwhile waits for these and not for the whole write. */
    private static final int ENCODED_AT_ONCE = 32;

    private final IndexFolder folder;
    private final LinguaDetector detector = LinguaDetector.ofCommonLanguages();
    private final @Nullable Bm25Index lexical;
    private final @Nullable TransformerEmbedder model;
    private final @Nullable Dense encoder;
    private final @Nullable BalancedSearch dense;
    private final IndexFolder.@Nullable Exact exact;
    private final LiveIndex live;

    IndexSearch(IndexFolder folder, EncoderChoice choice, Function<TransformerEmbedder, Embedder> serving)
            throws IOException {
        this.folder = folder;
        this.lexical = folder.manifest().has(IndexManifest.Kind.LEXICAL) ? folder.lexical() : null;
        if (folder.manifest().has(IndexManifest.Kind.DENSE)) {
            this.model = folder.embedder(choice);
            Embedder served = serving.apply(model);
            RecentQueries queries = new RecentQueries(Encoding.by(served));
            this.encoder = new Dense(served, queries);
            this.exact = folder.exact(queries);
            this.dense = new BalancedSearch(exact);
        } else {
            this.model = null;
            this.encoder = null;
            this.dense = null;
            this.exact = null;
        }
        this.live = folder.live(new LiveBase(folder.corpus(), Optional.ofNullable(lexical), vectors()));
        loadDetector();
    }

    /** The model behind its queue, and what it encoded last. */
    private record Dense(Embedder embedder, RecentQueries queries) {}

    /** The first detection loads a second's worth of statistics; nobody has to wait for it. */
    private void loadDetector() {
        Thread loading = Thread.ofPlatform()
                .name("languages")
                .daemon(true)
                .start(() -> detector.detectSurely("what language is this"));
        assert loading.isDaemon() : "nothing waits for it";
    }

    List<SearchMode> modes() {
        return dense != null && lexical != null
                ? List.of(SearchMode.HYBRID, SearchMode.DENSE, SearchMode.LEXICAL)
                : List.of(folder.usualMode());
    }

    Optional<TransformerEmbedder> model() {
        return Optional.ofNullable(model);
    }

    /** Of the index as it was built. */
    private Optional<Vectors> vectors() {
        return Optional.ofNullable(exact).map(IndexFolder.Exact::vectors);
    }

    /** What changed since the index was built. */
    LiveIndex live() {
        return live;
    }

    /** All that is there now, and as it is now whatever happens meanwhile. */
    IndexMoment moment() {
        return new IndexMoment(folder, live.now(), vectors());
    }

    /** One vector a passage, as the index's own were made; of no components in an index without vectors. */
    List<float[]> encode(List<Passage> passages) {
        List<float[]> vectors = new ArrayList<>();
        for (int from = 0; from < passages.size(); from += ENCODED_AT_ONCE) {
            List<Passage> part = passages.subList(from, Math.min(from + ENCODED_AT_ONCE, passages.size()));
            vectors.addAll(
                    encoder == null
                            ? Collections.nCopies(part.size(), new float[0])
                            : List.of(encoder.embedder
                                    .embed(
                                            part.stream()
                                                    .map(encoder.embedder.contract()::textOf)
                                                    .toList(),
                                            part.stream().map(Passage::language).toList(),
                                            Role.PASSAGE)
                                    .vectors()));
        }
        return vectors;
    }

    /**
     * What to read next.
     *
     * @param languages of the passages; empty for all
     * @throws BadInputException when the index has no vectors
     */
    List<Recommendation.Recommended> recommend(
            IndexMoment now, Recommendation.Taste taste, List<Language> languages, int k, double diversity) {
        if (exact == null) {
            throw new BadInputException("recommending works on vectors, and the index has none; build it with --model");
        }
        return new Recommendation(exact.plain().with(now.live()), now.vectors().orElseThrow())
                .of(taste, scopes(languages, folder.corpus().languages()), k, diversity);
    }

    /** As {@link OpenIndex#languageOf} says. */
    Language languageOf(String text) {
        List<Language> indexed = folder.corpus().languages();
        return indexed.size() == 1 ? indexed.getFirst() : detector.detectSurely(text);
    }

    /** As {@link OpenIndex#search} says. */
    Answer answer(Question question) {
        SearchMode mode = question.mode().orElseGet(folder::usualMode);
        require(question, mode);
        IndexMoment now = moment();
        List<Language> indexed = folder.corpus().languages();
        Stopwatch watch = new Stopwatch();
        Language language =
                indexed.size() == 1 ? indexed.getFirst() : watch.time("language", () -> languageOf(question.text()));
        Query query = new Query(new Key(language, "query"), question.text());
        List<SearchScope> scopes = scopes(question.languages(), indexed);
        int wanted = question.extras().rerank().map(Rerank::depth).orElse(question.k());
        int depth = mode == SearchMode.HYBRID ? Math.max(wanted, Fusion.MEMBER_DEPTH) : wanted;
        if (mode != SearchMode.LEXICAL) {
            float[] encoded = watch.time("encode", () -> vector(query));
            assert encoded.length == folder.manifest().dimension() : "one vector";
        }
        SortedMap<String, Ranking> members = new TreeMap<>();
        for (Retriever member : members(mode, question.balance(), now.live())) {
            members.put(member.name(), watch.time(member.name(), () -> retrieve(member, query, scopes, depth)));
        }
        Ranking first = mode == SearchMode.HYBRID
                ? watch.time("fuse", () -> IndexFolder.hybrid(members.keySet()).fuse(query.key(), members, wanted))
                : members.values().iterator().next();
        Ranking ranking = question.extras()
                .rerank()
                .map(second -> watch.time("rerank", () -> reranked(query, first, second, now)))
                .orElse(first)
                .cut(question.k());
        Map<Key, SortedMap<String, Part>> parts =
                parts(members, question.extras().rerank().isPresent() ? Optional.of(first) : Optional.empty());
        List<Passage> passages = watch.time("passages", () -> passages(ranking, now));
        List<Highlights> highlights = question.extras().highlights()
                ? watch.time("highlights", () -> highlights(query, scopes, passages))
                : List.of();
        List<Found> found = new ArrayList<>();
        for (int i = 0; i < passages.size(); i++) {
            Passage passage = passages.get(i);
            found.add(new Found(
                    folder.idOf(passage.key()),
                    passage.language(),
                    passage.title(),
                    passage.text(),
                    ranking.hits().get(i).score(),
                    parts.getOrDefault(passage.key(), new TreeMap<>()),
                    highlights.isEmpty() ? Optional.empty() : Optional.of(highlights.get(i))));
        }
        return new Answer(language, mode, found, watch.millis());
    }

    private float[] vector(Query query) {
        if (encoder == null) {
            throw new IllegalStateException("only an index with vectors has an encoder");
        }
        return encoder.queries.encode(List.of(query))[0];
    }

    private static Ranking reranked(Query query, Ranking first, Rerank second, IndexMoment now) {
        return new Reranker(second.scorer(), now::passage, second.depth())
                .rerank(List.of(query), List.of(first))
                .getFirst();
    }

    private List<Highlights> highlights(Query query, List<SearchScope> scopes, List<Passage> passages) {
        List<Highlights> words = lexical == null
                ? Collections.nCopies(passages.size(), new Highlights(List.of(), List.of(), Optional.empty()))
                : Highlights.ofWords(lexical, query, scopes, passages);
        if (encoder == null) {
            return words;
        }
        List<Optional<Highlights.Sentence>> sentences = Highlights.sentences(encoder.embedder, vector(query), passages);
        List<Highlights> both = new ArrayList<>();
        for (int i = 0; i < words.size(); i++) {
            both.add(words.get(i).with(sentences.get(i)));
        }
        return both;
    }

    private void require(Question question, SearchMode mode) {
        if (question.text().isBlank()) {
            throw new BadInputException("there is nothing to search for: the text is blank");
        }
        if (question.k() < 1) {
            throw new BadInputException("k must be at least 1 (got: " + question.k() + ")");
        }
        if (!modes().contains(mode)) {
            throw new BadInputException("the index can be searched with " + words(modes()) + " (got: "
                    + words(List.of(mode)) + "); it has " + (dense == null ? "no vectors" : "no lexical index"));
        }
        for (Language language : question.languages()) {
            if (!folder.corpus().languages().contains(language)) {
                throw new BadInputException("the index has no passages in " + language + "; its languages are "
                        + folder.corpus().languages());
            }
        }
        double balance = question.balance().orElse(0);
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

    private List<Retriever> members(SearchMode mode, OptionalDouble balance, LivePassages now) {
        List<Retriever> members = new ArrayList<>();
        if (mode != SearchMode.DENSE && lexical != null) {
            members.add(lexical.with(now));
        }
        if (mode != SearchMode.LEXICAL && dense != null) {
            members.add(dense.with(balance).with(now));
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

    private static Map<Key, SortedMap<String, Part>> parts(
            SortedMap<String, Ranking> members, Optional<Ranking> firstStage) {
        Map<Key, SortedMap<String, Part>> parts = new HashMap<>();
        OptionalDouble weight = OptionalDouble.of(1.0 / members.size());
        members.forEach((name, own) -> put(parts, name, own, weight));
        firstStage.ifPresent(own -> put(parts, "first-stage", own, OptionalDouble.empty()));
        return parts;
    }

    private static void put(
            Map<Key, SortedMap<String, Part>> parts, String name, Ranking ranking, OptionalDouble weight) {
        int rank = 0;
        for (Hit hit : ranking.hits()) {
            parts.computeIfAbsent(hit.passage(), absent -> new TreeMap<>())
                    .put(name, new Part(++rank, hit.score(), weight));
        }
    }

    private static List<Passage> passages(Ranking ranking, IndexMoment now) {
        return ranking.hits().stream().map(hit -> now.passage(hit.passage())).toList();
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
