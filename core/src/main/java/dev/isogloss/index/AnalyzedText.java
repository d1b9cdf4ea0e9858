package dev.isogloss.index;

import dev.isogloss.data.Language;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.ArrayList;
import java.util.BitSet;
import java.util.List;
import org.apache.lucene.analysis.Analyzer;
import org.apache.lucene.analysis.TokenStream;
import org.apache.lucene.analysis.tokenattributes.CharTermAttribute;
import org.apache.lucene.analysis.tokenattributes.PositionIncrementAttribute;

/**
 * A text as its language's analyzer sees it, kept so that it can be indexed twice and analysed on any thread.
 *
 * @param terms in the order of the text, repeated as often as they occur
 * @param overlaps positions in {@code terms} that share the place of the term before; they do not count for the length
 */
record AnalyzedText(List<String> terms, BitSet overlaps) {
    /** Lucene refuses terms of more than 32,766 bytes; a character has at most three. */
    private static final int LONGEST_TERM = 10_922;

    /** @param language what the text is in, for messages */
    static AnalyzedText of(Analyzer analyzer, Language language, String text) {
        List<String> terms = new ArrayList<>();
        BitSet overlaps = new BitSet();
        try (TokenStream stream = analyzer.tokenStream("text", text)) {
            CharTermAttribute term = stream.addAttribute(CharTermAttribute.class);
            PositionIncrementAttribute increment = stream.addAttribute(PositionIncrementAttribute.class);
            stream.reset();
            while (stream.incrementToken()) {
                if (term.length() <= LONGEST_TERM) {
                    overlaps.set(terms.size(), !terms.isEmpty() && increment.getPositionIncrement() == 0);
                    terms.add(term.toString());
                }
            }
            stream.end();
        } catch (IOException e) {
            throw new UncheckedIOException("analysing a text of language " + language, e);
        }
        return new AnalyzedText(terms, overlaps);
    }

    /** The terms as Lucene wants them for one field; to be consumed once. */
    TokenStream stream() {
        return new Replay();
    }

    private final class Replay extends TokenStream {
        private final CharTermAttribute term = addAttribute(CharTermAttribute.class);
        private final PositionIncrementAttribute increment = addAttribute(PositionIncrementAttribute.class);
        private int next;

        @Override
        public boolean incrementToken() {
            if (next == terms.size()) {
                return false;
            }
            clearAttributes();
            term.append(terms.get(next));
            increment.setPositionIncrement(overlaps.get(next) ? 0 : 1);
            next++;
            return true;
        }
    }
}
