package dev.isogloss.eval;

import java.util.ArrayList;
import java.util.Collection;
import java.util.List;

/**
 * Whether an answer stands, letter for letter, in the first {@code thousands} x 1000 words of the texts of a ranking: R@2kt and
 * R@5kt of XOR-Retrieve (Asai et al. 2021, <a href="https://arxiv.org/abs/2010.11856">XOR QA</a>). It needs answers and texts in
 * place of judgments, so {@link #parse} does not read its name and no {@link Relevance} has a value of it.
 *
 * <p>From the task's {@code eval_xor_retrieve.py}: answers {@code yes} and {@code no} are passed over, a query with no other answer
 * is not counted ({@link #counts}), the words of the passages are those of NLTK's {@code word_tokenize} ({@link TreebankWords} says
 * where ours differ), joined by blanks and cut at the limit, and an answer is looked for as it is written, so that {@code Smith's}
 * is not found where the words are {@code Smith 's}. Not from there: a query without a ranking is a miss here, and unknown there.
 *
 * @param thousands at least 1
 */
public record AnswerRecall(int thousands) implements Metric {
    /** How the words are counted, to be named beside every figure. */
    public static final String WORDS = TreebankWords.NAME;

    private static final List<String> NO_SPANS = List.of("yes", "no");

    /** What XOR-Retrieve reports. */
    public static final List<AnswerRecall> USUAL = List.of(new AnswerRecall(2), new AnswerRecall(5));

    public AnswerRecall {
        if (thousands < 1 || thousands > 1000) {
            throw new IllegalArgumentException(
                    "answer recall looks at 1 to 1000 thousand words (got: " + thousands + ")");
        }
    }

    @Override
    public String name() {
        return "recall@" + thousands + "kt";
    }

    /** Never: it depends on texts. */
    @Override
    public boolean appliesTo(Relevance relevance) {
        return false;
    }

    @Override
    public double value(Relevance relevance) {
        throw new IllegalArgumentException(name() + " needs answers and the texts of passages, not judgments");
    }

    /** Whether a query with these answers is measured at all: not where yes and no are its only ones. */
    public static boolean counts(Collection<String> answers) {
        return answers.stream().anyMatch(answer -> !NO_SPANS.contains(answer));
    }

    /**
     * 1 when an answer is found, 0 when none is.
     *
     * @param answers at least one that is neither {@code yes} nor {@code no}; none empty
     * @param texts of the passages, best first; read only as far as the limit
     */
    public double value(Collection<String> answers, Iterable<String> texts) {
        if (!counts(answers) || answers.contains("")) {
            throw new IllegalArgumentException(
                    "a query needs an answer beside yes and no, and no empty one (got: " + answers + ")");
        }
        String beginning = beginning(texts);
        return answers.stream().anyMatch(answer -> !NO_SPANS.contains(answer) && beginning.contains(answer)) ? 1 : 0;
    }

    private String beginning(Iterable<String> texts) {
        int limit = thousands * 1000;
        List<String> words = new ArrayList<>();
        for (String text : texts) {
            words.addAll(TreebankWords.of(text));
            if (words.size() >= limit) {
                break;
            }
        }
        return String.join(" ", words.subList(0, Math.min(limit, words.size())));
    }
}
