package dev.isogloss.embed;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import java.util.ArrayList;
import java.util.Collections;
import java.util.Comparator;
import java.util.List;
import java.util.Random;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Laws of maximal marginal relevance and of profiles. */
class MarginalRelevanceTest {
    private static float[][] random(Random random, int count, int dimension) {
        float[][] vectors = new float[count][dimension];
        for (float[] vector : vectors) {
            for (int i = 0; i < dimension; i++) {
                vector[i] = (float) random.nextGaussian();
            }
        }
        return vectors;
    }

    @ParameterizedTest
    @ValueSource(longs = {1, 2, 3, 4, 5})
    void withoutDiversityTheOrderIsThatOfRelevance(long seed) {
        Random random = new Random(seed);
        float[][] vectors = random(random, 40, 8);
        float[] relevance = new float[40];
        for (int i = 0; i < 40; i++) {
            relevance[i] = random.nextInt(10) / 10f; // full of ties
        }
        List<Integer> plain = IntStream.range(0, 40)
                .boxed()
                .sorted(Comparator.<Integer>comparingDouble(i -> -relevance[i]).thenComparing(i -> i))
                .limit(15)
                .toList();
        assertThat(MarginalRelevance.order(relevance, vectors, 0, 15)).isEqualTo(plain);
    }

    /** Every choice is the best one by the formula, worked out again from nothing. */
    @ParameterizedTest
    @ValueSource(doubles = {0.2, 0.5, 0.9, 1})
    void everyChoiceHasTheLargestMarginalRelevance(double diversity) {
        Random random = new Random(7);
        float[][] vectors = random(random, 30, 6);
        float[] relevance = new float[30];
        for (int i = 0; i < 30; i++) {
            relevance[i] = random.nextFloat();
        }
        List<Integer> order = MarginalRelevance.order(relevance, vectors, diversity, 30);
        assertThat(order).hasSize(30).doesNotHaveDuplicates();
        for (int rank = 1; rank < order.size(); rank++) {
            List<Integer> chosen = order.subList(0, rank);
            double own = marginal(order.get(rank), chosen, relevance, vectors, diversity);
            for (int other : order.subList(rank, order.size())) {
                assertThat(marginal(other, chosen, relevance, vectors, diversity))
                        .isLessThanOrEqualTo(own);
            }
        }
    }

    private static double marginal(
            int candidate, List<Integer> chosen, float[] relevance, float[][] vectors, double diversity) {
        double nearest = chosen.stream()
                .mapToDouble(other -> Cosine.of(vectors[candidate], vectors[other]))
                .max()
                .orElseThrow();
        return (1 - diversity) * relevance[candidate] - diversity * nearest;
    }

    @Test
    void aCopyOfWhatIsChosenComesLast() {
        float[][] vectors = {{1, 0}, {1, 0}, {0, 1}};
        assertThat(MarginalRelevance.order(new float[] {0.9f, 0.89f, 0.3f}, vectors, 0.6, 3))
                .containsExactly(0, 2, 1);
    }

    @Test
    void aProfileDoesNotDependOnTheOrderAndPointsWhereItShould() {
        Random random = new Random(3);
        List<float[]> liked = new ArrayList<>(List.of(random(random, 9, 16)));
        List<float[]> disliked = new ArrayList<>(List.of(random(random, 5, 16)));
        float[] profile = Profile.of(liked, disliked, 0.5);
        for (int i = 0; i < 20; i++) {
            Collections.shuffle(liked, random);
            Collections.shuffle(disliked, random);
            assertThat(Profile.of(liked, disliked, 0.5)).isEqualTo(profile);
        }
        assertThat(Cosine.of(profile, profile)).isCloseTo(1, within(1e-6));
        float[] one = liked.getFirst();
        assertThat(Cosine.of(Profile.of(List.of(one), List.of(), 0.5), one)).isCloseTo(1, within(1e-6));
        assertThat(Profile.of(liked, disliked, 0)).isEqualTo(Profile.of(liked, List.of(), 0.5));
        assertThat(Profile.of(List.of(one), List.of(one), 1)).containsOnly(0);
        float[] away = disliked.getFirst();
        assertThat(Cosine.of(Profile.of(liked, List.of(away), 0.8), away))
                .isLessThan(Cosine.of(Profile.of(liked, List.of(away), 0.2), away));
        assertThatThrownBy(() -> Profile.of(List.of(), disliked, 0.5)).hasMessageContaining("at least one");
    }
}
