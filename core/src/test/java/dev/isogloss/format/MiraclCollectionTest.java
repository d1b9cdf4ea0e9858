package dev.isogloss.format;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.isogloss.data.Key;
import dev.isogloss.data.Language;
import dev.isogloss.data.Query;
import dev.isogloss.io.BadInputException;
import dev.isogloss.testing.MiniMiracl;
import dev.isogloss.testing.SharedData;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class MiraclCollectionTest {
    private static final Language SW = new Language("sw");
    private static final Language EN = new Language("en");

    @TempDir
    private Path folder;

    @Test
    void readsLanguagesInCodeOrderAndFilesInNumericOrder() throws IOException {
        MiniMiracl.write(folder);
        for (int shard = 2; shard <= 10; shard++) {
            MiniMiracl.corpus(folder, "sw", shard, MiniMiracl.line("s" + shard, "", "Moja."));
        }
        MiraclCollection source = MiraclCollection.open(folder);
        assertThat(source.languages()).extracting(Language::code).containsExactly("de", "en", "sw");
        assertThat(keys(source))
                .containsExactly(
                        "de:9#0", "en:1#0", "en:2#0", "en:3#0", "en:1#1", "sw:1#0", "sw:2#0", "sw:10#0", "sw:s2",
                        "sw:s3", "sw:s4", "sw:s5", "sw:s6", "sw:s7", "sw:s8", "sw:s9", "sw:s10");
        assertThat(source.splits()).containsExactly("dev", "train");
        assertThat(source.queries("dev"))
                .extracting(query -> query.key().toString())
                .containsExactly("en:1", "sw:3", "sw:4");
        assertThat(source.judgments("dev").positives(new Key(EN, "1")))
                .containsExactly(new Key(EN, "1#0"), new Key(EN, "1#1"));
        assertThat(source.files()).hasSize(4 + 9 + 6).doesNotHaveDuplicates().allMatch(Files::exists);
    }

    @Test
    void readsChosenLanguagesAndTakesTheFolderAbove() throws IOException {
        MiniMiracl.write(folder.resolve("deeper"));
        MiraclCollection source = MiraclCollection.open(folder, Set.of(SW));
        assertThat(keys(source)).containsExactly("sw:1#0", "sw:2#0", "sw:10#0");
        assertThat(source.queries("train")).extracting(Query::language).containsOnly(SW);
        assertThat(source.files()).allMatch(file -> file.toString().contains("-sw"));
        assertThatThrownBy(() -> MiraclCollection.open(folder, Set.of(SW, new Language("yo"))))
                .isInstanceOf(BadInputException.class)
                .hasMessageContaining("no passages in yo")
                .hasMessageContaining("de en sw");
        MiniMiracl.write(folder.resolve("other"));
        assertThatThrownBy(() -> MiraclCollection.open(folder)).hasMessageContaining("several MIRACL collections");
    }

    @Test
    void refusesWhatIsMissing() throws IOException {
        assertThatThrownBy(() -> MiraclCollection.open(folder)).hasMessageContaining("no MIRACL collection");
        assertThatThrownBy(() -> MiraclCollection.open(folder.resolve("no")))
                .hasMessageContaining("there is no folder");
        MiniMiracl.write(folder);
        MiniMiracl.corpus(folder, "sw", 3, MiniMiracl.line("9#9", "", "Tisa."));
        assertThatThrownBy(() -> MiraclCollection.open(folder)).hasMessageContaining("docs-3 but not docs-2");
        MiniMiracl.corpus(folder, "sw", 2, "{\"docid\": \"8 8\", \"text\": \"Nane.\"}");
        assertThatThrownBy(() -> keys(MiraclCollection.open(folder)))
                .isInstanceOf(BadInputException.class)
                .hasMessageContaining("docs-2.jsonl.gz:1: an id must be")
                .hasMessageContaining("8 8");
        assertThatThrownBy(() -> MiraclCollection.open(folder).queries("test"))
                .hasMessageContaining("no split test; it has: dev train");
    }

    @Test
    void saysWhereTopicsAreWrong() throws IOException {
        MiniMiracl.write(folder);
        MiniMiracl.split(folder, "de", "dev", "1\tWas?\n1\tWer?\n", "");
        assertThatThrownBy(() -> MiraclCollection.open(folder).queries("dev"))
                .isInstanceOf(BadInputException.class)
                .hasMessageContaining("dev.tsv:2: query id de:1 was already used at ")
                .hasMessageContaining("dev.tsv:1;");
        MiniMiracl.split(folder, "de", "dev", "no tab\n", "");
        assertThatThrownBy(() -> MiraclCollection.open(folder).queries("dev"))
                .hasMessageContaining("dev.tsv:1: expected: query id, tab, query (got: no tab)");
    }

    @Test
    void readsAllTopicsAndJudgmentsOfMiracl() throws IOException, InterruptedException {
        Path archive = SharedData.require("data/miracl-topics-qrels.tar.xz");
        Process tar = new ProcessBuilder("tar", "-xJf", archive.toString(), "-C", folder.toString())
                .inheritIO()
                .start();
        assertThat(tar.waitFor()).isZero();
        MiraclCollection source = MiraclCollection.open(folder);
        assertThat(source.languages()).isEqualTo(Language.MIRACL);
        assertThat(source.queries("train")).hasSize(40_203);
        assertThat(source.queries("dev")).hasSize(13_495);
        assertThat(source.judgments("train").queries()).hasSize(40_203);
        assertThat(source.judgments("dev").queries()).hasSize(13_495);
        assertThatThrownBy(() -> keys(source)).hasMessageContaining("there are no passages");
    }

    private static List<String> keys(CollectionSource source) {
        List<String> keys = new ArrayList<>();
        source.passages(passage -> keys.add(passage.key().toString()));
        return keys;
    }
}
