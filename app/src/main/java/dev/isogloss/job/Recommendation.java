package dev.isogloss.job;

import dev.isogloss.data.Hit;
import dev.isogloss.data.Key;
import dev.isogloss.data.Language;
import dev.isogloss.data.Query;
import dev.isogloss.data.Ranking;
import dev.isogloss.embed.Cosine;
import dev.isogloss.embed.MarginalRelevance;
import dev.isogloss.embed.Profile;
import dev.isogloss.embed.Vectors;
import dev.isogloss.index.FlatIndex;
import dev.isogloss.search.SearchScope;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;

/**
 * What somebody may want to read next, by what they liked.
 *
 * @param exact over the vectors, without a language balance
 */
record Recommendation(FlatIndex exact, Vectors vectors) {
    /** So many candidates take part in a diverse choice of one: those further down are too far from the profile. */
    private static final int CANDIDATES_OF_ONE = 5;

    private static final int LEAST_CANDIDATES = 50;

    /**
     * What somebody says of passages, each of which is in the index.
     *
     * @param liked at least one
     * @param seen what is not recommended though nobody says whether it was liked
     * @param dislikeShare how much of the disliked mean is taken off the liked one, 0 .. 1
     */
    record Taste(List<Key> liked, List<Key> disliked, List<Key> seen, double dislikeShare) {}

    /**
     * A passage and the liked one that it is nearest to.
     *
     * @param score inner product with the profile
     * @param cosine of the passage and the liked one
     */
    record Recommended(Key passage, float score, Key liked, double cosine) {}

    /**
     * Passages that the taste says nothing of, best first.
     *
     * @param scopes where to look
     * @param k how many at most, at least 1
     * @param diversity 0 .. 1
     */
    List<Recommended> of(Taste taste, List<SearchScope> scopes, int k, double diversity) {
        Set<Key> known = new HashSet<>(taste.liked);
        known.addAll(taste.disliked);
        known.addAll(taste.seen);
        float[] profile = Profile.of(vectorsOf(taste.liked), vectorsOf(taste.disliked), taste.dislikeShare);
        int candidates = diversity == 0 ? k : Math.max(LEAST_CANDIDATES, CANDIDATES_OF_ONE * k);
        Query query = new Query(new Key(Language.UNDETERMINED, "profile"), "");
        List<Hit> near = new ArrayList<>();
        for (SearchScope scope : scopes) {
            near.addAll(exact.retrieve(List.of(query), new float[][] {profile}, scope, candidates + known.size())
                    .getFirst()
                    .hits());
        }
        near.removeIf(hit -> known.contains(hit.passage()));
        List<Hit> hits = Ranking.of(query.key(), near, candidates).hits();
        float[] relevance = new float[hits.size()];
        for (int i = 0; i < relevance.length; i++) {
            relevance[i] = hits.get(i).score();
        }
        float[][] found = vectorsOf(hits.stream().map(Hit::passage).toList()).toArray(float[][]::new);
        List<Recommended> recommended = new ArrayList<>();
        for (int position : MarginalRelevance.order(relevance, found, diversity, k)) {
            recommended.add(why(hits.get(position), found[position], taste.liked));
        }
        return recommended;
    }

    private Recommended why(Hit hit, float[] vector, List<Key> liked) {
        Key nearest = liked.getFirst();
        double most = Double.NEGATIVE_INFINITY;
        for (Key one : liked.stream().sorted().toList()) {
            double cosine = Cosine.of(vector, vectors.vector(vectors.row(one)));
            if (cosine > most) {
                nearest = one;
                most = cosine;
            }
        }
        return new Recommended(hit.passage(), hit.score(), nearest, most);
    }

    private List<float[]> vectorsOf(List<Key> keys) {
        return keys.stream().map(key -> vectors.vector(vectors.row(key))).toList();
    }
}
