package dev.isogloss.mine;

import dev.isogloss.llm.PromptTemplate;
import java.io.IOException;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.Map;
import java.util.Set;

/**
 * What a language model is told to make queries by: from a training query and its positive (Stage II), or from a passage alone
 * (summarise-then-ask: Thakur et al. 2024, arXiv 2311.05800).
 *
 * @param summary of a passage
 * @param query about a summary
 * @param exemplars shown where the templates have {@code {exemplars}}
 */
public record GeneratorPrompts(Kind kind, PromptTemplate summary, PromptTemplate query, Exemplars exemplars) {
    /**
     * What queries are made from, which decides the names that templates must and may have.
     *
     * @param resource how the names of the templates begin that come with Isogloss
     */
    public record Kind(Set<String> summaryNeeds, Set<String> summaryMay, Set<String> queryMay, String resource) {
        /** A training query and a passage that answers it. */
        public static final Kind ANSWERED_QUERY =
                new Kind(Set.of("query", "passage"), Set.of("language"), Set.of("language", "query"), "generate");

        /** A passage that nobody asked for. */
        public static final Kind PASSAGE =
                new Kind(Set.of("passage"), Set.of("language", "exemplars"), Set.of("language", "exemplars"), "ask");

        public Kind {
            summaryNeeds = Set.copyOf(summaryNeeds);
            summaryMay = Set.copyOf(summaryMay);
            queryMay = Set.copyOf(queryMay);
        }
    }

    private static final Set<String> QUERY = Set.of("summary");

    /** The templates of Stage II that come with Isogloss; both may have {@code {language}}, the English name of the query's language. */
    public static GeneratorPrompts standard() {
        return standard(Kind.ANSWERED_QUERY, Exemplars.NONE);
    }

    /** The templates that come with Isogloss for passages that nobody asked for. */
    public static GeneratorPrompts asking(Exemplars exemplars) {
        return standard(Kind.PASSAGE, exemplars);
    }

    private static GeneratorPrompts standard(Kind kind, Exemplars exemplars) {
        return new GeneratorPrompts(
                kind,
                PromptTemplate.ofResource(
                        GeneratorPrompts.class, kind.resource + "-summary.txt", kind.summaryNeeds, kind.summaryMay),
                PromptTemplate.ofResource(GeneratorPrompts.class, kind.resource + "-query.txt", QUERY, kind.queryMay),
                exemplars);
    }

    /** The user's own file in the place of the first; see {@link PromptTemplate#read} for what is refused. */
    public GeneratorPrompts summaryFrom(Path file) throws IOException {
        return new GeneratorPrompts(
                kind, PromptTemplate.read(file, kind.summaryNeeds, kind.summaryMay), query, exemplars);
    }

    /** The user's own file in the place of the second; see {@link PromptTemplate#read} for what is refused. */
    public GeneratorPrompts queryFrom(Path file) throws IOException {
        return new GeneratorPrompts(kind, summary, PromptTemplate.read(file, QUERY, kind.queryMay), exemplars);
    }

    /** Marks of the templates and, where there are any, of the examples. */
    String mark() {
        String templates = summary.mark() + "/" + query.mark();
        return exemplars.all().isEmpty() ? templates : templates + "/" + exemplars.mark();
    }

    /** What can be filled into the first template. */
    Map<String, String> summaryTexts(QueryGenerator.Source source, int longestPassage) {
        Map<String, String> texts = new HashMap<>(Map.of(
                "passage", PassageText.shown(source.positive(), longestPassage),
                "language", LanguageName.of(source.positive().key().language()),
                "exemplars", exemplars.summaries(source)));
        texts.put("query", source.query().text());
        return texts;
    }

    /** What can be filled into the second template. */
    Map<String, String> queryTexts(QueryGenerator.Source source, String made) {
        return Map.of(
                "query", source.query().text(),
                "summary", made,
                "language", LanguageName.of(source.query().language()),
                "exemplars", exemplars.queries(source));
    }
}
