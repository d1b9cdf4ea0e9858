package dev.isogloss.langchain4j;

import dev.isogloss.data.Language;
import dev.isogloss.job.Isogloss;
import dev.isogloss.job.OpenIndex;
import dev.langchain4j.data.document.Metadata;
import dev.langchain4j.data.segment.TextSegment;
import dev.langchain4j.rag.content.Content;
import dev.langchain4j.rag.content.ContentMetadata;
import dev.langchain4j.rag.content.retriever.ContentRetriever;
import dev.langchain4j.rag.query.Query;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalDouble;

/**
 * An index folder as LangChain4j's content retriever: hybrid search in all languages, or those asked for. A content is the passage's
 * text, with its title before it on a line of its own; metadata {@code id}, {@code language} and {@code title}. Safe for many threads.
 */
public final class IsoglossContentRetriever implements ContentRetriever {
    private final Isogloss search;
    private final int most;
    private final List<Language> languages;

    /**
     * Retrieves from an index that stays open as long as this is used.
     *
     * @param most contents a query, at least 1
     * @param languages of the passages that are searched; empty for all
     */
    public IsoglossContentRetriever(Isogloss search, int most, List<Language> languages) {
        if (most < 1) {
            throw new IllegalArgumentException("most must be at least 1 (got: " + most + ")");
        }
        this.search = search;
        this.most = most;
        this.languages = List.copyOf(languages);
    }

    /** Best first; each with {@link ContentMetadata#SCORE} and {@link ContentMetadata#EMBEDDING_ID}. */
    @Override
    public List<Content> retrieve(Query query) {
        OpenIndex.Question question = new OpenIndex.Question(
                query.text(), most, languages, Optional.empty(), OptionalDouble.empty(), OpenIndex.Extras.NONE);
        return search.search(question).hits().stream()
                .map(IsoglossContentRetriever::content)
                .toList();
    }

    private static Content content(OpenIndex.Found found) {
        Metadata metadata = new Metadata()
                .put("id", found.id())
                .put("language", found.language().code());
        String text = found.text();
        if (!found.title().isBlank()) {
            metadata.put("title", found.title());
            text = found.title() + "\n" + text;
        }
        return Content.from(
                TextSegment.from(text, metadata),
                Map.of(ContentMetadata.SCORE, (double) found.score(), ContentMetadata.EMBEDDING_ID, found.id()));
    }
}
