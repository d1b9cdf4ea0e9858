package dev.isogloss.dataset;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.isogloss.data.Language;
import dev.isogloss.data.Passage;
import dev.isogloss.data.Query;
import dev.isogloss.dataset.convert.DatasetCollection;
import dev.isogloss.dataset.convert.Formats;
import dev.isogloss.format.CollectionCheck;
import dev.isogloss.format.CollectionSource;
import dev.isogloss.format.LanguageDetector;
import dev.isogloss.format.MiraclCollection;
import dev.isogloss.io.BadInputException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.SortedSet;
import java.util.TreeSet;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** A collection is the same collection in whatever format it comes. */
class DatasetCollectionTest {
    private static final LanguageDetector BY_WORD = text -> new Language(text.contains("mto") ? "sw" : "en");

    @TempDir
    private Path folder;

    private Path miracl = Path.of("");

    @BeforeEach
    void files() throws IOException {
        miracl = folder.resolve("miracl");
        for (String language : List.of("en", "sw")) {
            String river = language.equals("sw") ? "mto" : "river";
            write("miracl-corpus-v1.0-" + language + "/docs-0.jsonl", """
                    {"docid": "1#0", "title": "", "text": "RIVER one"}
                    {"docid": "2#0", "title": "", "text": "RIVER two"}
                    """.replace("RIVER", river));
            for (String split : List.of("train", "dev")) {
                String name = ".miracl-v1.0-" + language + "-" + split + ".tsv";
                write("miracl-v1.0-" + language + "/topics/topics" + name, split.charAt(0) + "\twhich " + river + "\n");
                write("miracl-v1.0-" + language + "/qrels/qrels" + name, split.charAt(0) + "\tQ0\t2#0\t1\n");
            }
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"mrtydi", "beir", "plain", "msmarco", "trec"})
    void isTheSameInEveryFormat(String format) throws IOException {
        Path other = folder.resolve(format);
        Trees.convert(miracl, "miracl", format, other);
        CollectionSource expected = MiraclCollection.open(miracl);
        CollectionSource found = DatasetCollection.open(format, other, Set.of(), BY_WORD);
        assertThat(passages(found)).isEqualTo(passages(expected));
        assertThat(found.languages()).isEqualTo(expected.languages());
        assertThat(found.splits()).isEqualTo(expected.splits());
        for (String split : expected.splits()) {
            assertThat(found.queries(split)).isEqualTo(expected.queries(split));
            assertThat(found.judgments(split)).isEqualTo(expected.judgments(split));
        }
        assertThat(CollectionCheck.of(found).dangling()).isZero();
        CollectionSource one = DatasetCollection.open(format, other, Set.of(new Language("sw")), BY_WORD);
        assertThat(passages(one))
                .hasSize(2)
                .allMatch(passage -> passage.language().code().equals("sw"));
        assertThat(one.queries("dev")).hasSize(1);
        assertThat(one.judgments("dev").size()).isEqualTo(1);
    }

    @Test
    void trainingExamplesAreTheSplitsOfTheirFiles() throws IOException {
        Path set = folder.resolve("set");
        Files.createDirectories(set);
        for (String split : List.of("train", "dev")) {
            Path only = folder.resolve("only-" + split);
            Formats.collection("beir")
                    .write(
                            new OneSplit(Formats.collection("miracl").open(miracl, BadRows.fail()), split),
                            only,
                            new Losses());
            Trees.convert(only, "beir", "tevatron", set.resolve(split + ".jsonl.gz"));
        }
        CollectionSource found = DatasetCollection.open("tevatron", set, Set.of(), BY_WORD);
        assertThat(found.splits()).containsExactly("dev", "train");
        assertThat(found.queries("dev")).extracting(Query::toString).hasSize(2);
        assertThat(found.judgments("train").size()).isEqualTo(2);
        assertThat(passages(found)).hasSize(2); // only the judged ones are in the examples
        assertThat(CollectionCheck.of(found).dangling()).isZero();
        assertThatThrownBy(() -> found.queries("test"))
                .isInstanceOf(BadInputException.class)
                .hasMessageContaining("dev train");
    }

    private static List<Passage> passages(CollectionSource source) {
        List<Passage> passages = new ArrayList<>();
        source.passages(passages::add);
        return passages;
    }

    private void write(String name, String text) throws IOException {
        Path file = miracl.resolve(name);
        Files.createDirectories(file.getParent());
        Files.writeString(file, text);
    }

    /** A collection with one of its splits. */
    private record OneSplit(CollectionFiles whole, String split) implements CollectionFiles {
        @Override
        public boolean idsByLanguage() {
            return whole.idsByLanguage();
        }

        @Override
        public SortedSet<Language> languages() throws IOException {
            return whole.languages();
        }

        @Override
        public SortedSet<String> splits() {
            return new TreeSet<>(Set.of(split));
        }

        @Override
        public void passages(RowSink<PassageRow> sink) throws IOException {
            whole.passages(sink);
        }

        @Override
        public void queries(String name, RowSink<QueryRow> sink) throws IOException {
            whole.queries(name, sink);
        }

        @Override
        public void judgments(String name, RowSink<JudgmentRow> sink) throws IOException {
            whole.judgments(name, sink);
        }

        @Override
        public List<Path> files() {
            return whole.files();
        }
    }
}
