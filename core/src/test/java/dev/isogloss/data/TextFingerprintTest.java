package dev.isogloss.data;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class TextFingerprintTest {
    @Test
    void forgetsCompositionSpaceAndCase() {
        assertThat(TextFingerprint.of("Cafe\u0301  au\u00A0lait\n")).isEqualTo(TextFingerprint.of("CAFÉ AU LAIT"));
        assertThat(TextFingerprint.of("Straße")).isEqualTo(TextFingerprint.of("STRASSE"));
        assertThat(TextFingerprint.of("ΟΔΟΣ")).isEqualTo(TextFingerprint.of("οδοσ"));
    }

    @Test
    void remembersEverythingElse() {
        assertThat(TextFingerprint.of("a b")).isNotEqualTo(TextFingerprint.of("ab"));
        assertThat(TextFingerprint.of("a.")).isNotEqualTo(TextFingerprint.of("a"));
    }

    @Test
    void takesTheTitleOnlyWhereThereIsNoText() {
        Key key = new Key(new Language("en"), "1");
        assertThat(TextFingerprint.of(new Passage(key, "A", "text")))
                .isEqualTo(TextFingerprint.of(new Passage(key, "B", "Text")));
        assertThat(TextFingerprint.of(new Passage(key, "A", " ")))
                .isNotEqualTo(TextFingerprint.of(new Passage(key, "B", " ")));
    }
}
