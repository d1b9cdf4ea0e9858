package dev.isogloss.index;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import dev.isogloss.data.Key;
import dev.isogloss.data.Language;
import dev.isogloss.data.Passage;
import dev.isogloss.data.Ranking;
import dev.isogloss.io.BadInputException;
import dev.isogloss.io.Progress;
import dev.isogloss.search.SearchScope;
import dev.isogloss.testing.SharedData;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class AnseriniAnalyzersTest {
    @TempDir
    Path folder;

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "sw | Mto Nile, mrefu | Mto Nile, mrefu", // white space: case and comma stay
                "yo | Odò the Nile's waters | odò nile water", // English: stop words, possessives, Porter
                "ha | the running rivers | run river",
                "zh | 长河流 | 长河 河流",
                "en | highest mountains | highest mountain"
            })
    void cuts_as_anserini_does(String language, String text, String terms) {
        assertThat(String.join(
                        " ",
                        LexicalUnit.ANSERINI_WORD
                                .analyze(new Language(language), text)
                                .terms()))
                .isEqualTo(terms);
    }

    @Test
    void what_it_cannot_do_is_refused_by_name() {
        assertThatThrownBy(() -> LexicalUnit.ANSERINI_WORD.analyze(new Language("pl"), "rzeka"))
                .isInstanceOf(BadInputException.class)
                .hasMessageContaining("pl")
                .hasMessageContaining("isogloss");
        assertThatThrownBy(() -> LexicalUnit.ofProfile("lucene"))
                .isInstanceOf(BadInputException.class)
                .hasMessageContaining("got: lucene");
    }

    @Test
    void an_index_knows_its_profile() {
        List<Passage> passages = List.of(
                new Passage(new Key(new Language("sw"), "1"), "Mto Nile", "mrefu,"),
                new Passage(new Key(new Language("sw"), "2"), "Ziwa", "kubwa"));
        for (LexicalUnit unit : LexicalUnit.values()) {
            Path index = folder.resolve(unit.name());
            Bm25Index.build(index, passages, unit, false, Progress.SILENT);
            try (Bm25Index open = Bm25Index.open(index)) {
                assertThat(open.unit()).isEqualTo(unit);
            }
        }
    }

    /**
     * nDCG@10 and Recall@100 that Lucene 10.5 gives with these analyzers, k1 = 0.9 and b = 0.4, scored by trec_eval. Among passages of
     * one score Lucene cuts the ranking elsewhere, which recall shows.
     */
    @ParameterizedTest
    @CsvSource({"sw, 0.533, 0.879", "yo, 0.745, 1.0", "te, 0.613, 0.880", "fi, 0.732, 0.925", "zh, 0.497, 0.900"})
    void gives_the_figures_of_these_analyzers_on_real_passages(String code, double ndcg, double recall)
            throws IOException {
        Language language = new Language(code);
        MiraclMini mini = MiraclMini.read(SharedData.require("data/miracl-mini"), language);
        Bm25Index.build(folder, mini.passages(), LexicalUnit.ANSERINI_WORD, false, Progress.SILENT);
        try (Bm25Index index = Bm25Index.open(folder)) {
            List<Ranking> rankings = index.retrieve(mini.queries(), new SearchScope.OwnLanguage(), 100);
            assertThat(mini.ndcgAt10(rankings)).isCloseTo(ndcg, within(0.0006));
            assertThat(mini.recallAt100(rankings)).isCloseTo(recall, within(0.003));
        }
    }
}
