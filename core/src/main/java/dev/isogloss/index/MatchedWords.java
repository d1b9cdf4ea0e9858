package dev.isogloss.index;

import dev.isogloss.data.Language;
import dev.isogloss.data.TextSpan;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import org.apache.lucene.analysis.Analyzer;
import org.apache.lucene.analysis.TokenStream;
import org.apache.lucene.analysis.tokenattributes.CharTermAttribute;
import org.apache.lucene.analysis.tokenattributes.OffsetAttribute;

/** Where a text has some terms of its language's analyzer. */
final class MatchedWords {
    private MatchedWords() {}

    /**
     * The places of the terms, ascending; those that touch or overlap are one.
     *
     * @param language what the text is in, for messages
     */
    static List<TextSpan> of(Analyzer analyzer, Language language, Set<String> terms, String text) {
        List<TextSpan> spans = new ArrayList<>();
        try (TokenStream stream = analyzer.tokenStream("text", text)) {
            CharTermAttribute term = stream.addAttribute(CharTermAttribute.class);
            OffsetAttribute offset = stream.addAttribute(OffsetAttribute.class);
            stream.reset();
            while (stream.incrementToken()) {
                if (terms.contains(term.toString()) && offset.startOffset() < offset.endOffset()) {
                    add(spans, new TextSpan(offset.startOffset(), offset.endOffset()));
                }
            }
            stream.end();
        } catch (IOException e) {
            throw new UncheckedIOException("analysing a text of language " + language, e);
        }
        return spans;
    }

    /** Tokens come in the order of their starts. */
    private static void add(List<TextSpan> spans, TextSpan next) {
        if (!spans.isEmpty() && next.start() <= spans.getLast().end()) {
            TextSpan last = spans.removeLast();
            spans.add(new TextSpan(last.start(), Math.max(last.end(), next.end())));
        } else {
            spans.add(next);
        }
    }
}
