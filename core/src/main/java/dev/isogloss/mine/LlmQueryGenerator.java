package dev.isogloss.mine;

import dev.isogloss.data.Language;
import dev.isogloss.io.Progress;
import dev.isogloss.llm.AnswerForm;
import dev.isogloss.llm.ChatAnswer;
import dev.isogloss.llm.ChatEstimate;
import dev.isogloss.llm.ChatFailure;
import dev.isogloss.llm.ChatPool;
import dev.isogloss.llm.Prompt;
import dev.isogloss.llm.Sampling;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;
import java.util.function.IntFunction;
import java.util.stream.Stream;

/**
 * Makes queries with a language model: the positive is summarised, with a view to the query where there is one, and the summary is
 * asked about; the summary is in the passage's language, the new query in that of the source's query, which is checked (arXiv
 * 2509.09459, section 3.2). What is blank, too long, copied, or in another
 * language is asked for again with another seed, then refused.
 */
public final class LlmQueryGenerator implements QueryGenerator {
    static final AnswerForm SUMMARY = new AnswerForm.JsonObject("summary", List.of(new AnswerForm.Text("summary")));
    static final AnswerForm QUERY = new AnswerForm.JsonObject("query", List.of(new AnswerForm.Text("query")));

    private final ChatPool pool;
    private final GeneratorPrompts prompts;
    private final GeneratedText summaries;
    private final GeneratedText queries;
    private final LlmGeneratorSettings settings;

    /**
     * A generator.
     *
     * @param languageOf the language of a text, empty where it cannot be told: then the text passes; safe for many threads. It
     *     should choose among the collection's languages and English only: lingua among the 12 languages of XQuAD takes 1.9 % of
     *     its questions for another language and 0.6 % of English questions for the wanted one; among 40 languages 8.9 % (of
     *     Hindi 52 %, as Marathi) and 0.5 %
     */
    public LlmQueryGenerator(
            ChatPool pool,
            GeneratorPrompts prompts,
            Function<String, Optional<Language>> languageOf,
            LlmGeneratorSettings settings) {
        this.pool = pool;
        this.prompts = prompts;
        this.summaries = new GeneratedText("summary", settings.longestSummary(), languageOf);
        this.queries = new GeneratedText("query", settings.longestQuery(), languageOf);
        this.settings = settings;
    }

    @Override
    public String describe() {
        return "llm(model=" + pool.model() + ", prompts=" + prompts.mark() + ", " + settings.describe() + ")";
    }

    @Override
    public List<Generated> generate(List<Source> sources, Progress progress) {
        requireNames(sources);
        try (Progress.Task task = progress.start("Making queries with " + pool.model(), sources.size(), "queries")) {
            return pool.each(sources, this::made, task);
        }
    }

    /**
     * What making queries would cost. Recorded answers are followed as far as they lead; a summary that is not there yet is taken to
     * be as long as it may be, and whatever is not recorded to be usable at once.
     */
    public ChatEstimate estimate(List<Source> sources) {
        requireNames(sources);
        return pool.estimate(
                sources.stream().flatMap(source -> expected(source).stream()).iterator());
    }

    private List<ChatPool.Asked> expected(Source source) {
        List<ChatPool.Asked> asked = new ArrayList<>();
        Optional<Step> summary = recorded(
                summaryPrompt(prompts, source, settings), "summary", settings::summary, summaryProblem(source), asked);
        if (summary.isEmpty()) {
            String longest = "x".repeat(settings.longestSummary());
            asked.add(new ChatPool.Asked(queryPrompt(prompts, source, longest), settings.query(0)));
        } else if (!summary.get().refused) {
            Prompt prompt = queryPrompt(prompts, source, summary.get().text);
            Optional<Step> query = recorded(prompt, "query", settings::query, queryProblem(source), asked);
            assert query.isEmpty() || !asked.isEmpty();
        }
        return asked;
    }

    /** What recorded answers make of a step; empty where they end before it is decided. */
    private Optional<Step> recorded(
            Prompt prompt,
            String field,
            IntFunction<Sampling> sampling,
            Function<String, Optional<String>> problem,
            List<ChatPool.Asked> asked) {
        for (int attempt = 0; attempt <= settings.retries(); attempt++) {
            asked.add(new ChatPool.Asked(prompt, sampling.apply(attempt)));
            Optional<ChatAnswer> answer = pool.recorded(prompt, sampling.apply(attempt));
            if (answer.isEmpty()) {
                return Optional.empty();
            }
            Optional<String> text = AnswerText.field(answer.get().text(), field);
            if (text.isPresent() && problem.apply(text.get()).isEmpty()) {
                return Optional.of(new Step(false, text.get()));
            }
        }
        return Optional.of(new Step(true, "every recorded " + field + " is unusable"));
    }

    static Prompt summaryPrompt(GeneratorPrompts prompts, Source source, LlmGeneratorSettings settings) {
        return prompts.summary().fill(prompts.summaryTexts(source, settings.longestPassage()), SUMMARY);
    }

    static Prompt queryPrompt(GeneratorPrompts prompts, Source source, String summary) {
        return prompts.query().fill(prompts.queryTexts(source, summary), QUERY);
    }

    /**
     * Every language must have a name, or the model cannot be told to write in it.
     *
     * @throws dev.isogloss.io.BadInputException for a language without one
     */
    static void requireNames(List<Source> sources) {
        LanguageName.require(sources.stream()
                .flatMap(source -> Stream.of(
                        source.query().language(), source.positive().key().language()))
                .toList());
    }

    private Generated made(Source source) {
        Step summary =
                step(summaryPrompt(prompts, source, settings), "summary", settings::summary, summaryProblem(source));
        if (summary.refused) {
            return new Refused(summary.text);
        }
        Step query = step(queryPrompt(prompts, source, summary.text), "query", settings::query, queryProblem(source));
        return query.refused ? new Refused(query.text) : new Made(summary.text, query.text);
    }

    private Function<String, Optional<String>> summaryProblem(Source source) {
        return text -> summaries.problem(
                text, source.positive().key().language(), source.positive().text());
    }

    private Function<String, Optional<String>> queryProblem(Source source) {
        return text -> GeneratedText.isSame(text, source.query().text())
                ? Optional.of("the query repeats the training query")
                : queries.problem(
                        text, source.query().language(), source.positive().text());
    }

    /** The text, or why there is none. */
    private record Step(boolean refused, String text) {}

    private Step step(
            Prompt prompt, String field, IntFunction<Sampling> sampling, Function<String, Optional<String>> problem) {
        String reason = "";
        for (int attempt = 0; attempt <= settings.retries(); attempt++) {
            String answer;
            try {
                answer = pool.ask(prompt, sampling.apply(attempt)).text();
            } catch (ChatFailure e) {
                return new Step(true, "the server gave no " + field);
            }
            Optional<String> text = AnswerText.field(answer, field);
            if (text.isEmpty()) {
                reason = "the " + field + " is not readable";
                continue;
            }
            Optional<String> found = problem.apply(text.get());
            if (found.isEmpty()) {
                return new Step(false, text.get());
            }
            reason = found.get();
        }
        return new Step(true, reason);
    }
}
