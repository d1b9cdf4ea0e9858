package dev.isogloss.mine;

import dev.isogloss.corpus.Sentences;
import dev.isogloss.data.Language;
import dev.isogloss.data.TextSpan;
import dev.isogloss.embed.Cosine;
import dev.isogloss.embed.Embedder;
import dev.isogloss.embed.Role;
import dev.isogloss.io.Progress;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.stream.IntStream;

/**
 * Makes queries without a language model: the summary is the passage's most central sentences, the query their salient words in
 * the order of the text. A sentence is central when its vector is near the mean of all sentences of the passage (the centroid
 * method, Radev et al. 2004, https://doi.org/10.1016/j.ipm.2003.10.006) and near the training query, in equal parts: so the summary
 * is about what was asked, or where nobody asked anything about what the passage says most of. Words the training query has already count half, or the new query would find the same passages again.
 * Sentences and words are cut by ICU, so every language of the method is covered.
 *
 * @param embedder whose vectors say what is central
 * @param salience how much a word tells
 * @param sentences of a summary, at least 1
 * @param words of a query, at least 1
 */
public record ExtractiveQueryGenerator(Embedder embedder, Salience salience, int sentences, int words)
        implements QueryGenerator {
    /** Reason of a passage without a word. */
    public static final String NO_WORDS = "no salient words in the positive";

    /** Reason of a query that repeats the training query. */
    public static final String SAME = "the generated query repeats the training query";

    private static final int SOURCES_AT_A_TIME = 64;

    public ExtractiveQueryGenerator {
        if (sentences < 1 || words < 1) {
            throw new IllegalArgumentException("a summary needs at least 1 sentence and a query 1 word (got: "
                    + sentences + " and " + words + ")");
        }
    }

    /** How much words of a language tell, for example their inverse document frequency. Safe for many threads. */
    @FunctionalInterface
    public interface Salience {
        /** 0 for a word that tells nothing; finite, larger tells more. */
        double of(Language language, String word);
    }

    @Override
    public String describe() {
        return "extractive(sentences=" + sentences + ", words=" + words + ", network=" + embedder.networkHash()
                + ", contract=" + embedder.contract().hash() + ")";
    }

    @Override
    public List<Generated> generate(List<Source> sources, Progress progress) {
        List<Generated> generated = new ArrayList<>();
        try (Progress.Task task = progress.start("generate queries", sources.size(), "queries")) {
            for (int from = 0; from < sources.size(); from += SOURCES_AT_A_TIME) {
                List<Source> some = sources.subList(from, Math.min(from + SOURCES_AT_A_TIME, sources.size()));
                generated.addAll(generate(some));
                task.advance(some.size());
            }
        }
        return generated;
    }

    private List<Generated> generate(List<Source> sources) {
        List<List<String>> cut = sources.stream()
                .map(source -> sentences(
                        source.positive().key().language(), source.positive().text()))
                .toList();
        List<String> all = cut.stream().flatMap(List::stream).toList();
        float[][] vectors = embedder.embed(all, Role.PASSAGE).vectors();
        float[][] queries = embedder.embed(
                        sources.stream().map(source -> source.query().text()).toList(), Role.QUERY)
                .vectors();
        List<Generated> generated = new ArrayList<>();
        int at = 0;
        for (int i = 0; i < sources.size(); i++) {
            float[][] own =
                    java.util.Arrays.copyOfRange(vectors, at, at + cut.get(i).size());
            at += own.length;
            generated.add(generate(sources.get(i), cut.get(i), own, queries[i]));
        }
        return generated;
    }

    private Generated generate(Source source, List<String> sentences, float[][] vectors, float[] query) {
        boolean asked = !source.query().text().isBlank();
        String summary = String.join(" ", central(sentences, vectors, query, asked));
        Language language = source.query().language();
        List<String> own = words(language, source.query().text()).stream()
                .map(word -> word.toLowerCase(Locale.ROOT))
                .toList();
        List<String> salient = salient(language, summary, Set.copyOf(own));
        if (salient.isEmpty()) {
            return new Refused(NO_WORDS);
        }
        Set<String> chosen = new HashSet<>();
        salient.forEach(word -> chosen.add(word.toLowerCase(Locale.ROOT)));
        return chosen.equals(Set.copyOf(own)) ? new Refused(SAME) : new Made(summary, String.join(" ", salient));
    }

    /** The most central sentences in the order of the text. */
    private List<String> central(List<String> candidates, float[][] vectors, float[] query, boolean asked) {
        if (candidates.size() <= sentences) {
            return candidates;
        }
        float[] mean = new float[query.length];
        for (float[] vector : vectors) {
            for (int d = 0; d < mean.length; d++) {
                mean[d] += vector[d] / vectors.length;
            }
        }
        double[] centrality = new double[vectors.length];
        for (int i = 0; i < vectors.length; i++) {
            centrality[i] = Cosine.of(vectors[i], mean) + (asked ? Cosine.of(vectors[i], query) : 0);
        }
        return IntStream.range(0, vectors.length)
                .boxed()
                .sorted(Comparator.<Integer>comparingDouble(i -> -centrality[i]).thenComparing(i -> i))
                .limit(sentences)
                .sorted()
                .map(candidates::get)
                .toList();
    }

    /** The words that tell most, each once, in the order of the text. */
    private List<String> salient(Language language, String summary, Set<String> known) {
        List<String> distinct = new ArrayList<>();
        Set<String> seen = new HashSet<>();
        for (String word : words(language, summary)) {
            if (seen.add(word.toLowerCase(Locale.ROOT)) && salience.of(language, word) > 0) {
                distinct.add(word);
            }
        }
        double[] weights = distinct.stream()
                .mapToDouble(
                        word -> salience.of(language, word) * (known.contains(word.toLowerCase(Locale.ROOT)) ? 0.5 : 1))
                .toArray();
        return IntStream.range(0, weights.length)
                .boxed()
                .sorted(Comparator.<Integer>comparingDouble(i -> -weights[i]).thenComparing(i -> i))
                .limit(words)
                .sorted()
                .map(distinct::get)
                .toList();
    }

    /** The sentences of a text, each with a letter or digit; a text without an end is one sentence. */
    static List<String> sentences(Language language, String text) {
        return parts(Sentences.of(language, text), text);
    }

    /** The words of a text: parts with a letter or digit, as the language cuts them. */
    static List<String> words(Language language, String text) {
        return parts(Sentences.words(language, text), text);
    }

    private static List<String> parts(List<TextSpan> spans, String text) {
        return spans.stream().map(span -> span.of(text)).toList();
    }
}
