package dev.isogloss.job;

import dev.isogloss.embed.Cosine;
import dev.isogloss.embed.Embedder;
import dev.isogloss.embed.Role;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;

/**
 * How alike the vectors of two models are: cosines of the same texts, each as a query and as a passage.
 *
 * @param compared cosines: two a text
 * @param identical how many pairs of vectors are equal to the bit
 * @param worst the smallest cosine
 * @param worstText the text that has it
 * @param languages mean and smallest cosine by language
 */
record VectorAgreement(
        int compared, int identical, double mean, double worst, String worstText, SortedMap<String, Range> languages) {
    /** Mean and smallest cosine. */
    record Range(double mean, double worst) {}

    /** Compares embedders of the same dimension. */
    static VectorAgreement of(List<ProbeText> probes, Embedder first, Embedder second) {
        Map<String, List<Double>> byLanguage = new TreeMap<>();
        int identical = 0;
        double worst = Double.POSITIVE_INFINITY;
        String worstText = "";
        for (Role role : Role.values()) {
            float[][] left = first.embed(ProbeText.texts(probes), role).vectors();
            float[][] right = second.embed(ProbeText.texts(probes), role).vectors();
            for (int text = 0; text < left.length; text++) {
                ProbeText probe = probes.get(text);
                double cosine = Cosine.of(left[text], right[text]);
                byLanguage
                        .computeIfAbsent(probe.language(), language -> new ArrayList<>())
                        .add(cosine);
                identical += Arrays.equals(left[text], right[text]) ? 1 : 0;
                if (cosine < worst) {
                    worst = cosine;
                    worstText = probe.text();
                }
            }
        }
        SortedMap<String, Range> languages = new TreeMap<>();
        byLanguage.forEach((language, cosines) -> languages.put(language, range(cosines)));
        List<Double> all = byLanguage.values().stream().flatMap(List::stream).toList();
        return new VectorAgreement(all.size(), identical, range(all).mean(), worst, worstText, languages);
    }

    private static Range range(List<Double> cosines) {
        return new Range(
                cosines.stream().mapToDouble(Double::doubleValue).average().orElseThrow(),
                cosines.stream().mapToDouble(Double::doubleValue).min().orElseThrow());
    }
}
