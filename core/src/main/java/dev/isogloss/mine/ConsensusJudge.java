package dev.isogloss.mine;

import dev.isogloss.data.Key;
import dev.isogloss.data.Passage;
import dev.isogloss.io.Progress;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/**
 * Lets independent encoders vote: each finds a passage relevant when it puts it as near to a positive as a paraphrase, that is,
 * when their similarity is above the encoder's threshold. Most of them: relevant; some: partial; none: irrelevant. The score is the
 * share of votes.
 *
 * @param members at least one; names differ
 */
public record ConsensusJudge(List<Member> members) implements Judge {
    public ConsensusJudge {
        members = List.copyOf(members);
        long names =
                members.stream().map(member -> member.scorer.name()).distinct().count();
        if (members.isEmpty() || names != members.size()) {
            throw new IllegalArgumentException("a consensus needs scorers with different names (got: "
                    + members.stream().map(member -> member.scorer.name()).toList() + ")");
        }
    }

    /**
     * One encoder's vote.
     *
     * @param above the similarity from which two passages say the same to this encoder; finite
     */
    public record Member(PassageScorer scorer, double above) {
        public Member {
            if (!Double.isFinite(above)) {
                throw new IllegalArgumentException("the similarity must be finite (got: " + above + ")");
            }
        }
    }

    @Override
    public String name() {
        return "consensus";
    }

    @Override
    public String describe() {
        return "consensus("
                + String.join(
                        ", ",
                        members.stream()
                                .map(member -> member.scorer.name() + " above "
                                        + String.format(Locale.ROOT, "%.4f", member.above))
                                .toList())
                + ")";
    }

    @Override
    public List<List<Verdict>> judge(List<Question> questions, Progress progress) {
        List<List<Verdict>> verdicts = new ArrayList<>();
        try (Progress.Task task = progress.start("judge by consensus", questions.size(), "queries")) {
            for (Question question : questions) {
                verdicts.add(judge(question));
                task.advance(1);
            }
        }
        return verdicts;
    }

    private List<Verdict> judge(Question question) {
        List<Key> passages = question.passages().stream().map(Passage::key).toList();
        boolean[][] votes = new boolean[passages.size()][members.size()];
        for (int member = 0; member < members.size(); member++) {
            for (Passage positive : question.positives()) {
                float[] similarities = members.get(member).scorer.similarity(positive.key(), passages);
                for (int i = 0; i < similarities.length; i++) {
                    votes[i][member] |= similarities[i] > members.get(member).above;
                }
            }
        }
        List<Verdict> verdicts = new ArrayList<>();
        for (boolean[] ofPassage : votes) {
            verdicts.add(verdict(ofPassage));
        }
        return verdicts;
    }

    private static Verdict verdict(boolean[] votes) {
        List<Grade> grades = new ArrayList<>();
        int relevant = 0;
        for (boolean vote : votes) {
            grades.add(vote ? Grade.RELEVANT : Grade.IRRELEVANT);
            relevant += vote ? 1 : 0;
        }
        Grade grade = 2 * relevant > votes.length ? Grade.RELEVANT : relevant > 0 ? Grade.PARTIAL : Grade.IRRELEVANT;
        return new Verdict(grade, grades, relevant / (double) votes.length);
    }
}
