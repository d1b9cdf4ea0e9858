package dev.isogloss.mine;

import dev.isogloss.llm.PromptTemplate;
import java.io.IOException;
import java.nio.file.Path;
import java.util.Set;

/**
 * What a language model is told to make queries by.
 *
 * @param summary with {@code {query}} and {@code {passage}}
 * @param query with {@code {summary}}; it may have {@code {query}}, the training query
 */
public record GeneratorPrompts(PromptTemplate summary, PromptTemplate query) {
    private static final Set<String> SUMMARY = Set.of("query", "passage");
    private static final Set<String> QUERY = Set.of("summary");

    /** The templates that come with Isogloss; both may have {@code {language}}, the English name of the query's language. */
    public static GeneratorPrompts standard() {
        return new GeneratorPrompts(
                PromptTemplate.ofResource(GeneratorPrompts.class, "generate-summary.txt", SUMMARY, Set.of("language")),
                PromptTemplate.ofResource(
                        GeneratorPrompts.class, "generate-query.txt", QUERY, Set.of("language", "query")));
    }

    /** The user's own file in the place of the first; see {@link PromptTemplate#read} for what is refused. */
    public GeneratorPrompts summaryFrom(Path file) throws IOException {
        return new GeneratorPrompts(PromptTemplate.read(file, SUMMARY, Set.of("language")), query);
    }

    /** The user's own file in the place of the second; see {@link PromptTemplate#read} for what is refused. */
    public GeneratorPrompts queryFrom(Path file) throws IOException {
        return new GeneratorPrompts(summary, PromptTemplate.read(file, QUERY, Set.of("language", "query")));
    }
}
