package dev.isogloss.eval;

import java.util.List;

/**
 * How many ranks lower the relevant passages of other languages stand than those of the query's own language: the mean rank of the
 * former less the mean rank of the latter, where a relevant passage that the first {@code depth} ranks lack counts as rank
 * {@code depth + 1}. In [-depth, depth]; 0 where languages are treated alike, above 0 where the query's own language comes first.
 * Only queries with a relevant passage in their own language and one in another have a value: translations, or parallel passages.
 *
 * @param depth at least 1
 */
public record RankDistance(int depth) implements Metric {
    static final String NAME = "rank-distance";

    public RankDistance {
        Names.checkDepth(NAME, depth);
    }

    @Override
    public String name() {
        return NAME + "@" + depth;
    }

    @Override
    public boolean comparesLanguages() {
        return true;
    }

    @Override
    public boolean appliesTo(Relevance relevance) {
        return relevance
                .languages()
                .filter(ranks ->
                        !ranks.ownRelevant().isEmpty() && !ranks.otherRelevant().isEmpty())
                .isPresent();
    }

    @Override
    public double value(Relevance relevance) {
        LanguageRanks languages = relevance.languages().orElseThrow(() -> Names.withoutLanguages(name()));
        return mean(languages.otherRelevant()) - mean(languages.ownRelevant());
    }

    @Override
    public boolean canBe(double value) {
        return value >= -depth && value <= depth;
    }

    private double mean(List<Integer> ranks) {
        return ranks.stream()
                .mapToInt(rank -> rank == 0 || rank > depth ? depth + 1 : rank)
                .average()
                .orElseThrow(() -> new IllegalArgumentException(
                        name() + " needs a relevant passage in the query's language and one in another"));
    }
}
