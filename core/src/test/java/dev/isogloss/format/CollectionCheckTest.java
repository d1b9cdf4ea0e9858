package dev.isogloss.format;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.isogloss.data.Key;
import dev.isogloss.data.Language;
import dev.isogloss.io.BadInputException;
import dev.isogloss.testing.MiniMiracl;
import dev.isogloss.testing.SharedData;
import java.io.IOException;
import java.nio.file.Path;
import java.util.Objects;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class CollectionCheckTest {
    private static final Language SW = new Language("sw");

    @TempDir
    private Path folder;

    @Test
    void countsWhatIsThere() throws IOException {
        CollectionReport report = CollectionCheck.of(MiraclCollection.open(MiniMiracl.write(folder)));
        assertThat(report.passages()).isEqualTo(8);
        assertThat(report.queries("train")).isEqualTo(2);
        assertThat(report.queries("dev")).isEqualTo(3);
        assertThat(report.dangling()).isZero();
        CollectionReport.LanguageReport english = report.languages().get(1);
        assertThat(english.language()).isEqualTo(new Language("en"));
        assertThat(english.passages()).isEqualTo(4);
        assertThat(english.blankPassages()).isEqualTo(1);
        assertThat(english.duplicateTexts()).isEqualTo(1);
        assertThat(english.meanCharacters()).isEqualTo((31 + 2 + 31 + 32) / 4.0);
        assertThat(english.splits()).containsOnlyKeys("dev");
        CollectionReport.SplitReport dev = dev(report, 2);
        assertThat(dev.judgedPairs()).isEqualTo(3);
        assertThat(dev.positives()).isEqualTo(2);
        assertThat(dev.queriesWithNegatives()).isEqualTo(1);
        assertThat(dev.queriesWithoutPositives()).isZero();
    }

    @Test
    void findsWhatTrainingAndDevShare() throws IOException {
        CollectionReport report = CollectionCheck.of(MiraclCollection.open(MiniMiracl.write(folder)));
        CollectionReport.Overlap overlap = report.overlap("dev").orElseThrow();
        assertThat(overlap.equalQueries())
                .containsExactly(
                        new CollectionReport.EqualQueries(new Key(SW, "2"), new Key(SW, "3"), "Jua huchomoza wapi?"));
        assertThat(overlap.sharedPositives()).isEqualTo(1);
        assertThat(overlap.heldOutPositives()).isEqualTo(4);
        assertThat(report.overlap("test")).isEmpty();
    }

    @Test
    void countsDanglingIdsAndQueriesWithoutPositives() throws IOException {
        MiniMiracl.write(folder);
        MiniMiracl.split(
                folder, "de", "dev", "1\tWas ist Brot?\n2\t \n3\tWer?\n", "1\t0\t9#0\t1\n3\t0\t9#0\t0\n4\t0\t9#9\t1\n");
        CollectionReport report = CollectionCheck.of(MiraclCollection.open(folder));
        CollectionReport.SplitReport dev = dev(report, 0);
        assertThat(dev.blankQueries()).isEqualTo(1);
        assertThat(dev.queriesWithoutPositives()).isEqualTo(2);
        assertThat(dev.danglingQueries().examples()).extracting(Key::toString).containsExactly("de:4");
        assertThat(dev.danglingPassages().examples()).extracting(Key::toString).containsExactly("de:9#9");
        assertThat(report.dangling()).isEqualTo(2);
    }

    @Test
    void refusesDoubleIdsNamingBothPlaces() throws IOException {
        MiniMiracl.write(folder);
        MiniMiracl.corpus(folder, "sw", 2, MiniMiracl.line("2#0", "", "Mbili."));
        assertThatThrownBy(() -> CollectionCheck.of(MiraclCollection.open(folder)))
                .isInstanceOf(BadInputException.class)
                .hasMessageContaining("sw:2#0")
                .hasMessageContaining("docs-0.jsonl.gz:2 and ")
                .hasMessageContaining("docs-2.jsonl.gz:1");
    }

    @Test
    void equalQueriesDifferInCaseSpacesAndPunctuationOnly() {
        assertThat(QueryNormalizer.normalize("  Je, nani \u200bWA kwanza?\u3002"))
                .isEqualTo(QueryNormalizer.normalize("je nani wa kwanza"));
        assertThat(QueryNormalizer.normalize("C++")).isNotEqualTo(QueryNormalizer.normalize("C"));
        assertThat(QueryNormalizer.normalize("\u0915\u093f")).isNotEqualTo(QueryNormalizer.normalize("\u0915"));
    }

    @Test
    void knowsMiraclMini() {
        CollectionReport report = CollectionCheck.of(MiraclCollection.open(SharedData.require("data/miracl-mini")));
        assertThat(report.passages()).isEqualTo(62_697);
        assertThat(report.languages()).hasSize(17);
        assertThat(report.judgedQueries("train")).isEqualTo(2_063);
        assertThat(report.judgedQueries("dev")).isEqualTo(740);
        assertThat(report.dangling()).isZero();
        CollectionReport.Overlap overlap = report.overlap("dev").orElseThrow();
        assertThat(overlap.equalTrainingQueries()).hasSize(26);
        assertThat(overlap.sharedPositives()).isEqualTo(302);
        assertThat(overlap.heldOutPositives()).isEqualTo(879);
    }

    private static CollectionReport.SplitReport dev(CollectionReport report, int language) {
        return Objects.requireNonNull(report.languages().get(language).splits().get("dev"));
    }
}
