package dev.isogloss.corpus;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.isogloss.data.Key;
import dev.isogloss.data.Language;
import dev.isogloss.data.Passage;
import dev.isogloss.format.CollectionSource;
import dev.isogloss.format.LanguageDetector;
import dev.isogloss.format.MiraclCollection;
import dev.isogloss.format.PlainCollection;
import dev.isogloss.io.BadInputException;
import dev.isogloss.io.Checksums;
import dev.isogloss.io.Progress;
import dev.isogloss.testing.MiniMiracl;
import dev.isogloss.testing.SharedData;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class CorpusTest {
    private static final Language SW = new Language("sw");
    private static final Language EN = new Language("en");

    @TempDir
    private Path folder;

    @Test
    void givesBackEveryPassageByOrdinalAndByKey() throws IOException {
        CollectionSource source = MiraclCollection.open(MiniMiracl.write(folder.resolve("miracl")));
        try (Corpus corpus = build(source, Sample.everything(), "corpus")) {
            requireSamePassages(corpus, source);
            assertThat(corpus.languages()).extracting(Language::code).containsExactly("de", "en", "sw");
            assertThat(corpus.to(EN) - corpus.from(EN)).isEqualTo(4);
            assertThat(corpus.blankPassages(EN)).isEqualTo(1);
            assertThat(corpus.key(corpus.from(SW) + 2)).hasToString("sw:10#0");
            assertThat(corpus.ordinal(new Key(SW, "3#0"))).isEqualTo(-1);
            assertThat(corpus.ordinal(new Key(new Language("yo"), "1#0"))).isEqualTo(-1);
            assertThatThrownBy(() -> corpus.key(8)).hasMessageContaining("0 .. 7");
            corpus.verify();
        }
    }

    @Test
    void sortsALanguageThatTheSourceScatters() throws IOException {
        List<String> lines = new ArrayList<>();
        for (int i = 0; i < 3000; i++) {
            lines.add("{\"_id\":\"" + Integer.toString(i * 7919 % 3000, 36) + "\",\"lang\":\""
                    + List.of("sw", "en", "de").get(i % 3) + "\",\"text\":\"number " + i + "\"}");
        }
        Files.createDirectories(folder.resolve("plain"));
        Files.write(folder.resolve("plain/corpus.jsonl"), lines);
        CollectionSource source = PlainCollection.open(folder.resolve("plain"), LanguageDetector.always(EN));
        try (Corpus corpus = build(source, Sample.everything(), "corpus")) {
            requireSamePassages(corpus, source);
        }
    }

    @Test
    void equalInputGivesEqualBytesAndAnotherInputAnotherHash() throws IOException {
        Path miracl = MiniMiracl.write(folder.resolve("miracl"));
        try (Corpus one = build(MiraclCollection.open(miracl), Sample.everything(), "one");
                Corpus two = build(MiraclCollection.open(miracl), Sample.everything(), "two");
                Corpus other = build(MiraclCollection.open(miracl), Sample.of(1, Set.of(), 7), "other")) {
            assertThat(Checksums.sha256OfFolder(folder.resolve("one")))
                    .isEqualTo(Checksums.sha256OfFolder(folder.resolve("two")));
            assertThat(one.hash()).isEqualTo(two.hash()).isNotEqualTo(other.hash());
        }
    }

    @Test
    void aSampleKeepsWhatItMustAndDoesNotDependOnTheOrderOfTheSource() throws IOException {
        List<String> lines = new ArrayList<>();
        for (int i = 0; i < 500; i++) {
            lines.add(
                    "{\"_id\":\"" + i + "\",\"lang\":\"" + (i % 2 == 0 ? "sw" : "en") + "\",\"text\":\"t" + i + "\"}");
        }
        Set<Key> judged = Set.of(new Key(SW, "0"), new Key(SW, "4"), new Key(EN, "499"));
        Set<Key> forward = sampled(lines, judged, "forward", 11);
        Set<Key> backward = sampled(lines.reversed(), judged, "backward", 11);
        assertThat(forward).isEqualTo(backward).containsAll(judged).hasSize(2 * 20 + 3);
        assertThat(forward.stream().filter(key -> key.language().equals(SW))).hasSize(22);
        assertThat(sampled(lines, judged, "seeded", 12)).isNotEqualTo(forward).hasSize(43);
        assertThat(forward).containsAll(sampled(lines, Set.of(), "none", 11));
    }

    @Test
    void saysWhereADoubleIdIs() throws IOException {
        Path miracl = MiniMiracl.write(folder.resolve("miracl"));
        MiniMiracl.corpus(miracl, "sw", 2, MiniMiracl.line("7#0", "", "Moja."), MiniMiracl.line("2#0", "", "Mbili."));
        assertThatThrownBy(() -> build(MiraclCollection.open(miracl), Sample.everything(), "corpus"))
                .isInstanceOf(BadInputException.class)
                .hasMessageContaining("sw:2#0")
                .hasMessageContaining("docs-0.jsonl.gz:2")
                .hasMessageContaining("docs-2.jsonl.gz:2");
        assertThatThrownBy(() -> Corpus.open(folder.resolve("corpus"))).hasMessageContaining("no finished corpus");
    }

    @Test
    void refusesFoldersThatAreNotAFinishedCorpus() throws IOException {
        assertThatThrownBy(() -> Corpus.open(folder.resolve("absent"))).hasMessageContaining("there is no corpus");
        Path built = folder.resolve("corpus");
        build(MiraclCollection.open(MiniMiracl.write(folder.resolve("miracl"))), Sample.everything(), "corpus")
                .close();
        Path passages = built.resolve("passages.bin");
        byte[] whole = Files.readAllBytes(passages);

        Files.write(passages, java.util.Arrays.copyOf(whole, whole.length - 1));
        assertThatThrownBy(() -> Corpus.open(built))
                .isInstanceOf(BadInputException.class)
                .hasMessageContaining("passages.bin has " + (whole.length - 1) + " bytes");

        byte[] foreign = whole.clone();
        foreign[0] ^= 1;
        Files.write(passages, foreign);
        assertThatThrownBy(() -> Corpus.open(built)).hasMessageContaining("does not begin");

        byte[] damaged = whole.clone();
        damaged[damaged.length - 1] ^= 1;
        Files.write(passages, damaged);
        try (Corpus corpus = Corpus.open(built)) {
            assertThatThrownBy(corpus::verify).hasMessageContaining("passages.bin was changed");
        }

        Path manifest = built.resolve("manifest.json");
        Files.writeString(manifest, Files.readString(manifest).replace("\"version\" : 1", "\"version\" : 9"));
        assertThatThrownBy(() -> Corpus.open(built)).hasMessageContaining("version 9");
    }

    @Test
    void buildsOverTheLeftoversOfAKilledBuild() throws IOException {
        Files.createDirectories(folder.resolve("corpus/building"));
        Files.writeString(folder.resolve("corpus/building/yo.bucket"), "half");
        Files.writeString(folder.resolve("corpus/passages.bin"), "half");
        CollectionSource source = MiraclCollection.open(MiniMiracl.write(folder.resolve("miracl")));
        try (Corpus corpus = build(source, Sample.everything(), "corpus")) {
            requireSamePassages(corpus, source);
            assertThat(folder.resolve("corpus/building")).doesNotExist();
        }
    }

    @Test
    void holdsMiraclMini() {
        CollectionSource source = MiraclCollection.open(SharedData.require("data/miracl-mini"));
        try (Corpus corpus = build(source, Sample.everything(), "corpus")) {
            assertThat(corpus.size()).isEqualTo(62_697);
            assertThat(corpus.languages()).hasSize(17).isSorted();
            requireSamePassages(corpus, source);
        }
    }

    private Corpus build(CollectionSource source, Sample sample, String name) {
        CorpusBuilder.build(source, sample, folder.resolve(name), Progress.SILENT);
        return Corpus.open(folder.resolve(name));
    }

    private static void requireSamePassages(Corpus corpus, CollectionSource source) {
        List<Key> keys = new ArrayList<>();
        source.passages(passage -> {
            int ordinal = corpus.ordinal(passage.key());
            if (ordinal < 0 || !corpus.passage(ordinal).equals(passage)) {
                throw new AssertionError(passage + " came back as "
                        + (ordinal < 0 ? "nothing" : corpus.passage(ordinal).toString()));
            }
            keys.add(passage.key());
        });
        keys.sort(Comparator.comparing(Key::language)); // stable
        assertThat(corpus.size()).isEqualTo(keys.size());
        for (int ordinal = 0; ordinal < corpus.size(); ordinal++) {
            Key key = corpus.key(ordinal);
            assertThat(key).isEqualTo(keys.get(ordinal));
            assertThat(ordinal).isBetween(corpus.from(key.language()), corpus.to(key.language()) - 1);
        }
    }

    private Set<Key> sampled(List<String> lines, Set<Key> judged, String name, long seed) throws IOException {
        Path plain = folder.resolve("plain-" + name);
        Files.createDirectories(plain);
        Files.write(plain.resolve("corpus.jsonl"), lines);
        CollectionSource source = PlainCollection.open(plain, LanguageDetector.always(EN));
        Set<Key> keys = new HashSet<>();
        try (Corpus corpus = build(source, Sample.of(20, judged, seed), "corpus-" + name)) {
            for (int ordinal = 0; ordinal < corpus.size(); ordinal++) {
                Passage passage = corpus.passage(ordinal);
                assertThat(passage.text()).isEqualTo("t" + passage.key().id());
                keys.add(passage.key());
            }
        }
        return keys;
    }
}
