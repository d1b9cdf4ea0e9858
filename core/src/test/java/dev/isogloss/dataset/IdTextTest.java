package dev.isogloss.dataset;

import static org.assertj.core.api.Assertions.assertThat;

import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import org.junit.jupiter.api.Test;

class IdTextTest {
    @Property
    void comesBackAndHasNoWhiteSpace(@ForAll("ids") String id) {
        String encoded = IdText.encode(id);
        assertThat(IdText.decode(encoded)).isEqualTo(id);
        assertThat(encoded).isNotEmpty().doesNotContainPattern("\\s");
    }

    @Property
    void whatOthersWroteIsNotTouchedUnlessWeCouldHaveWrittenIt(@ForAll("ids") String id) {
        assertThat(IdText.encode(IdText.decode(id))).satisfies(again -> {
            if (!id.isEmpty() && !id.matches("(?s).*[\\s\\u00a0\\u3000\\p{Cntrl}].*")) {
                assertThat(again).isEqualTo(id);
            }
        });
    }

    @Test
    void usualIdsStayAsTheyAre() {
        for (String id : new String[] {"39#0", "sw:39#0", "a%20b", "https://x.org/?q=1%2C2", "%%a", "漢"}) {
            assertThat(IdText.encode(id)).isEqualTo(id);
            assertThat(IdText.decode(id)).isEqualTo(id);
        }
        assertThat(IdText.encode("a b")).isEqualTo("%%a%20b");
    }

    @Provide
    Arbitrary<String> ids() {
        return Arbitraries.strings()
                .withChars("ab% \t\n205\u3000é")
                .ofMaxLength(10)
                .edgeCases(cases -> cases.add("", "%%", "%%a%20b", "%%%25%2520"));
    }
}
