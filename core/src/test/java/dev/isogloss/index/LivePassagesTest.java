package dev.isogloss.index;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.isogloss.corpus.Corpus;
import dev.isogloss.corpus.CorpusBuilder;
import dev.isogloss.corpus.Sample;
import dev.isogloss.data.Key;
import dev.isogloss.data.Language;
import dev.isogloss.data.Passage;
import dev.isogloss.data.Query;
import dev.isogloss.data.Ranking;
import dev.isogloss.embed.VectorApiProduct;
import dev.isogloss.format.LanguageDetector;
import dev.isogloss.format.PassageCollection;
import dev.isogloss.io.BadInputException;
import dev.isogloss.io.JsonLines;
import dev.isogloss.io.Progress;
import dev.isogloss.search.Retriever;
import dev.isogloss.search.SearchScope;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SplittableRandom;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The law of live passages: searching an index and its changes is searching an index of what is there after them. */
class LivePassagesTest {
    private static final int DIMENSION = 6;
    private static final List<Language> LANGUAGES = List.of(new Language("de"), new Language("en"), new Language("ja"));
    private static final String[] WORDS = {
        "river", "rivers", "mountain", "the", "Fluss", "Flüsse", "Berg", "und", "川", "長い川です", "nile", "Kilimanjaro"
    };

    @TempDir
    private Path folder = Path.of("");

    private static Passage passage(Language language, int id, SplittableRandom random) {
        return new Passage(new Key(language, "p" + id), words(random, 3), words(random, 60));
    }

    private static String words(SplittableRandom random, int most) {
        StringBuilder words = new StringBuilder();
        for (int i = random.nextInt(most); i > 0; i--) {
            words.append(WORDS[(int) (WORDS.length * random.nextDouble() * random.nextDouble())])
                    .append(' ');
        }
        return words.toString();
    }

    private static float[] vector(SplittableRandom random) {
        return HeapVectors.whole(1, DIMENSION, random)[0];
    }

    /** An index of some passages. */
    private record Indexed(Corpus corpus, Bm25Index lexical, HeapVectors vectors, FlatIndex exact)
            implements AutoCloseable {
        static Indexed of(Path folder, Map<Key, Passage> passages, Map<Key, float[]> vectors) throws IOException {
            Path file = folder.resolve("corpus.jsonl");
            JsonLines.write(file, lines -> {
                for (Passage one : passages.values()) {
                    lines.write(Map.of(
                            "_id", one.key().id(),
                            "lang", one.language().code(),
                            "title", one.title(),
                            "text", one.text()));
                }
            });
            CorpusBuilder.build(
                    PassageCollection.open(file, LanguageDetector.always(Language.UNDETERMINED)),
                    Sample.everything(),
                    folder.resolve("corpus"),
                    Progress.SILENT);
            Corpus corpus = Corpus.open(folder.resolve("corpus"));
            List<Key> keys = new ArrayList<>();
            List<Passage> inOrder = new ArrayList<>();
            for (int i = 0; i < corpus.size(); i++) {
                keys.add(corpus.key(i));
                inOrder.add(corpus.passage(i));
            }
            Bm25Index.build(folder.resolve("bm25"), inOrder, true, Progress.SILENT);
            HeapVectors rows =
                    new HeapVectors(keys, keys.stream().map(vectors::get).toArray(float[][]::new), DIMENSION);
            FlatIndex exact = new FlatIndex(
                    "dense",
                    rows,
                    queries -> queries.stream()
                            .map(query ->
                                    vector(new SplittableRandom(query.text().hashCode())))
                            .toArray(float[][]::new),
                    new VectorApiProduct());
            return new Indexed(corpus, Bm25Index.open(folder.resolve("bm25")), rows, exact);
        }

        LiveBase base() {
            return new LiveBase(corpus, Optional.of(lexical), Optional.of(vectors));
        }

        @Override
        public void close() {
            lexical.close();
            corpus.close();
        }
    }

    @ParameterizedTest
    @ValueSource(longs = {1, 2, 3, 4, 5, 6, 7, 8})
    void searchIsThatOfAnIndexOfWhatIsThereAfterwards(long seed) throws IOException {
        SplittableRandom random = new SplittableRandom(seed);
        Map<Key, Passage> passages = new TreeMap<>();
        Map<Key, float[]> vectors = new HashMap<>();
        for (int i = 0; i < 60; i++) {
            Passage one = passage(LANGUAGES.get(i % 3), i, random);
            passages.put(one.key(), one);
            vectors.put(one.key(), vector(random));
        }
        try (Indexed before = Indexed.of(folder.resolve("before"), passages, vectors)) {
            LivePassages live = LivePassages.NONE;
            for (int commit = 0; commit < 4; commit++) {
                LivePassages.Editor editor = live.edit(before.base());
                for (int i = 0; i < 15; i++) {
                    Passage one = passage(LANGUAGES.get(random.nextInt(3)), random.nextInt(90), random);
                    assertThat(editor.has(one.key())).isEqualTo(passages.containsKey(one.key()));
                    if (random.nextInt(3) == 0) {
                        editor.apply(new PassageChange.Delete(one.key()));
                        passages.remove(one.key());
                        vectors.remove(one.key());
                    } else {
                        float[] own = vector(random);
                        editor.apply(new PassageChange.Put(one, own));
                        passages.put(one.key(), one);
                        vectors.put(one.key(), own);
                    }
                }
                live = editor.done();
            }
            try (Indexed after = Indexed.of(folder.resolve("after"), passages, vectors)) {
                same(before.exact.with(live), after.exact);
                same(before.lexical.with(live), after.lexical);
                LanguageBalance balance = LanguageBalance.of(before.vectors, 0.6);
                same(before.exact.with(live).balanced(balance), after.exact.balanced(balance));
            }
            same(before.exact.with(LivePassages.NONE), before.exact);
            assertThat(before.lexical.with(LivePassages.NONE)).isSameAs(before.lexical);
        }
    }

    private static void same(Retriever live, Retriever rebuilt) {
        List<Query> queries = new ArrayList<>();
        for (Language language : List.of(LANGUAGES.get(0), LANGUAGES.get(1), LANGUAGES.get(2), Language.UNDETERMINED)) {
            for (String text :
                    List.of("rivers", "the mountain und Fluss", "川", "Kilimanjaro nile nile river", "absent")) {
                queries.add(new Query(new Key(language, "q" + queries.size()), text));
            }
        }
        for (int depth : new int[] {1, 3, 10, 200}) {
            for (SearchScope scope : List.of(
                    new SearchScope.Pool(), new SearchScope.Only(LANGUAGES.get(0)), new SearchScope.OwnLanguage())) {
                List<Ranking> wanted = rebuilt.retrieve(queries, scope, depth);
                assertThat(live.retrieve(queries, scope, depth))
                        .as("%s, %s, depth %d", live.name(), scope, depth)
                        .isEqualTo(wanted);
                assertThat(wanted).anyMatch(ranking -> !ranking.hits().isEmpty());
            }
        }
    }

    @Test
    void everythingMayBeDeletedAndPutAgain() throws IOException {
        SplittableRandom random = new SplittableRandom(9);
        Map<Key, Passage> passages = new TreeMap<>();
        Map<Key, float[]> vectors = new HashMap<>();
        for (int i = 0; i < 12; i++) {
            Passage one = passage(LANGUAGES.get(i % 3), i, random);
            passages.put(one.key(), one);
            vectors.put(one.key(), vector(random));
        }
        try (Indexed index = Indexed.of(folder.resolve("index"), passages, vectors)) {
            LivePassages.Editor gone = LivePassages.NONE.edit(index.base());
            passages.keySet().forEach(key -> gone.apply(new PassageChange.Delete(key)));
            LivePassages none = gone.done();
            Query query = new Query(new Key(new Language("en"), "q"), "river Fluss 川");
            for (Retriever retriever : List.of(index.exact.with(none), index.lexical.with(none))) {
                assertThat(retriever
                                .retrieve(List.of(query), new SearchScope.Pool(), 10)
                                .getFirst()
                                .hits())
                        .isEmpty();
            }
            LivePassages.Editor back = none.edit(index.base());
            passages.values()
                    .forEach(one ->
                            back.apply(new PassageChange.Put(one, vectors.getOrDefault(one.key(), new float[0]))));
            same(index.exact.with(back.done()), index.exact);
            same(index.lexical.with(back.done()), index.lexical);
        }
    }

    @Test
    void aRecordOfChangesIsReadAsItWasWritten() {
        SplittableRandom random = new SplittableRandom(3);
        Passage one = passage(LANGUAGES.get(2), 1, random);
        List<PassageChange> changes = List.of(
                new PassageChange.Put(one, new float[] {1.5f, -0f, Float.MIN_VALUE}),
                new PassageChange.Delete(new Key(LANGUAGES.get(0), "a:b#1")),
                new PassageChange.Put(new Passage(one.key(), "", "𝄞 text"), new float[0]));
        byte[] bytes = ChangeRecord.bytes(changes);
        List<PassageChange> read = ChangeRecord.changes(bytes);
        assertThat(ChangeRecord.bytes(read)).isEqualTo(bytes);
        assertThat(read.get(1)).isEqualTo(changes.get(1));
        assertThat(((PassageChange.Put) read.get(2)).passage())
                .isEqualTo(((PassageChange.Put) changes.get(2)).passage());
        assertThat(((PassageChange.Put) read.get(0)).vector()).containsExactly(1.5f, -0f, Float.MIN_VALUE);
        for (int length = 0; length < bytes.length; length++) {
            byte[] cut = java.util.Arrays.copyOf(bytes, length);
            assertThatThrownBy(() -> ChangeRecord.changes(cut)).isInstanceOf(BadInputException.class);
        }
    }
}
