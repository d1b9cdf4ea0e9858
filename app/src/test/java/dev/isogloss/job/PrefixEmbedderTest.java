package dev.isogloss.job;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import dev.isogloss.embed.Embedder;
import dev.isogloss.embed.Role;
import dev.isogloss.embed.TextContract;
import dev.isogloss.io.BadInputException;
import java.util.List;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;

class PrefixEmbedderTest {
    /** Every text becomes (3, 4, 0, 12) / 13. */
    private static Embedder whole(boolean normalize) {
        TextContract contract = new TextContract("", "", 64, 64, " ", "mean", true, normalize, "", new TreeMap<>());
        return new Embedder() {
            @Override
            public int dimension() {
                return 4;
            }

            @Override
            public TextContract contract() {
                return contract;
            }

            @Override
            public String networkHash() {
                return "hash";
            }

            @Override
            public Embedded embed(List<String> texts, Role role) {
                float[][] vectors = texts.stream()
                        .map(text -> new float[] {3 / 13f, 4 / 13f, 0, 12 / 13f})
                        .toArray(float[][]::new);
                return new Embedded(vectors, texts.size(), List.of(0));
            }
        };
    }

    @Test
    void aPrefixHasLengthOneAgainWhereTheWholeHas() {
        Embedder.Embedded prefixes = new PrefixEmbedder(whole(true), 2).embed(List.of("a", "b"), Role.QUERY);
        assertThat(prefixes.vectors()).hasDimensions(2, 2);
        assertThat(prefixes.vectors()[1]).containsExactly(new float[] {0.6f, 0.8f}, within(1e-6f));
        assertThat(prefixes.truncated()).containsExactly(0);
        assertThat(new PrefixEmbedder(whole(false), 2)
                        .embed(List.of("a"), Role.QUERY)
                        .vectors()[0])
                .containsExactly(3 / 13f, 4 / 13f);
        assertThat(new PrefixEmbedder(whole(true), 4)
                        .embed(List.of("a"), Role.QUERY)
                        .vectors()[0])
                .containsExactly(new float[] {3 / 13f, 4 / 13f, 0, 12 / 13f}, within(1e-6f));
    }

    @Test
    void refusesLengthsThatTheVectorsDoNotHave() {
        assertThatThrownBy(() -> new PrefixEmbedder(whole(true), 5))
                .isInstanceOf(BadInputException.class)
                .hasMessageContaining("1 .. 4")
                .hasMessageContaining("(got: 5)");
    }
}
