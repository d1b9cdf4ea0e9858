package dev.isogloss.mine;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.isogloss.data.Key;
import dev.isogloss.data.Language;
import java.util.List;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

/** A stratified sample. */
class PassageSampleTest {
    private static final Language LARGE = new Language("en");
    private static final Language SMALL = new Language("sw");

    private static SortedMap<Language, List<Key>> passages(int large, int small) {
        SortedMap<Language, List<Key>> passages = new TreeMap<>();
        passages.put(LARGE, keys(LARGE, large));
        passages.put(SMALL, keys(SMALL, small));
        return passages;
    }

    private static List<Key> keys(Language language, int count) {
        return IntStream.range(0, count)
                .mapToObj(i -> new Key(language, "d" + i))
                .toList();
    }

    private static long count(List<Key> sample, Language language) {
        return sample.stream().filter(key -> key.language().equals(language)).count();
    }

    @Test
    void everyLanguageGivesAboutAsManyAndASmallOneAllItHas() {
        List<Key> sample = PassageSample.stratified(passages(20_000, 300), 500, 7);
        // Binomial: standard deviation 22.
        assertThat(count(sample, LARGE)).isBetween(410L, 590L);
        assertThat(count(sample, SMALL)).isEqualTo(300);
    }

    @Test
    void aLargerSampleHoldsTheSmallerAndOtherLanguagesChangeNothing() {
        List<Key> small = PassageSample.stratified(passages(5000, 5000), 100, 1);
        assertThat(PassageSample.stratified(passages(5000, 5000), 400, 1)).containsAll(small);
        SortedMap<Language, List<Key>> alone = new TreeMap<>(passages(5000, 5000));
        alone.remove(SMALL);
        assertThat(PassageSample.stratified(alone, 100, 1))
                .isEqualTo(small.stream()
                        .filter(key -> key.language().equals(LARGE))
                        .toList());
        assertThat(PassageSample.stratified(passages(5000, 5000), 100, 2)).isNotEqualTo(small);
    }

    @Test
    void atLeastOne() {
        assertThatThrownBy(() -> PassageSample.stratified(passages(1, 1), 0, 1)).hasMessageContaining("at least 1");
    }
}
