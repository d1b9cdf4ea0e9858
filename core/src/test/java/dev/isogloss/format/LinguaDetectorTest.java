package dev.isogloss.format;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.isogloss.data.Language;
import dev.isogloss.io.BadInputException;
import java.util.List;
import org.junit.jupiter.api.Test;

class LinguaDetectorTest {
    @Test
    void tellsTheLanguagesOfPassagesApart() {
        LinguaDetector detector = LinguaDetector.ofCommonLanguages();
        assertThat(detector.detect("Samaki wengi huishi katika maziwa makubwa ya Afrika Mashariki."))
                .isEqualTo(new Language("sw"));
        assertThat(detector.detect("Bread is baked from flour, water, salt and a little yeast."))
                .isEqualTo(new Language("en"));
        assertThat(detector.detect(
                        "\u30D1\u30F3\u306F\u5C0F\u9EA6\u7C89\u3068\u6C34\u304B\u3089\u4F5C\u3089\u308C\u308B\u3002"))
                .isEqualTo(new Language("ja"));
        assertThat(detector.detect("12345 :-)")).isEqualTo(Language.UNDETERMINED);
        assertThat(detector.detect(" ")).isEqualTo(Language.UNDETERMINED);
    }

    @Test
    void choosesAmongTheLanguagesItIsGiven() {
        LinguaDetector detector = LinguaDetector.among(List.of(new Language("de"), new Language("en")));
        assertThat(detector.detect("Samaki wengi huishi katika maziwa makubwa."))
                .isIn(new Language("de"), new Language("en"), Language.UNDETERMINED);
        assertThatThrownBy(() -> LinguaDetector.among(List.of(new Language("de"), new Language("tlh"))))
                .isInstanceOf(BadInputException.class)
                .hasMessageContaining("tlh");
        assertThatThrownBy(() -> LinguaDetector.among(List.of(new Language("de"))))
                .hasMessageContaining("at least two");
    }

    @Test
    void a_text_that_may_be_in_several_languages_is_not_surely_in_one() {
        LinguaDetector detector = LinguaDetector.ofCommonLanguages();
        assertThat(detector.detectSurely("why do tides rise")).isEqualTo(Language.UNDETERMINED);
        assertThat(detector.detectSurely("tides")).isEqualTo(Language.UNDETERMINED);
        assertThat(detector.detectSurely(" ")).isEqualTo(Language.UNDETERMINED);
        assertThat(detector.detectSurely("mlima mrefu zaidi duniani")).isEqualTo(new Language("sw"));
        assertThat(detector.detectSurely("なぜ潮は満ちるのか")).isEqualTo(new Language("ja"));
    }
}
