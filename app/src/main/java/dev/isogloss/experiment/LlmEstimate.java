package dev.isogloss.experiment;

import dev.isogloss.io.Progress;
import dev.isogloss.llm.Budget;
import dev.isogloss.llm.ChatEstimate;
import dev.isogloss.mine.Judge;
import dev.isogloss.mine.LlmJudge;
import dev.isogloss.mine.LlmQueryGenerator;
import dev.isogloss.mine.QueryGenerator;
import dev.isogloss.mine.Question;
import dev.isogloss.mine.Verdict;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import tools.jackson.databind.json.JsonMapper;

/**
 * What an experiment would ask its language model, added up while it mines with the answers that are recorded. A judgment that is
 * not recorded counts as undecided meanwhile, a query as not made; so what comes after it is the more rough the less is recorded.
 */
final class LlmEstimate {
    private static final String JUDGE = "judge";
    private static final String GENERATOR = "generator";

    private final Map<String, ChatEstimate> parts = new LinkedHashMap<>();

    /** Whether a judge is one of those whose questions are added up. */
    sealed interface Counted extends Judge permits CountingJudge {}

    Judge counting(LlmJudge judge) {
        add(JUDGE, ChatEstimate.NOTHING);
        return new CountingJudge(judge, this);
    }

    QueryGenerator counting(LlmQueryGenerator generator) {
        add(GENERATOR, ChatEstimate.NOTHING);
        return new CountingGenerator(generator, this);
    }

    private synchronized void add(String part, ChatEstimate more) {
        parts.merge(part, more, ChatEstimate::plus);
    }

    private synchronized ChatEstimate total() {
        return parts.values().stream().reduce(ChatEstimate.NOTHING, ChatEstimate::plus);
    }

    /** For people. */
    String text(String model, Budget budget) {
        ChatEstimate total = total();
        StringBuilder text = new StringBuilder("What " + model + " would be asked; nothing was asked now:\n");
        parts.forEach((part, estimate) -> text.append(String.format("%-10s %s%n", part, estimate.text())));
        if (parts.size() > 1) {
            text.append(String.format("%-10s %s%n", "together", total.text()));
        }
        if (total.calls() == 0) {
            return text.append("Every answer is recorded: a run makes no call.").toString();
        }
        text.append(
                "Judgments that are not recorded were taken as undecided, so what follows from them can still change; an"
                        + " unusable answer is asked for again.");
        if (total.calls() > budget.calls()
                || total.inputTokens() + total.outputTokens() > budget.tokens()
                || total.money() > budget.money()) {
            text.append("\nThis is more than the budget in mine.judging.llm allows: a run would stop before its end.");
        }
        return text.toString();
    }

    /**
     * For programs.
     *
     * @param rounds of mining; the figures are those of the first, as later ones mine with models that are not there yet
     */
    String json(int rounds) {
        Map<String, Object> json = new LinkedHashMap<>();
        json.put("calls", total().calls());
        json.put("round", 1);
        json.put("rounds", rounds);
        json.putAll(parts);
        json.put("together", total());
        return JsonMapper.shared().writeValueAsString(json);
    }

    private record CountingJudge(LlmJudge judge, LlmEstimate estimate) implements Counted {
        @Override
        public String name() {
            return judge.name();
        }

        @Override
        public String describe() {
            return judge.describe();
        }

        @Override
        public List<List<Verdict>> judge(List<Question> questions, Progress progress) {
            estimate.add(JUDGE, judge.estimate(questions));
            return judge.judge(questions, Progress.SILENT);
        }
    }

    private record CountingGenerator(LlmQueryGenerator generator, LlmEstimate estimate) implements QueryGenerator {
        @Override
        public String describe() {
            return generator.describe();
        }

        @Override
        public List<Generated> generate(List<Source> sources, Progress progress) {
            estimate.add(GENERATOR, generator.estimate(sources));
            return generator.generate(sources, Progress.SILENT);
        }
    }
}
