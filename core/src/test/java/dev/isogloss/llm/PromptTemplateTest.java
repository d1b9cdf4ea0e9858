package dev.isogloss.llm;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.isogloss.io.BadInputException;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.Set;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.StringLength;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class PromptTemplateTest {
    private static final Set<String> REQUIRED = Set.of("query", "passage");
    private static final Set<String> OPTIONAL = Set.of("language");

    @TempDir
    Path folder;

    @Test
    void aFileIsSplitAndFilled() throws IOException {
        Path file = folder.resolve("judge.txt");
        Files.writeString(file, "You judge {language}.\n---\nQ: {query}\nP: {passage}\n{\"accuracy\": 1} {query}\n");
        Prompt prompt = PromptTemplate.read(file, REQUIRED, OPTIONAL)
                .fill(
                        Map.of("query", "who?", "passage", "a $1 \\ {query}", "language", "Thai"),
                        new AnswerForm.FreeText());
        assertThat(prompt.system()).isEqualTo("You judge Thai.");
        assertThat(prompt.user()).isEqualTo("Q: who?\nP: a $1 \\ {query}\n{\"accuracy\": 1} who?");
    }

    @Test
    void aFileWithoutItsPlaceholdersIsRefused() throws IOException {
        Path file = folder.resolve("judge.txt");
        Files.writeString(file, "Is it good? {passage}");
        assertThatThrownBy(() -> PromptTemplate.read(file, REQUIRED, OPTIONAL))
                .isInstanceOf(BadInputException.class)
                .hasMessageContainingAll("judge.txt", "lacks {query}", "it has {passage}");
        Files.writeString(file, "{query} {passage} {pasage}");
        assertThatThrownBy(() -> PromptTemplate.read(file, REQUIRED, OPTIONAL))
                .isInstanceOf(BadInputException.class)
                .hasMessageContainingAll("{pasage}", "known are {language}, {passage}, {query}");
        Files.writeString(file, "{query} {passage}\n---\n \n");
        assertThatThrownBy(() -> PromptTemplate.read(file, REQUIRED, OPTIONAL))
                .isInstanceOf(BadInputException.class)
                .hasMessageContaining("asks nothing");
        Files.write(file, "{query} {passage} é".getBytes(StandardCharsets.ISO_8859_1));
        assertThatThrownBy(() -> PromptTemplate.read(file, REQUIRED, OPTIONAL))
                .isInstanceOf(BadInputException.class)
                .hasMessageContaining("UTF-8");
        assertThatThrownBy(() -> PromptTemplate.read(folder.resolve("absent.txt"), REQUIRED, OPTIONAL))
                .isInstanceOf(BadInputException.class)
                .hasMessageContaining("absent.txt");
    }

    /** Law: what is filled in comes out as it is, whatever it looks like. */
    @Property(tries = 200)
    void whatIsFilledInIsNeverLookedAt(@ForAll @StringLength(max = 40) String query) {
        PromptTemplate template = PromptTemplate.of("[{query}|{passage}]", "test", REQUIRED, OPTIONAL);
        Prompt prompt = template.fill(Map.of("query", query, "passage", "{query}" + query), new AnswerForm.FreeText());
        assertThat(prompt.user()).isEqualTo("[" + query + "|{query}" + query + "]");
    }

    @Test
    void theMarkChangesWithTheText() {
        PromptTemplate one = PromptTemplate.of("{query} {passage}", "a", REQUIRED, OPTIONAL);
        PromptTemplate other = PromptTemplate.of("{query}  {passage}", "a", REQUIRED, OPTIONAL);
        assertThat(one.mark()).hasSize(12).isNotEqualTo(other.mark());
        assertThat(PromptTemplate.of("{query} {passage}\n", "b", REQUIRED, OPTIONAL)
                        .mark())
                .isEqualTo(one.mark());
    }
}
