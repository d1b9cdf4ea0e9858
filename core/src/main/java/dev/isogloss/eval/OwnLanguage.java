package dev.isogloss.eval;

/**
 * The share of the hits among the first {@code depth} ranks that are in the query's own language, in [0, 1]; 0 for a ranking
 * without hits. Set against the language's share of the passages it tells how much a pool leans to the query's language; it says
 * nothing about whether the hits answer the query.
 *
 * @param depth at least 1
 */
public record OwnLanguage(int depth) implements Metric {
    static final String NAME = "own-language";

    public OwnLanguage {
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
        return relevance.languages().isPresent();
    }

    @Override
    public double value(Relevance relevance) {
        LanguageRanks languages = relevance.languages().orElseThrow(() -> Names.withoutLanguages(name()));
        int ranks = Math.min(depth, languages.own().size());
        long own = languages.own().stream().limit(ranks).filter(isOwn -> isOwn).count();
        return ranks == 0 ? 0 : (double) own / ranks;
    }
}
