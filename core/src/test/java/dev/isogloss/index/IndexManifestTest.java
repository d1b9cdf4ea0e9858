package dev.isogloss.index;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.isogloss.data.Language;
import dev.isogloss.io.BadInputException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class IndexManifestTest {
    private static final IndexManifest BOTH = new IndexManifest(
            new TreeSet<>(Set.of(IndexManifest.Kind.LEXICAL, IndexManifest.Kind.DENSE)),
            62_697,
            List.of(new Language("sw"), new Language("ar")),
            "models/small",
            "9f",
            "41",
            384,
            "isogloss 0.1.0");
    private static final IndexManifest LEXICAL = new IndexManifest(
            new TreeSet<>(Set.of(IndexManifest.Kind.LEXICAL)), 0, List.of(), null, null, null, 0, "isogloss 0.1.0");

    @TempDir
    Path folder;

    @Test
    void comes_back_as_written() throws IOException {
        for (IndexManifest manifest : List.of(BOTH, LEXICAL, BOTH)) {
            manifest.write(folder);
            assertThat(IndexManifest.read(folder)).isEqualTo(manifest);
        }
        assertThat(BOTH.languages()).extracting(Language::code).containsExactly("ar", "sw");
        try (var files = Files.list(folder)) {
            assertThat(files).containsExactly(folder.resolve("index.json"));
        }
    }

    @Test
    void an_unfinished_or_absent_folder_says_how_to_make_one() {
        assertThatThrownBy(() -> IndexManifest.read(folder))
                .isInstanceOf(BadInputException.class)
                .hasMessageContaining("unfinished")
                .hasMessageContaining("isogloss index");
        assertThatThrownBy(() -> IndexManifest.read(folder.resolve("absent")))
                .isInstanceOf(BadInputException.class)
                .hasMessageContaining("no index folder");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "[]",
                "42",
                "{\"version\": 1, \"kinds\": [\"lexi",
                "{\"version\": 2}",
                "{\"version\": \"1\"}",
                "{\"version\": 1, \"kinds\": [\"sparse\"], \"passages\": 1, \"languages\": [], \"dimension\": 0, \"created-by\": \"x\"}",
                "{\"version\": 1, \"kinds\": [\"dense\"], \"passages\": 1, \"languages\": [], \"dimension\": 9, \"created-by\": \"x\"}",
                "{\"version\": 1, \"kinds\": [\"lexical\"], \"passages\": \"many\", \"languages\": [], \"dimension\": 0, \"created-by\": \"x\"}",
                "{\"version\": 1, \"kinds\": [\"lexical\"], \"passages\": 1, \"languages\": [\"SW\"], \"dimension\": 0, \"created-by\": \"x\"}"
            })
    void a_half_or_foreign_file_is_refused_with_its_name(String text) throws IOException {
        Files.writeString(folder.resolve("index.json"), text);
        assertThatThrownBy(() -> IndexManifest.read(folder))
                .isInstanceOf(BadInputException.class)
                .hasMessageContaining(folder.resolve("index.json").toString());
    }

    @Test
    void another_model_is_refused() {
        assertThatCode(() -> BOTH.requireModel("9f", "41")).doesNotThrowAnyException();
        assertThatThrownBy(() -> BOTH.requireModel("aa", "41"))
                .isInstanceOf(BadInputException.class)
                .hasMessageContaining("models/small")
                .hasMessageContaining("9f")
                .hasMessageContaining("aa");
        assertThatThrownBy(() -> BOTH.requireModel("9f", "bb"))
                .isInstanceOf(BadInputException.class)
                .hasMessageContaining("text contract")
                .hasMessageContaining("bb");
        assertThatThrownBy(() -> LEXICAL.requireModel("9f", "41"))
                .isInstanceOf(BadInputException.class)
                .hasMessageContaining("lexical");
    }
}
