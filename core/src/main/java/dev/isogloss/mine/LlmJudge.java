package dev.isogloss.mine;

import dev.isogloss.data.Passage;
import dev.isogloss.data.Query;
import dev.isogloss.io.Progress;
import dev.isogloss.llm.AnswerForm;
import dev.isogloss.llm.ChatEstimate;
import dev.isogloss.llm.ChatFailure;
import dev.isogloss.llm.ChatPool;
import dev.isogloss.llm.Prompt;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * A judge that asks a language model for information accuracy and information completeness, several times each, with the best known
 * positive as standard answer (arXiv 2509.09459, section 3.1). See {@link MajorityVote} for how votes make a verdict, and
 * {@link GradeCounts#uselessness} for a model that tells nothing apart.
 */
public final class LlmJudge implements Judge {
    private static final AnswerForm FORM = new AnswerForm.JsonObject(
            "grades",
            List.of(new AnswerForm.WholeNumber("accuracy", 0, 2), new AnswerForm.WholeNumber("completeness", 0, 2)));

    private final ChatPool pool;
    private final JudgePrompts prompts;
    private final LlmJudgeSettings settings;

    public LlmJudge(ChatPool pool, JudgePrompts prompts, LlmJudgeSettings settings) {
        this.pool = pool;
        this.prompts = prompts;
        this.settings = settings;
    }

    @Override
    public String name() {
        return "llm";
    }

    @Override
    public String describe() {
        String templates = settings.withPositive()
                ? prompts.withAnswer().mark() + "/" + prompts.withoutAnswer().mark()
                : prompts.withoutAnswer().mark();
        return "llm(model=" + pool.model() + ", positive=" + (settings.withPositive() ? "with" : "without")
                + ", prompts=" + templates + ", " + settings.describe() + ")";
    }

    @Override
    public List<List<Verdict>> judge(List<Question> questions, Progress progress) {
        List<Case> cases = questions.stream().flatMap(LlmJudge::cases).toList();
        List<Verdict> verdicts;
        try (Progress.Task task = progress.start("Judging with " + pool.model(), cases.size(), "passages")) {
            verdicts = pool.each(cases, this::verdict, task);
        }
        List<List<Verdict>> all = new ArrayList<>();
        int next = 0;
        for (Question question : questions) {
            int end = next + question.passages().size();
            all.add(List.copyOf(verdicts.subList(next, end)));
            next = end;
        }
        return all;
    }

    /** What judging would cost; answers that must be asked for again come on top. */
    public ChatEstimate estimate(List<Question> questions) {
        return pool.estimate(questions.stream()
                .flatMap(LlmJudge::cases)
                .flatMap(one -> {
                    Prompt prompt = prompt(one);
                    return IntStream.range(0, settings.votes().size())
                            .mapToObj(vote -> new ChatPool.Asked(prompt, settings.sampling(vote, 0)));
                })
                .iterator());
    }

    private Verdict verdict(Case one) {
        Prompt prompt = prompt(one);
        return MajorityVote.of(IntStream.range(0, settings.votes().size())
                .mapToObj(vote -> vote(prompt, vote))
                .toList());
    }

    private Grade vote(Prompt prompt, int vote) {
        for (int attempt = 0; attempt <= settings.retries(); attempt++) {
            Optional<JudgeAnswer> answer;
            try {
                answer = JudgeAnswer.parse(
                        pool.ask(prompt, settings.sampling(vote, attempt)).text());
            } catch (ChatFailure e) {
                // this one prompt is not answered, however often: a longer wait or another seed changes nothing
                return Grade.UNDECIDED;
            }
            if (answer.isPresent()) {
                return answer.get().grade();
            }
        }
        return Grade.UNDECIDED;
    }

    private Prompt prompt(Case one) {
        Map<String, String> texts = Map.of(
                "query", one.query.text(),
                "passage", shown(one.passage),
                "answer", one.answer == null ? "" : shown(one.answer),
                "language", LanguageName.of(one.query.language()));
        boolean answered = settings.withPositive() && one.answer != null;
        return (answered ? prompts.withAnswer() : prompts.withoutAnswer()).fill(texts, FORM);
    }

    private String shown(Passage passage) {
        return PassageText.shown(passage, settings.longestPassage());
    }

    private static Stream<Case> cases(Question question) {
        Passage answer = question.positives().stream()
                .filter(positive -> !positive.isBlank())
                .findFirst()
                .orElse(null);
        return question.passages().stream().map(passage -> new Case(question.query(), answer, passage));
    }

    private record Case(Query query, @Nullable Passage answer, Passage passage) {}
}
