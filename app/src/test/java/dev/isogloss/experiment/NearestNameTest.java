package dev.isogloss.experiment;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.Optional;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.AlphaChars;
import net.jqwik.api.constraints.NotEmpty;
import net.jqwik.api.constraints.Size;
import net.jqwik.api.constraints.StringLength;
import org.junit.jupiter.api.Test;

class NearestNameTest {
    @Property(tries = 200)
    void theDistanceIsAMetric(
            @ForAll @AlphaChars @StringLength(max = 8) String a,
            @ForAll @AlphaChars @StringLength(max = 8) String b,
            @ForAll @AlphaChars @StringLength(max = 8) String c) {
        int ab = NearestName.distance(a, b);
        assertThat(ab == 0).isEqualTo(a.equals(b));
        assertThat(ab).isEqualTo(NearestName.distance(b, a));
        assertThat(ab).isBetween(Math.abs(a.length() - b.length()), Math.max(a.length(), b.length()));
        assertThat(NearestName.distance(a, c)).isLessThanOrEqualTo(ab + NearestName.distance(b, c));
    }

    @Property(tries = 200)
    void oneEditIsDistanceOne(@ForAll @AlphaChars @NotEmpty @StringLength(max = 12) String name, @ForAll int place) {
        int at = Math.floorMod(place, name.length());
        assertThat(NearestName.distance(name, name.substring(0, at) + "#" + name.substring(at)))
                .isEqualTo(1);
        assertThat(NearestName.distance(name, name.substring(0, at) + name.substring(at + 1)))
                .isEqualTo(1);
        assertThat(NearestName.distance(name, name.substring(0, at) + "#" + name.substring(at + 1)))
                .isEqualTo(1);
    }

    @Property(tries = 200)
    void noCandidateIsNearerThanTheOneFound(
            @ForAll @AlphaChars @StringLength(max = 8) String name,
            @ForAll @Size(min = 1, max = 6) List<@AlphaChars @StringLength(max = 8) String> candidates) {
        Optional<String> found = NearestName.of(name, candidates);
        int nearest = candidates.stream()
                .mapToInt(candidate -> NearestName.distance(name, candidate))
                .min()
                .orElseThrow();
        assertThat(found.isPresent()).isEqualTo(nearest <= name.length() / 3 + 1);
        found.ifPresent(hit -> {
            assertThat(candidates).contains(hit);
            assertThat(NearestName.distance(name, hit)).isEqualTo(nearest);
        });
        assertThat(NearestName.of(name, candidates.reversed()))
                .as("order does not matter")
                .isEqualTo(found);
    }

    @Test
    void farNamesAreNotGuessed() {
        assertThat(NearestName.of("learning_rat", List.of("learning-rate", "epochs")))
                .contains("learning-rate");
        assertThat(NearestName.of("xyzzy", List.of("learning-rate", "epochs"))).isEmpty();
        assertThat(NearestName.of("anything", List.of())).isEmpty();
    }
}
