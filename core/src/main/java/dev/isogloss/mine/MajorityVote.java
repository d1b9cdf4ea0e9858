package dev.isogloss.mine;

import java.util.EnumMap;
import java.util.List;
import java.util.Map;

/**
 * Makes one verdict of several votes.
 *
 * <p>Votes that could not say do not count; when they are more than half, neither can the verdict. The grade with most votes wins.
 * A tie is {@link Grade#PARTIAL}, whatever is tied: a judge that cannot make up its mind has found neither a clean negative nor a
 * positive, so under every {@link JudgePolicy} the candidate gets the careful treatment. The score is the mean of the votes that
 * count, on the scale 0 .. 2, and 1 when there is none.
 */
final class MajorityVote {
    private MajorityVote() {}

    static Verdict of(List<Grade> votes) {
        Map<Grade, Integer> counts = new EnumMap<>(Grade.class);
        int usable = 0;
        double sum = 0;
        for (Grade vote : votes) {
            if (vote != Grade.UNDECIDED) {
                counts.merge(vote, 1, Integer::sum);
                usable++;
                sum += vote.ordinal();
            }
        }
        double score = usable == 0 ? 1 : sum / usable;
        return new Verdict(usable == 0 || 2 * usable < votes.size() ? Grade.UNDECIDED : most(counts), votes, score);
    }

    private static Grade most(Map<Grade, Integer> counts) {
        Grade best = Grade.PARTIAL;
        int most = 0;
        for (var count : counts.entrySet()) {
            if (count.getValue() > most) {
                most = count.getValue();
                best = count.getKey();
            } else if (count.getValue() == most) {
                best = Grade.PARTIAL;
            }
        }
        return best;
    }
}
