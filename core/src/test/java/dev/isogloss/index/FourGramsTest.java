package dev.isogloss.index;

import static org.assertj.core.api.Assertions.assertThat;

import dev.isogloss.data.Key;
import dev.isogloss.data.Passage;
import dev.isogloss.data.Query;
import dev.isogloss.io.Progress;
import dev.isogloss.search.SearchScope;
import java.nio.file.Path;
import java.util.List;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class FourGramsTest {
    @Test
    void runs_of_four_code_points_across_words() {
        assertThat(FourGrams.of("Ab cde").terms()).containsExactly(" ab ", "ab c", "b cd", " cde", "cde ");
        assertThat(FourGrams.of("a").terms()).containsExactly(" a ");
        assertThat(FourGrams.of("  ?! ").terms()).isEmpty();
        assertThat(FourGrams.of("").terms()).isEmpty();
        // Two letters outside the basic plane are two code points, four UTF-16 units.
        assertThat(FourGrams.of("\uD840\uDC00\uD840\uDC01").terms()).containsExactly(" \uD840\uDC00\uD840\uDC01 ");
        // A vowel sign of Thai belongs to its letter and is no gap.
        assertThat(FourGrams.of("\u0E01\u0E34").terms()).containsExactly(" \u0E01\u0E34 ");
    }

    @Property(tries = 200)
    void space_case_width_and_punctuation_do_not_matter(@ForAll String text) {
        String spaced = text.replace(" ", " \n\t\u3000 ") + " ...";
        assertThat(FourGrams.of(" " + spaced).terms())
                .isEqualTo(FourGrams.of(text).terms());
    }

    @Property(tries = 200)
    void every_gram_has_four_code_points_unless_the_text_is_one_letter(@ForAll String text) {
        List<String> grams = FourGrams.of(text).terms();
        assertThat(grams.size() <= 1 || grams.stream().allMatch(gram -> gram.codePointCount(0, gram.length()) == 4))
                .isTrue();
    }

    @Test
    void an_index_of_four_grams_finds_parts_of_words_and_knows_what_it_is(@TempDir Path folder) {
        List<Passage> passages = List.of(
                new Passage(Key.parse("de:ship"), "", "Die Donaudampfschifffahrt ruht im Winter."),
                new Passage(Key.parse("de:train"), "", "Der Zug kommt um acht Uhr an."),
                new Passage(Key.parse("sw:ship"), "", "Dampfschiff"));
        Bm25Index.build(folder, passages, LexicalUnit.FOUR_GRAM, false, Progress.SILENT);
        try (Bm25Index index = Bm25Index.open(folder)) {
            assertThat(index.name()).isEqualTo("bm25-4gram");
            assertThat(index.retrieve(
                                    List.of(new Query(Key.parse("de:q"), "Dampfschiff")),
                                    new SearchScope.OwnLanguage(),
                                    10)
                            .getFirst()
                            .hits())
                    .singleElement()
                    .satisfies(hit -> assertThat(hit.passage()).isEqualTo(Key.parse("de:ship")));
        }
        Bm25Index.build(folder, passages, false, Progress.SILENT);
        try (Bm25Index index = Bm25Index.open(folder)) {
            assertThat(index.name()).isEqualTo("bm25");
        }
    }
}
