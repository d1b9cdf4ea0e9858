package dev.isogloss.format;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.isogloss.data.Judgments;
import dev.isogloss.data.Key;
import dev.isogloss.data.Language;
import dev.isogloss.data.Query;
import dev.isogloss.io.BadInputException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Retrieval sets and parallel text, as further training sets come. */
class TrainingSetFilesTest {
    private static final Language DE = new Language("de");
    private static final Language EN = new Language("en");
    private static final Language SW = new Language("sw");

    @TempDir
    private Path folder = Path.of("");

    @BeforeEach
    void retrievalSet() throws IOException {
        write("corpus.jsonl", """
                {"_id":"p1","lang":"de","text":"Eine Biene"}
                {"_id":"p2","lang":"en","text":"A bee"}
                {"_id":"p3","lang":"sw","text":" "}
                {"_id":"p4","lang":"en","text":"A bridge"}
                {"_id":"p5","lang":"en","text":"nobody's"}
                """);
        write("queries-train.jsonl", """
                {"_id":"q1","lang":"de","text":"Biene?"}
                {"_id":"q2","lang":"sw","text":"daraja?"}
                {"_id":"q3","lang":"en","text":""}
                {"_id":"q4","lang":"en","text":"judged nowhere"}
                """);
        write("qrels-train.tsv", "q1 0 p1 1\nq2 0 p4 1\nq2 0 gone 1\nq3 0 p4 1\nq4 0 p4 0\nlost 0 p4 1\n");
        write("queries-dev.jsonl", "{\"_id\":\"d1\",\"lang\":\"en\",\"text\":\"bee?\"}\n");
        write("qrels-dev.tsv", "d1 0 p2 1\n");
    }

    @Test
    void aRetrievalSetGivesItsTrainingSplitWithTheTranslationsOfEveryPositive() throws IOException {
        write("groups.jsonl", "{\"group\":\"bee\",\"docs\":{\"de\":\"p1\",\"en\":[\"p2\"],\"sw\":\"p3\"}}\n");
        AnsweredQueries set = read(Optional.empty());
        assertThat(set.queries()).extracting(Query::text).containsExactly("Biene?", "daraja?");
        // the blank Swahili passage answers nothing; the passage of a query in another language does
        assertThat(set.answers().get(new Key(DE, "q1"))).containsExactly(new Key(DE, "p1"), new Key(EN, "p2"));
        assertThat(set.answers().get(new Key(SW, "q2"))).containsExactly(new Key(EN, "p4"));
        assertThat(set.passages()).containsOnlyKeys(new Key(DE, "p1"), new Key(EN, "p2"), new Key(EN, "p4"));
        assertThat(set.counts()).isEqualTo(new AnsweredQueries.Counts(4, 5, 1, 1, 2, 1));
    }

    @Test
    void linksMayBeAFieldOfTheCorpus() throws IOException {
        write("corpus.jsonl", """
                {"_id":"p1","lang":"de","text":"Eine Biene","group":"0-1"}
                {"_id":"p2","lang":"en","text":"A bee","group":"0-1"}
                {"_id":"p4","lang":"en","text":"A bridge","group":"0-2"}
                """);
        assertThat(read(Optional.empty()).answers().get(new Key(DE, "q1")))
                .containsExactly(new Key(DE, "p1"), new Key(EN, "p2"));
        write("corpus.jsonl", "{\"_id\":\"p1\",\"text\":\"Eine Biene\",\"group\":1}\n");
        assertThatThrownBy(() -> TranslationGroups.of(folder))
                .isInstanceOf(BadInputException.class)
                .hasMessageContaining("corpus.jsonl:1")
                .hasMessageContaining("lang");
    }

    @Test
    void aPassageOfTwoGroupsDoesNotJoinThem() throws IOException {
        write("groups.jsonl", """
                {"group":"a","docs":{"de":"p1","en":"p2"}}
                {"group":"b","docs":{"sw":"p3","en":"p2"}}
                """);
        TranslationGroups groups = TranslationGroups.of(folder);
        assertThat(groups.around(new Key(EN, "p2")))
                .containsExactly(new Key(DE, "p1"), new Key(EN, "p2"), new Key(SW, "p3"));
        assertThat(groups.around(new Key(DE, "p1"))).containsExactly(new Key(DE, "p1"), new Key(EN, "p2"));
        assertThat(groups.around(new Key(EN, "p4"))).containsExactly(new Key(EN, "p4"));
        write("groups.jsonl", "{\"group\":\"a\",\"passages\":{}}\n");
        assertThatThrownBy(() -> TranslationGroups.of(folder)).hasMessageContaining("\"docs\"");
    }

    @Test
    void translationsOfWhatIsRelevantAreRelevantUnlessJudged() throws IOException {
        write("groups.jsonl", "{\"group\":\"bee\",\"docs\":{\"de\":\"p1\",\"en\":[\"p2\",\"p4\"],\"sw\":\"p3\"}}\n");
        Key query = new Key(DE, "q1");
        Judgments judgments = Judgments.of(
                Map.of(query, Map.of(new Key(DE, "p1"), 1, new Key(EN, "p4"), 0), new Key(EN, "q"), Map.of()));
        Judgments extended = TranslationGroups.of(folder).extended(judgments);
        assertThat(extended.positives(query)).containsExactly(new Key(DE, "p1"), new Key(EN, "p2"), new Key(SW, "p3"));
        assertThat(extended.negatives(query)).containsExactly(new Key(EN, "p4"));
        assertThat(extended.queries()).isEqualTo(judgments.queries());
        assertThat(TranslationGroups.NONE.extended(judgments)).isSameAs(judgments);
        assertThat(PlainCollection.open(folder, text -> EN).files()).contains(folder.resolve("groups.jsonl"));
    }

    @Test
    void onlyANamedSplitReplacesTheTrainingSplit() throws IOException {
        assertThat(read(Optional.of("dev")).queries()).extracting(Query::text).containsExactly("bee?");
        Files.delete(folder.resolve("queries-train.jsonl"));
        Files.delete(folder.resolve("qrels-train.tsv"));
        assertThatThrownBy(() -> read(Optional.empty()))
                .isInstanceOf(BadInputException.class)
                .hasMessageContaining("no split train")
                .hasMessageContaining("dev");
        Files.delete(folder.resolve("queries-dev.jsonl"));
        Files.delete(folder.resolve("qrels-dev.tsv"));
        write("queries.jsonl", "{\"_id\":\"q\",\"lang\":\"en\",\"text\":\"bee?\"}\n");
        write("qrels.tsv", "q 0 p2 1\n");
        assertThat(read(Optional.empty()).queries()).hasSize(1);
    }

    @Test
    void everySentenceAsksForItsTranslations() throws IOException {
        write("sentences.jsonl", """
                {"_id":"a","lang":"de","text":"Hallo","group":0}
                {"_id":"a","lang":"en","text":"Hello","group":0}
                {"lang":"sw","text":"Habari","group":0,"more":"x"}
                {"_id":"b","lang":"en","text":"alone","group":1}
                {"_id":"c","lang":"en","text":" ","group":"2"}
                """);
        AnsweredQueries set = ParallelText.read(folder, EN);
        Key third = new Key(SW, "line-2");
        assertThat(set.queries()).hasSize(4);
        assertThat(set.answers().get(third)).containsExactly(new Key(DE, "a"), new Key(EN, "a"), third);
        assertThat(set.answers().get(third)).isSameAs(set.answers().get(new Key(DE, "a")));
        assertThat(set.counts().blankQueries()).isEqualTo(1);
        write("sentences.jsonl", "{\"_id\":\"a\",\"text\":\"Hallo\",\"group\":0}\n");
        assertThatThrownBy(() -> ParallelText.read(folder, EN)).hasMessageContaining("sentences.jsonl:1");
    }

    @Test
    void tablesWithTheSameTranslationAreOneGroup() throws IOException {
        write("de.tsv", "Hallo\tHello.\nBrot\tbread\n");
        write("sw.tsv", "Habari\tHello.\n");
        AnsweredQueries set = ParallelText.read(folder, EN);
        assertThat(set.queries()).extracting(Query::text).containsExactly("Hallo", "Hello.", "Brot", "bread", "Habari");
        assertThat(set.answers().get(new Key(SW, "sw-0")))
                .extracting(
                        key -> Objects.requireNonNull(set.passages().get(key)).text())
                .containsExactlyInAnyOrder("Hallo", "Hello.", "Habari");
        assertThatThrownBy(() -> ParallelText.read(folder, SW)).hasMessageContaining("pivot");
        write("de.tsv", "no translation\n");
        assertThatThrownBy(() -> ParallelText.read(folder, EN)).hasMessageContaining("de.tsv:1");
    }

    @Test
    void aFolderWithoutParallelTextSaysWhatItNeeds() {
        assertThatThrownBy(() -> ParallelText.files(folder))
                .isInstanceOf(BadInputException.class)
                .hasMessageContaining("sentences.jsonl");
    }

    private AnsweredQueries read(Optional<String> wanted) {
        PlainCollection source = PlainCollection.open(folder, text -> Language.UNDETERMINED);
        return RetrievalSet.read(source, RetrievalSet.split(source, wanted, "the set"), TranslationGroups.of(folder));
    }

    private void write(String name, String text) throws IOException {
        Files.writeString(folder.resolve(name), text);
    }
}
