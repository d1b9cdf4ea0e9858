package dev.isogloss.experiment;

import dev.isogloss.corpus.Corpus;
import dev.isogloss.data.Key;
import dev.isogloss.data.Language;
import dev.isogloss.data.Passage;
import dev.isogloss.index.Bm25Index;
import dev.isogloss.io.BadInputException;
import dev.isogloss.io.JsonLines;
import dev.isogloss.mine.Exemplars;
import dev.isogloss.mine.ExtractiveQueryGenerator;
import dev.isogloss.mine.GeneratorPrompts;
import dev.isogloss.mine.LanguageName;
import dev.isogloss.mine.LlmGeneratorSettings;
import dev.isogloss.mine.LlmQueryGenerator;
import dev.isogloss.mine.PassageSample;
import dev.isogloss.mine.QueryGenerator;
import dev.isogloss.mine.QuestionMaker;
import dev.isogloss.mine.RoundTrip;
import dev.isogloss.search.FusedRetriever;
import dev.isogloss.search.Fusion;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.stream.IntStream;
import tools.jackson.databind.json.JsonMapper;

/**
 * Queries made from passages of the collection (SWIM-X: Thakur et al. 2024, arXiv 2311.05800): a stratified sample of passages, a summary
 * and a query of each, and only those that pass the filters. {@code questions/generated/generated.jsonl} has them as SWIM-IR writes its records,
 * {@code questions/generated/report.json} says how many of each language were tried and refused, and why.
 */
final class GeneratedQuestions {
    private GeneratedQuestions() {}

    /** A record of SWIM-IR. */
    record Record(String _id, String lang, String code, String query, String title, String text) {}

    /** What became of the passages of one language of queries. */
    record Tally(int tried, int kept, SortedMap<String, Integer> refused) {}

    /**
     * Makes them.
     *
     * @param encoded the key of the untouched model's passage vectors
     * @return the same context with these queries in place of people's
     */
    static Context make(Context context, SystemModel untouched, StepKey encoded, StepKey lexical) throws IOException {
        QuestionsChoice choice = context.experiment().questions();
        StepKey key = StepKey.of(
                choice.generating(context.experiment().mine().judging()),
                encoded,
                lexical,
                context.data().measured().identity(),
                context.experiment().seed());
        StepKey done = context.steps()
                .run(
                        "generate-questions",
                        key,
                        List.of(QuestionsStep.folder(context)),
                        () -> make(context, untouched, choice));
        return QuestionsStep.learned(context, done);
    }

    private static void make(Context context, SystemModel untouched, QuestionsChoice choice) throws IOException {
        List<Passage> passages =
                sample(context.corpus(), choice, context.experiment().seed());
        if (choice.wantLlm()) {
            LanguageName.require(context.corpus().languages());
            LanguageName.require(choice.languages());
        }
        try (OpenParts open = new OpenParts()) {
            Bm25Index words = open.keep(Bm25Index.open(LexicalStep.folder(context)));
            EncodeStep.Open vectors = open.keep(EncodeStep.Open.forEvaluation(untouched));
            LiveQueries live = open.keep(new LiveQueries(
                    vectors.queries(), context.encoder(untouched.folder().toString())));
            Optional<RoundTrip> roundTrip = choice.roundTrip() == 0
                    ? Optional.empty()
                    : Optional.of(new RoundTrip(
                            new FusedRetriever(
                                    List.of(words, vectors.index(EnsembleMember.Dense.NAME, live)),
                                    new Fusion.WeightedSum(
                                            new TreeMap<>(Map.of("bm25", 0.5, EnsembleMember.Dense.NAME, 0.5)))),
                            choice.roundTrip()));
            QueryGenerator generator = choice.wantLlm()
                    ? generator(
                            context,
                            choice,
                            open.keep(Chat.open(
                                    context.experiment().mine().judging().llm(), context.base())))
                    : new ExtractiveQueryGenerator(
                            live.embedder(),
                            words::salience,
                            context.experiment().mine().judging().extractive().sentences(),
                            context.experiment().mine().judging().extractive().words());
            QuestionMaker.Result result = new QuestionMaker(
                            generator, choice.languages(), context.data().measured()::have, roundTrip)
                    .make(passages, context.progress());
            if (result.questions().isEmpty()) {
                throw new BadInputException(
                        "questions: no query came of " + passages.size() + " passages; refused: " + result.refused());
            }
            write(context, result);
        }
    }

    /** What a language model would be asked; it is asked nothing. */
    static LlmEstimate estimate(Context context) throws IOException {
        QuestionsChoice choice = context.experiment().questions();
        LlmEstimate estimate = new LlmEstimate();
        try (Chat chat =
                Chat.withoutServer(context.experiment().mine().judging().llm(), context.base())) {
            List<Passage> passages =
                    sample(context.corpus(), choice, context.experiment().seed());
            QuestionMaker.Result result = new QuestionMaker(
                            estimate.counting(generator(context, choice, chat)),
                            choice.languages(),
                            query -> false,
                            Optional.empty())
                    .make(passages, context.progress());
            assert result.questions().size() <= passages.size();
        }
        return estimate;
    }

    private static List<Passage> sample(Corpus corpus, QuestionsChoice choice, long seed) {
        SortedMap<Language, List<Key>> passages = new TreeMap<>();
        for (Language language : corpus.languages()) {
            passages.put(
                    language,
                    IntStream.range(corpus.from(language), corpus.to(language))
                            .mapToObj(corpus::key)
                            .toList());
        }
        return PassageSample.stratified(passages, choice.passagesPerLanguage(), seed).stream()
                .map(key -> corpus.passage(corpus.ordinal(key)))
                .toList();
    }

    private static LlmQueryGenerator generator(Context context, QuestionsChoice choice, Chat chat) throws IOException {
        List<Language> languages = new ArrayList<>(context.corpus().languages());
        choice.languages().stream()
                .filter(language -> !languages.contains(language))
                .forEach(languages::add);
        return new LlmQueryGenerator(
                chat.pool(), prompts(choice), ExpectedLanguages.detector(languages), LlmGeneratorSettings.DEFAULT);
    }

    /** The prompts, those of the user where there are any. */
    static GeneratorPrompts prompts(QuestionsChoice choice) throws IOException {
        Optional<Path> own = choice.exemplars();
        GeneratorPrompts prompts =
                GeneratorPrompts.asking(own.isPresent() ? Exemplars.read(own.get()) : Exemplars.standard());
        if (choice.summaryPrompt().isPresent()) {
            prompts = prompts.summaryFrom(choice.summaryPrompt().get());
        }
        return choice.queryPrompt().isPresent()
                ? prompts.queryFrom(choice.queryPrompt().get())
                : prompts;
    }

    private static void write(Context context, QuestionMaker.Result result) throws IOException {
        JsonLines.write(QuestionsStep.folder(context).resolve("generated.jsonl"), out -> {
            for (QuestionMaker.Question question : result.questions()) {
                Language language = question.query().language();
                out.write(new Record(
                        question.passage().key().id(),
                        LanguageName.known(language).orElse(language.code()),
                        language.code(),
                        question.query().text(),
                        question.passage().title(),
                        question.passage().text()));
            }
        });
        SortedMap<String, Tally> tallies = new TreeMap<>();
        result.tried().forEach((language, tried) -> {
            SortedMap<String, Integer> refused = result.refused().getOrDefault(language, new TreeMap<>());
            int lost = refused.values().stream().mapToInt(Integer::intValue).sum();
            tallies.put(language.code(), new Tally(tried, tried - lost, refused));
        });
        QuestionsStep.writeReport(
                context, JsonMapper.shared().writerWithDefaultPrettyPrinter().writeValueAsString(tallies));
        JsonLines.write(QuestionsStep.file(context), out -> {
            for (QuestionMaker.Question question : result.questions()) {
                out.write(QuestionsStep.Line.of(
                        question.query(), question.passage().key()));
            }
        });
    }
}
