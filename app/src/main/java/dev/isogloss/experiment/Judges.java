package dev.isogloss.experiment;

import dev.isogloss.data.Key;
import dev.isogloss.data.Passage;
import dev.isogloss.mine.Calibration;
import dev.isogloss.mine.ConsensusJudge;
import dev.isogloss.mine.CrossEncoderJudge;
import dev.isogloss.mine.Ensemble;
import dev.isogloss.mine.ExtractiveQueryGenerator;
import dev.isogloss.mine.GeneratorPrompts;
import dev.isogloss.mine.Judge;
import dev.isogloss.mine.JudgeCheck;
import dev.isogloss.mine.JudgePrompts;
import dev.isogloss.mine.JudgeStage;
import dev.isogloss.mine.LlmGeneratorSettings;
import dev.isogloss.mine.LlmJudge;
import dev.isogloss.mine.LlmJudgeSettings;
import dev.isogloss.mine.LlmQueryGenerator;
import dev.isogloss.mine.MiningQuery;
import dev.isogloss.mine.MiningStage;
import dev.isogloss.mine.QueryGenerator;
import dev.isogloss.mine.Refill;
import dev.isogloss.mine.ScoreThresholds;
import dev.isogloss.mine.Scorers;
import dev.isogloss.mine.Similarity;
import dev.isogloss.mine.TalliedJudge;
import dev.isogloss.search.PairScorer;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/** The judges and the generator of {@code mine.judging}, open. */
final class Judges implements AutoCloseable {
    private static final double USUAL_PARAPHRASE = 0.95;

    private final Context context;
    private final JudgingChoice choice;
    private final Function<Key, Passage> passages;
    private final List<Judge> judges = new ArrayList<>();
    private final List<String> calibrations = new ArrayList<>();
    private final OpenParts open = new OpenParts();
    private final @Nullable LlmEstimate estimate;
    private @Nullable Chat chat;

    private Judges(Context context, Function<Key, Passage> passages, @Nullable LlmEstimate estimate) {
        this.estimate = estimate;
        this.context = context;
        this.choice = context.experiment().mine().judging();
        this.passages = passages;
    }

    /**
     * Opens every judge the experiment asks for.
     *
     * @param calibrateOn training queries that thresholds are placed on
     */
    static Judges open(Context context, Scorers scorers, List<MiningQuery> calibrateOn, Function<Key, Passage> passages)
            throws IOException {
        return open(context, scorers, calibrateOn, passages, null);
    }

    /**
     * The same with a language model that is asked nothing.
     *
     * @param estimate what it would have been asked is added up here; null to ask it
     */
    static Judges open(
            Context context,
            Scorers scorers,
            List<MiningQuery> calibrateOn,
            Function<Key, Passage> passages,
            @Nullable LlmEstimate estimate)
            throws IOException {
        Judges judges = new Judges(context, passages, estimate);
        try {
            for (String name : judges.choice.judges()) {
                Judge judge = switch (name) {
                    case "consensus" -> judges.consensus(scorers, calibrateOn);
                    case "cross-encoder" -> judges.crossEncoder(calibrateOn);
                    case "llm" -> judges.languageModel();
                    default -> throw new IllegalStateException("no judge is called " + name);
                };
                judges.judges.add(estimate == null ? new TalliedJudge(judge) : judge);
            }
            return judges;
        } catch (IOException | RuntimeException e) {
            judges.close();
            throw e;
        }
    }

    /** The stages that come after the rules. */
    List<MiningStage> stages() {
        List<MiningStage> stages = new ArrayList<>();
        for (Judge judge : judges) {
            stages.add(new JudgeStage(judge, choice.policy(), choice.keepUndecided(), passages, context.progress()));
        }
        return stages;
    }

    /** How thresholds were found, one line each. */
    List<String> calibrations() {
        return List.copyOf(calibrations);
    }

    /** How every judge agrees with people, on queries that its thresholds were not placed on. */
    List<JudgeCheck> checks(List<MiningQuery> queries) {
        return judges.stream()
                .filter(judge -> estimate == null || judge instanceof LlmEstimate.Counted)
                .map(judge -> JudgeCheck.of(judge, choice.policy(), queries, passages, context.progress()))
                .toList();
    }

    /**
     * Judges that said the same of every candidate and of everything people judged; those of which a check says so already are left
     * out.
     *
     * @param checks in the order of the judges
     */
    List<String> useless(List<JudgeCheck> checks) {
        List<String> warnings = new ArrayList<>();
        for (int i = 0; i < checks.size(); i++) {
            if (checks.get(i).warnings().isEmpty() && judges.get(i) instanceof TalliedJudge judge) {
                judge.counts().uselessness(judge.describe()).ifPresent(warnings::add);
            }
        }
        return warnings;
    }

    /** What fills short queries up; null when they stay short. */
    @Nullable
    Refill refill(Ensemble ensemble, EnsembleMembers members, int enough) throws IOException {
        QueryGenerator generator = switch (choice.refill()) {
            case "none" -> null;
            case "extractive" ->
                new ExtractiveQueryGenerator(
                        members.embedder(),
                        members.salience(),
                        choice.extractive().sentences(),
                        choice.extractive().words());
            case "llm" -> {
                LlmQueryGenerator asking = new LlmQueryGenerator(
                        chat().pool(),
                        prompts(choice.llm()),
                        ExpectedLanguages.detector(context.corpus().languages()),
                        LlmGeneratorSettings.DEFAULT);
                yield estimate == null ? asking : estimate.counting(asking);
            }
            default -> throw new IllegalStateException("no generator is called " + choice.refill());
        };
        return generator == null ? null : new Refill(generator, ensemble, enough);
    }

    private Judge consensus(Scorers scorers, List<MiningQuery> calibrateOn) {
        List<ConsensusJudge.Member> members = new ArrayList<>();
        for (String name : choice.consensus().scorers()) {
            Optional<Double> above = choice.consensus().above();
            if (above.isPresent()) {
                members.add(new ConsensusJudge.Member(scorers.named(name), above.get()));
            } else {
                Calibration.Calibrated found =
                        Calibration.USUAL.calibrate(new Similarity(name, USUAL_PARAPHRASE), calibrateOn, scorers);
                calibrations.add("consensus of " + name + ": " + found.how());
                members.add(new ConsensusJudge.Member(
                        scorers.named(name), found.rule().threshold()));
            }
        }
        return new ConsensusJudge(members);
    }

    private Judge crossEncoder(List<MiningQuery> calibrateOn) throws IOException {
        PairScorer scorer = JudgeScoresStep.recorded(
                context, CrossEncoders.open(context, choice.crossEncoder().path(), open));
        Optional<ScoreThresholds> given = choice.crossEncoder().thresholds();
        if (given.isPresent()) {
            return new CrossEncoderJudge(scorer, given.get());
        }
        CrossEncoderJudge judge = CrossEncoderJudge.calibrated(
                scorer,
                calibrateOn.stream().map(MiningQuery::query).toList(),
                MiningInputs.judgments(calibrateOn),
                passages,
                choice.crossEncoder().missed(),
                choice.crossEncoder().accused(),
                context.progress());
        calibrations.add("cross-encoder: " + judge.thresholds());
        return judge;
    }

    private Judge languageModel() throws IOException {
        JudgePrompts prompts = judgePrompts(choice.llm());
        LlmJudgeSettings settings =
                choice.llm().positive() ? LlmJudgeSettings.DEFAULT : LlmJudgeSettings.DEFAULT.withoutPositive();
        LlmJudge judge = new LlmJudge(chat().pool(), prompts, settings);
        return estimate == null ? judge : estimate.counting(judge);
    }

    /** The judge's prompts, those of the user where there are any. */
    static JudgePrompts judgePrompts(JudgingChoice.Llm llm) throws IOException {
        JudgePrompts prompts = JudgePrompts.standard();
        if (llm.judgeWithAnswer().isPresent()) {
            prompts = prompts.withAnswerFrom(llm.judgeWithAnswer().get());
        }
        if (llm.judgeWithoutAnswer().isPresent()) {
            prompts = prompts.withoutAnswerFrom(llm.judgeWithoutAnswer().get());
        }
        return prompts;
    }

    /** The generator's prompts, those of the user where there are any. */
    static GeneratorPrompts prompts(JudgingChoice.Llm llm) throws IOException {
        GeneratorPrompts prompts = GeneratorPrompts.standard();
        if (llm.summaryPrompt().isPresent()) {
            prompts = prompts.summaryFrom(llm.summaryPrompt().get());
        }
        if (llm.queryPrompt().isPresent()) {
            prompts = prompts.queryFrom(llm.queryPrompt().get());
        }
        return prompts;
    }

    private Chat chat() throws IOException {
        Chat opened = chat;
        if (opened == null) {
            opened = open.keep(
                    estimate == null
                            ? Chat.open(choice.llm(), context.base())
                            : Chat.withoutServer(choice.llm(), context.base()));
            chat = opened;
        }
        return opened;
    }

    @Override
    public void close() {
        open.close();
    }
}
