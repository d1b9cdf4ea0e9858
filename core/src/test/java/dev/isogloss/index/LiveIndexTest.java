package dev.isogloss.index;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.isogloss.corpus.Corpus;
import dev.isogloss.corpus.CorpusBuilder;
import dev.isogloss.corpus.Sample;
import dev.isogloss.data.Key;
import dev.isogloss.data.Language;
import dev.isogloss.data.Passage;
import dev.isogloss.format.LanguageDetector;
import dev.isogloss.format.PassageCollection;
import dev.isogloss.index.LiveIndex.Outcome;
import dev.isogloss.index.LiveIndex.Rule;
import dev.isogloss.io.BadInputException;
import dev.isogloss.io.Progress;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicBoolean;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** An index without BM25 and vectors, so that nothing but log and commits is at work. */
class LiveIndexTest {
    private static final Language EN = new Language("en");

    @TempDir
    private Path folder = Path.of("");

    private Corpus corpus;

    @BeforeEach
    void build() throws IOException {
        Path file = folder.resolve("corpus.jsonl");
        Files.writeString(file, "{\"_id\": \"built\", \"text\": \"built\", \"lang\": \"en\"}\n");
        CorpusBuilder.build(
                PassageCollection.open(file, LanguageDetector.always(EN)),
                Sample.everything(),
                folder.resolve("corpus"),
                Progress.SILENT);
        corpus = Corpus.open(folder.resolve("corpus"));
    }

    @AfterEach
    void close() {
        corpus.close();
    }

    private LiveIndex open(String made) throws IOException {
        return LiveIndex.open(folder.resolve("live"), new LiveBase(corpus, Optional.empty(), Optional.empty()), made);
    }

    private static LiveIndex.Wanted put(Rule rule, String id, String text) {
        return new LiveIndex.Wanted(rule, new PassageChange.Put(new Passage(new Key(EN, id), "", text), new float[0]));
    }

    private static LiveIndex.Wanted delete(String id) {
        return new LiveIndex.Wanted(Rule.ANY, new PassageChange.Delete(new Key(EN, id)));
    }

    private String text(LivePassages now, String id) {
        return now.passage(new Key(EN, id), corpus).map(Passage::text).orElse("");
    }

    private Path log() {
        return folder.resolve("live").resolve(LiveIndex.FILE);
    }

    @Test
    void changesOfOneCommitSeeEachOtherAndOthersSeeTheirEnd() throws IOException {
        LivePassages before;
        try (LiveIndex live = open("no vectors")) {
            before = live.now();
            assertThat(live.write(List.of(
                            put(Rule.ADD, "a", "1"),
                            put(Rule.ADD, "a", "2"),
                            put(Rule.REPLACE, "a", "3"),
                            put(Rule.REPLACE, "b", "1"),
                            put(Rule.ANY, "b", "2"),
                            delete("built"),
                            delete("built"),
                            put(Rule.ADD, "built", "again"))))
                    .containsExactly(
                            Outcome.ADDED,
                            Outcome.PRESENT,
                            Outcome.REPLACED,
                            Outcome.ABSENT,
                            Outcome.ADDED,
                            Outcome.DELETED,
                            Outcome.ABSENT,
                            Outcome.ADDED);
        }
        assertThat(text(before, "a"))
                .as("what was there before stays what it was")
                .isEmpty();
        assertThat(text(before, "built")).isEqualTo("built");
        try (LiveIndex again = open("no vectors")) {
            assertThat(text(again.now(), "a")).isEqualTo("3");
            assertThat(text(again.now(), "b")).isEqualTo("2");
            assertThat(text(again.now(), "built")).isEqualTo("again");
            assertThat(again.now().putPassages()).isEqualTo(3);
            assertThat(again.now().hiddenPassages()).isEqualTo(1);
        }
    }

    @Test
    void readersSeeWholeCommitsInTheOrderOfTheLog() throws Exception {
        int writers = 4;
        int commits = 60;
        try (LiveIndex live = open("no vectors");
                ExecutorService pool = Executors.newCachedThreadPool()) {
            AtomicBoolean written = new AtomicBoolean();
            Future<Integer> reader = pool.submit(() -> {
                int[] last = new int[writers];
                int looked = 0;
                while (!written.get()) {
                    LivePassages now = live.now();
                    for (int w = 0; w < writers; w++) {
                        String left = text(now, "left" + w);
                        assertThat(text(now, "right" + w)).isEqualTo(left);
                        int number = left.isEmpty() ? 0 : Integer.parseInt(left);
                        assertThat(number).isGreaterThanOrEqualTo(last[w]);
                        last[w] = number;
                    }
                    looked++;
                }
                return looked;
            });
            List<Future<?>> writing = new ArrayList<>();
            for (int w = 0; w < writers; w++) {
                int own = w;
                writing.add(pool.submit(() -> {
                    for (int i = 1; i <= commits; i++) {
                        String number = Integer.toString(i);
                        assertThat(live.write(List.of(
                                        put(Rule.ANY, "left" + own, number), put(Rule.ANY, "right" + own, number))))
                                .allMatch(Outcome::taken);
                        assertThat(text(live.now(), "right" + own)).isEqualTo(number);
                    }
                    return null;
                }));
            }
            for (Future<?> one : writing) {
                one.get();
            }
            written.set(true);
            assertThat(reader.get()).isPositive();
        }
        try (LiveIndex again = open("no vectors")) {
            assertThat(again.now().putPassages()).isEqualTo(2 * writers);
            assertThat(text(again.now(), "left3")).isEqualTo(Integer.toString(commits));
        }
    }

    @Test
    void aTornTailIsCutAndDamageIsRefused() throws IOException {
        try (LiveIndex live = open("no vectors")) {
            assertThat(live.write(List.of(put(Rule.ANY, "a", "1")))).hasSize(1);
            assertThat(live.write(List.of(put(Rule.ANY, "b", "1"), put(Rule.ANY, "c", "1"))))
                    .hasSize(2);
        }
        byte[] whole = Files.readAllBytes(log());
        Files.write(log(), Arrays.copyOf(whole, whole.length - 3));
        try (LiveIndex live = open("no vectors")) {
            assertThat(live.now().putPassages()).isEqualTo(1);
            assertThat(live.write(List.of(put(Rule.ANY, "d", "1")))).containsExactly(Outcome.ADDED);
        }
        try (LiveIndex live = open("no vectors")) {
            assertThat(live.now().putPassages()).isEqualTo(2);
            assertThat(text(live.now(), "d")).isEqualTo("1");
        }
        whole[whole.length / 2] ^= 1;
        Files.write(log(), whole);
        assertThatThrownBy(() -> open("no vectors"))
                .isInstanceOf(BadInputException.class)
                .hasMessageContaining("is damaged");
    }

    @Test
    void theLogOfAnotherModelIsRefusedAndSoIsASecondWriter() throws IOException {
        try (LiveIndex other = open("no vectors")) {
            try (LiveIndex live = open("no vectors")) {
                assertThat(live.write(List.of(put(Rule.ANY, "a", "1")))).hasSize(1);
                assertThatThrownBy(() -> other.write(List.of(put(Rule.ANY, "b", "1"))))
                        .isInstanceOf(BadInputException.class)
                        .hasMessageContaining("another run");
                assertThat(other.now().isEmpty()).isTrue();
            }
            assertThat(other.write(List.of(put(Rule.ADD, "a", "2"), put(Rule.ADD, "b", "2"))))
                    .as("what the first one wrote is seen before")
                    .containsExactly(Outcome.PRESENT, Outcome.ADDED);
        }
        LiveIndex closed = open("no vectors");
        closed.close();
        assertThatThrownBy(() -> closed.write(List.of(put(Rule.ANY, "c", "1"))))
                .isInstanceOf(IOException.class)
                .hasMessageContaining("closed");
        assertThatThrownBy(() -> open("vectors of the network 12"))
                .isInstanceOf(BadInputException.class)
                .hasMessageContainingAll("an index of no vectors", "vectors of the network 12");
    }

    /** As after a compaction that found nothing left of a language which the log still begins with. */
    @Test
    void aLanguageThatIsGoneIsInTheWayOnlyWhileTheLogPutsSomethingInIt() throws IOException {
        Key gone = new Key(new Language("sw"), "gone");
        LiveIndex.Wanted put =
                new LiveIndex.Wanted(Rule.ANY, new PassageChange.Put(new Passage(gone, "", "1"), new float[0]));
        Path file = folder.resolve("both.jsonl");
        Files.writeString(file, """
                {"_id": "built", "text": "built", "lang": "en"}
                {"_id": "built", "text": "built", "lang": "sw"}
                """);
        CorpusBuilder.build(
                PassageCollection.open(file, LanguageDetector.always(EN)),
                Sample.everything(),
                folder.resolve("both"),
                Progress.SILENT);
        try (Corpus both = Corpus.open(folder.resolve("both"));
                LiveIndex live = LiveIndex.open(
                        folder.resolve("live"), new LiveBase(both, Optional.empty(), Optional.empty()), "no vectors");
                LiveIndex early = open("no vectors")) {
            assertThat(live.write(List.of(put, put(Rule.ANY, "a", "1")))).hasSize(2);
            assertThatThrownBy(() -> open("no vectors"))
                    .isInstanceOf(BadInputException.class)
                    .hasMessageContainingAll("sw:gone and 0 more passages in languages", "(it has [en])");
            assertThatThrownBy(() -> live.handOver(early, () -> {
                        throw new AssertionError("no exchange with one that cannot read");
                    }))
                    .isInstanceOf(BadInputException.class);
            assertThat(live.write(List.of(
                            new LiveIndex.Wanted(Rule.ANY, new PassageChange.Delete(gone)),
                            new LiveIndex.Wanted(
                                    Rule.ANY, new PassageChange.Delete(new Key(new Language("sw"), "built"))))))
                    .containsExactly(Outcome.DELETED, Outcome.DELETED);
            live.handOver(early, () -> assertThat(text(early.now(), "a")).isEqualTo("1"));
            assertThat(live.write(List.of(put(Rule.REPLACE, "a", "2")))).containsExactly(Outcome.REPLACED);
            assertThatThrownBy(() -> early.write(List.of(put)))
                    .isInstanceOf(BadInputException.class)
                    .hasMessageContaining("cannot take any");
        }
        try (LiveIndex again = open("no vectors")) {
            assertThat(text(again.now(), "a")).isEqualTo("2");
            assertThat(again.now().putPassages()).isEqualTo(1);
        }
    }

    @Test
    void theBytesOfWhatWasPutGoWithIt() throws IOException {
        try (LiveIndex live = open("no vectors")) {
            assertThat(live.write(List.of(put(Rule.ANY, "a", "x".repeat(1000)))))
                    .hasSize(1);
            long large = live.now().putBytes();
            assertThat(large).isBetween(1000L, 3000L);
            assertThat(live.write(List.of(put(Rule.ANY, "a", "x"), put(Rule.ANY, "b", "x".repeat(999)))))
                    .hasSize(2);
            assertThat(live.now().putBytes()).isBetween(large, large + 1000);
            try (LiveIndex again = open("no vectors")) {
                assertThat(again.now().putBytes()).isEqualTo(live.now().putBytes());
            }
            assertThat(live.write(List.of(delete("a"), delete("b")))).hasSize(2);
            assertThat(live.now().putBytes()).isZero();
        }
    }

    @Test
    void changesForAnIndexThatWasExchangedForAnotherModelsAreNotMade() throws IOException {
        try (LiveIndex live = open("no vectors");
                LiveIndex other = open("vectors of the network 12")) {
            live.handOver(other, () -> {});
            assertThatThrownBy(() -> live.write(List.of(put(Rule.ANY, "a", "1"))))
                    .isInstanceOf(IndexExchangedException.class)
                    .hasMessageContaining("send the changes again");
            assertThat(other.now().isEmpty()).isTrue();
        }
    }
}
