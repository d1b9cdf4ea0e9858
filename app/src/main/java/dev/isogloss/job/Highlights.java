package dev.isogloss.job;

import dev.isogloss.corpus.Sentences;
import dev.isogloss.data.Passage;
import dev.isogloss.data.Query;
import dev.isogloss.data.TextSpan;
import dev.isogloss.embed.Cosine;
import dev.isogloss.embed.Embedder;
import dev.isogloss.embed.Role;
import dev.isogloss.index.Bm25Index;
import dev.isogloss.search.SearchScope;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * What in a passage answers a query.
 *
 * @param title places of the query's words in the title
 * @param text places of the query's words in the text
 * @param sentence the sentence of the text that is nearest to the query for the encoder; empty where nobody encoded it
 */
public record Highlights(List<TextSpan> title, List<TextSpan> text, Optional<Sentence> sentence) {
    /** In how many hits at most, and how many sentences of one, the nearest sentence is looked for: each has to be encoded. */
    static final int MOST_HITS = 20;

    static final int MOST_SENTENCES = 32;

    public Highlights {
        title = List.copyOf(title);
        text = List.copyOf(text);
    }

    /**
     * The nearest sentence.
     *
     * @param cosine of the query's vector and that of the sentence as a passage of its own, -1 .. 1
     */
    public record Sentence(TextSpan span, double cosine) {}

    /** One a passage, without sentences: where each retrieved word of the query stands. */
    static List<Highlights> ofWords(Bm25Index lexical, Query query, List<SearchScope> scopes, List<Passage> passages) {
        List<Highlights> highlights = new ArrayList<>();
        for (Passage passage : passages) {
            SearchScope scope = scopes.getFirst() instanceof SearchScope.Pool
                    ? scopes.getFirst()
                    : new SearchScope.Only(passage.language());
            highlights.add(new Highlights(
                    lexical.matches(query, scope, passage.language(), passage.title()),
                    lexical.matches(query, scope, passage.language(), passage.text()),
                    Optional.empty()));
        }
        return highlights;
    }

    /** The nearest sentence of each passage; empty where a text has none, or its passage comes after the first {@link #MOST_HITS}. */
    static List<Optional<Sentence>> sentences(Embedder embedder, float[] query, List<Passage> passages) {
        List<List<TextSpan>> cut = new ArrayList<>();
        List<String> texts = new ArrayList<>();
        for (Passage passage : passages.subList(0, Math.min(MOST_HITS, passages.size()))) {
            List<TextSpan> spans = Sentences.of(passage.language(), passage.text()).stream()
                    .limit(MOST_SENTENCES)
                    .toList();
            cut.add(spans);
            spans.forEach(span -> texts.add(
                    embedder.contract().textOf(new Passage(passage.key(), passage.title(), span.of(passage.text())))));
        }
        float[][] vectors = embedder.embed(texts, Role.PASSAGE).vectors();
        List<Optional<Sentence>> nearest = new ArrayList<>();
        int at = 0;
        for (List<TextSpan> spans : cut) {
            Optional<Sentence> best = Optional.empty();
            for (TextSpan span : spans) {
                double cosine = Cosine.of(query, vectors[at++]);
                if (best.isEmpty() || cosine > best.get().cosine) {
                    best = Optional.of(new Sentence(span, cosine));
                }
            }
            nearest.add(best);
        }
        while (nearest.size() < passages.size()) {
            nearest.add(Optional.empty());
        }
        return nearest;
    }

    Highlights with(Optional<Sentence> nearest) {
        return new Highlights(title, text, nearest);
    }
}
