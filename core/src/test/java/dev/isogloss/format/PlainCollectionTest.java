package dev.isogloss.format;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.isogloss.data.Key;
import dev.isogloss.data.Language;
import dev.isogloss.data.Passage;
import dev.isogloss.data.Query;
import dev.isogloss.io.BadInputException;
import dev.isogloss.io.CompressedFiles;
import dev.isogloss.testing.SharedData;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class PlainCollectionTest {
    private static final Language SW = new Language("sw");
    private static final Language EN = new Language("en");
    private static final Language DE = new Language("de");

    /** Tells the languages of these tests apart by a word. */
    private static final LanguageDetector BY_WORD =
            text -> text.contains("ni") ? SW : text.contains("is") ? EN : Language.UNDETERMINED;

    @TempDir
    private Path folder;

    @Test
    void resolvesBareAndQualifiedIds() throws IOException {
        write("corpus.jsonl.gz", """
                {"_id":"both","lang":"sw","text":"a"}
                {"_id":"both","lang":"en","text":"b"}
                {"docid":"one","lang":"de","title":"T","text":"c"}
                {"_id":"en:odd","lang":"de","text":"d"}
                """);
        write("queries.jsonl.zst", """
                {"_id":"q","lang":"sw","text":"x"}
                {"_id":"r","lang":"en","text":"y"}
                {"_id":"r","lang":"de","text":"z"}
                """);
        write("qrels.tsv", "q 0 both 1\nq 0 one 1\nq 0 en:both 1\nq 0 en:odd 0\nde:r 0 sw:both 1\n");
        PlainCollection source = open();
        assertThat(source.splits()).containsExactly("all");
        assertThat(source.languages()).containsExactly(DE, EN, SW);
        assertThat(source.queries("all"))
                .extracting(query -> query.key().toString())
                .containsExactly("de:r", "en:r", "sw:q");
        assertThat(source.judgments("all").of(new Key(SW, "q")))
                .containsOnlyKeys(new Key(SW, "both"), new Key(DE, "one"), new Key(EN, "both"), new Key(DE, "en:odd"));
        assertThat(source.judgments("all").positives(new Key(DE, "r"))).containsExactly(new Key(SW, "both"));
        assertThat(passages(source)).contains(new Passage(new Key(DE, "one"), "T", "c"));
    }

    @Test
    void refusesIdsThatCouldMeanTwoThings() throws IOException {
        write("corpus.jsonl", """
                {"_id":"both","lang":"sw","text":"a"}
                {"_id":"both","lang":"en","text":"b"}
                """);
        write("queries.jsonl", """
                {"_id":"q","lang":"de","text":"x"}
                {"_id":"r","lang":"sw","text":"y"}
                {"_id":"r","lang":"en","text":"z"}
                """);
        write("qrels.tsv", "query-id\tcorpus-id\tscore\nq\tboth\t1\n");
        assertThatThrownBy(() -> open().judgments("all"))
                .isInstanceOf(BadInputException.class)
                .hasMessageContaining("qrels.tsv:2: passage id both occurs in several languages (en sw)")
                .hasMessageContaining("en:both");
        write("qrels.tsv", "r 0 both 1\n");
        assertThatThrownBy(() -> open().judgments("all")).hasMessageContaining("qrels.tsv:1: query id r occurs");
    }

    @Test
    void danglingIdsComeOutAsDangling() throws IOException {
        write("corpus.jsonl", "{\"_id\":\"p\",\"lang\":\"sw\",\"text\":\"a\"}\n");
        write("queries.jsonl", "{\"_id\":\"q\",\"lang\":\"sw\",\"text\":\"x\"}\n");
        write("qrels.tsv", "q 0 gone 1\nlost 0 p 1\n");
        CollectionReport report = CollectionCheck.of(open());
        assertThat(report.dangling()).isEqualTo(2);
        assertThat(report.languages())
                .extracting(CollectionReport.LanguageReport::language)
                .containsExactly(SW, Language.UNDETERMINED);
    }

    @Test
    void splitsAreNamedByEitherKindOfFile() throws IOException {
        write("corpus.jsonl", "{\"_id\":\"p\",\"lang\":\"sw\",\"text\":\"a\"}\n");
        write("queries.jsonl", "{\"_id\":\"1\",\"text\":\"x\"}\n{\"_id\":\"2\",\"text\":\"y\"}\n");
        Files.createDirectories(folder.resolve("qrels"));
        write("qrels/train.tsv", "query-id\tcorpus-id\tscore\n1\tp\t1\n");
        write("qrels-dev.tsv.gz", "2 0 p 1\n");
        PlainCollection beir = open();
        assertThat(beir.splits()).containsExactly("dev", "train");
        assertThat(beir.queries("train")).containsExactly(new Query(new Key(SW, "1"), "x"));
        assertThat(beir.queries("dev")).containsExactly(new Query(new Key(SW, "2"), "y"));
        write("queries-test.jsonl", "{\"_id\":\"3\",\"text\":\"z\"}\n");
        assertThat(open().splits()).containsExactly("dev", "test", "train");
        assertThat(open().judgments("test").queries()).isEmpty();
        assertThatThrownBy(() -> open().queries("all")).hasMessageContaining("it has: dev test train");
        write("qrels/dev.tsv", "2 0 p 1\n");
        assertThatThrownBy(this::open).hasMessageContaining("keep one of them");
    }

    @Test
    void judgmentsOfAllSplitsServeEachSplitItsOwn() throws IOException {
        write("corpus.jsonl", "{\"_id\":\"p\",\"lang\":\"sw\",\"text\":\"a\"}\n");
        write("queries-train.jsonl", "{\"_id\":\"1\",\"text\":\"x\"}\n");
        write("queries-dev.jsonl", "{\"_id\":\"2\",\"text\":\"y\"}\n");
        write("qrels.tsv", "1 0 p 1\n2 0 p 1\n");
        assertThat(open().judgments("train").queries()).containsExactly(new Key(SW, "1"));
        assertThat(open().judgments("dev").queries()).containsExactly(new Key(SW, "2"));
    }

    @Test
    void detectsLanguagesWhereTheyAreAbsent() throws IOException {
        write("corpus.jsonl", """
                {"_id":"1","text":"jua ni kali"}
                {"_id":"2","text":"tea is hot"}
                {"_id":"3","text":""}
                """);
        write("queries.jsonl", "{\"_id\":\"q\",\"text\":\"what is hot\"}\n");
        PlainCollection source = open();
        assertThat(passages(source))
                .extracting(passage -> passage.key().toString())
                .containsExactly("sw:1", "en:2", "und:3");
        assertThat(source.queries("all").getFirst().language()).isEqualTo(EN);
        PlainCollection english = PlainCollection.open(folder, Set.of(EN), BY_WORD);
        assertThat(english.languages()).containsExactly(EN);
        assertThat(passages(english)).hasSize(1);
        assertThatThrownBy(
                        () -> PlainCollection.open(folder, Set.of(DE), BY_WORD).languages())
                .hasMessageContaining("no passages in de; it has them in: en sw und");
    }

    @Test
    void chosenLanguagesCutQueriesAndJudgmentsToo() throws IOException {
        write(
                "corpus.jsonl",
                "{\"_id\":\"p\",\"lang\":\"sw\",\"text\":\"a\"}\n{\"_id\":\"e\",\"lang\":\"en\",\"text\":\"a\"}\n");
        write(
                "queries.jsonl",
                "{\"_id\":\"1\",\"lang\":\"sw\",\"text\":\"x\"}\n{\"_id\":\"2\",\"lang\":\"en\",\"text\":\"y\"}\n");
        write("qrels.tsv", "1 0 p 1\n1 0 e 1\n2 0 p 1\n");
        PlainCollection source = PlainCollection.open(folder, Set.of(SW), BY_WORD);
        assertThat(source.queries("all")).extracting(Query::language).containsExactly(SW);
        assertThat(CollectionCheck.of(source).dangling()).isZero();
        assertThat(source.judgments("all").size()).isEqualTo(1);
    }

    @Test
    void readsSingleFiles() throws IOException {
        write("topics.tsv.gz", "1\tx  y \n2\tz\n");
        assertThat(QueryFile.read(folder.resolve("topics.tsv.gz"), Optional.of(SW), BY_WORD))
                .containsExactly(new Query(new Key(SW, "1"), "x  y"), new Query(new Key(SW, "2"), "z"));
        write("queries.jsonl", "{\"query_id\":7,\"query\":\"what is\"}\n");
        assertThat(QueryFile.read(folder.resolve("queries.jsonl"), Optional.empty(), BY_WORD))
                .containsExactly(new Query(new Key(EN, "7"), "what is"));
        write("docs.jsonl", "{\"docid\":\"1#0\",\"title\":null,\"text\":\"x\"}\n{\"docid\":\"2\"}\n");
        List<Passage> read = new ArrayList<>();
        assertThatThrownBy(() -> PassageFile.read(folder.resolve("docs.jsonl"), Optional.of(DE), BY_WORD, read::add))
                .isInstanceOf(BadInputException.class)
                .hasMessageContaining("docs.jsonl:2: expected a field \"text\" (got fields: docid)");
        assertThat(read).containsExactly(new Passage(new Key(DE, "1#0"), "", "x"));
        write("odd.jsonl", "{\"_id\":\"1\",\"lang\":\"English\",\"text\":\"x\"}\n");
        assertThatThrownBy(() -> PassageFile.read(folder.resolve("odd.jsonl"), Optional.empty(), BY_WORD, read::add))
                .hasMessageContaining("odd.jsonl:1: a language code is")
                .hasMessageContaining("English");
    }

    @Test
    void readsXquad() {
        PlainCollection source = PlainCollection.open(SharedData.require("data/xquad"), BY_WORD);
        CollectionReport report = CollectionCheck.of(source);
        assertThat(report.languages()).hasSize(12);
        assertThat(report.passages()).isEqualTo(12 * 240);
        assertThat(source.splits()).containsExactly("all", "multi");
        assertThat(report.queries("all")).isEqualTo(12 * 1190);
        assertThat(report.languages()).allSatisfy(language -> {
            assertThat(language.splits().values())
                    .extracting(CollectionReport.SplitReport::judgedPairs)
                    .containsExactly(1190L, 12 * 1190L);
        });
        assertThat(report.dangling()).isZero();
    }

    private PlainCollection open() {
        return PlainCollection.open(folder, BY_WORD);
    }

    private void write(String name, String content) throws IOException {
        CompressedFiles.write(folder.resolve(name), out -> out.write(content.getBytes(StandardCharsets.UTF_8)));
    }

    private static List<Passage> passages(CollectionSource source) {
        List<Passage> passages = new ArrayList<>();
        source.passages(passages::add);
        return passages;
    }
}
