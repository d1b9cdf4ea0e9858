package dev.isogloss.data;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.CharRange;
import net.jqwik.api.constraints.StringLength;
import org.junit.jupiter.api.Test;

class KeyTest {
    @Test
    void writesAndParsesTheQualifiedForm() {
        Key key = new Key(new Language("sw"), "22:a#0");
        assertThat(Key.parse(key.toString())).isEqualTo(key);
    }

    @Test
    void refusesWhatWouldBreakATrecLine() {
        assertThatThrownBy(() -> new Key(new Language("sw"), "a b")).hasMessageContaining("a b");
        assertThatThrownBy(() -> Key.parse("no-colon")).hasMessageContaining("no-colon");
    }

    @Property
    void ordersAsUtf8BytesDo(
            @ForAll
                    @StringLength(max = 4)
                    @CharRange(from = 'a', to = 'c')
                    @CharRange(from = '\uD83D', to = '\uD83D')
                    @CharRange(from = '\uFF00', to = '\uFF03')
                    String left,
            @ForAll @StringLength(max = 4) @CharRange(from = 'a', to = 'c') @CharRange(from = '\uFF00', to = '\uFF03')
                    String right) {
        String a = left.replace("\uD83D", "\uD83D\uDE00");
        int expected =
                Arrays.compareUnsigned(a.getBytes(StandardCharsets.UTF_8), right.getBytes(StandardCharsets.UTF_8));
        assertThat(Integer.signum(Key.compareUtf8(a, right))).isEqualTo(Integer.signum(expected));
    }
}
