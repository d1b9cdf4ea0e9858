package dev.isogloss.experiment;

import dev.isogloss.checkpoint.CrossEncoderFolder;
import dev.isogloss.io.Checksums;
import dev.isogloss.llm.Budget;
import dev.isogloss.llm.Price;
import dev.isogloss.mine.JudgePolicy;
import dev.isogloss.mine.ScoreThresholds;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.OptionalInt;
import tools.jackson.databind.JsonNode;

/**
 * Who judges candidates after the rules, and what fills queries up that are left short: {@code mine.judging}.
 *
 * @param judges {@code consensus}, {@code cross-encoder}, {@code llm}, in the order in which they judge; may be empty
 * @param keepUndecided whether a candidate stays that a judge could not say anything of
 * @param refill {@code none}, {@code extractive} or {@code llm}
 */
public record JudgingChoice(
        List<String> judges,
        JudgePolicy policy,
        boolean keepUndecided,
        Consensus consensus,
        CrossEncoder crossEncoder,
        String refill,
        Extractive extractive,
        Llm llm) {
    private static final List<String> KNOWN = List.of("consensus", "cross-encoder", "llm");

    public JudgingChoice {
        judges = List.copyOf(judges);
    }

    /**
     * Encoders that vote.
     *
     * @param scorers {@code dense} or names of encoders of the ensemble
     * @param above the similarity of a paraphrase for all of them; empty to calibrate one for each
     */
    public record Consensus(List<String> scorers, Optional<Double> above) {}

    /**
     * A model that reads query and passage together.
     *
     * @param path of a trained one; empty to train one here, out of fold
     * @param topLayers how many layers are trained, from the top; empty for all
     * @param thresholds on its scores; empty to place them on people's judgments by the next two
     * @param missed share of the passages that people judged relevant that may be graded irrelevant, 0 .. 0.5
     * @param accused share of the passages that people judged irrelevant that may be graded relevant, 0 .. 0.5
     */
    public record CrossEncoder(
            Optional<String> path,
            int pairTokens,
            int folds,
            OptionalInt topLayers,
            int groups,
            int negatives,
            double learningRate,
            int epochs,
            OptionalInt maxSteps,
            Optional<ScoreThresholds> thresholds,
            double missed,
            double accused) {
        /** What a training here depends on; thresholds are placed after it. */
        List<Object> training() {
            return List.of(pairTokens, folds, topLayers, groups, negatives, learningRate, epochs, maxSteps);
        }

        /** What its scores depend on, beyond a training here. */
        List<Object> scoring(Experiment.ModelChoice model) {
            String network = path.map(folder -> CrossEncoderFolder.open(folder).networkHash())
                    .orElse("trained here");
            return List.of(network, pairTokens, model.precision(), model.device());
        }
    }

    /** How much of a positive becomes a query. */
    public record Extractive(int sentences, int words) {}

    /**
     * A language model behind an OpenAI-compatible server.
     *
     * @param url of the server, for example {@code http://localhost:8080/v1}; empty to take recorded answers only
     * @param keyVariable the environment variable that holds the key; empty for a server without keys
     * @param answers the file of recorded answers; empty for {@code answers.jsonl} in the run folder
     * @param positive whether the judge is shown a positive as standard answer
     */
    public record Llm(
            Optional<String> url,
            Optional<String> model,
            Optional<String> keyVariable,
            Optional<Path> answers,
            boolean positive,
            int inFlight,
            int perMinute,
            int timeoutSeconds,
            Budget budget,
            Optional<Path> judgeWithAnswer,
            Optional<Path> judgeWithoutAnswer,
            Optional<Path> summaryPrompt,
            Optional<Path> queryPrompt) {
        /** What its answers depend on: not where it is, how fast it is asked, nor what that may cost. */
        private List<Object> deciding() throws IOException {
            List<Object> deciding = new ArrayList<>(List.of(model, positive));
            for (Optional<Path> prompt : List.of(judgeWithAnswer, judgeWithoutAnswer, summaryPrompt, queryPrompt)) {
                deciding.add(prompt.isPresent() ? Checksums.sha256(prompt.get()) : "usual");
            }
            return deciding;
        }
    }

    /** Whether a language model is asked for anything. */
    boolean wantsLlm() {
        return judges.contains("llm") || refill.equals("llm");
    }

    /** Whether a cross-encoder is to be trained here. */
    boolean trainsCrossEncoder() {
        return judges.contains("cross-encoder") && crossEncoder.path().isEmpty();
    }

    /** What the negatives depend on, beyond a training of the cross-encoder: settings of judges nobody asks for do not count. */
    List<Object> deciding(Experiment.ModelChoice model) throws IOException {
        List<Object> deciding = new ArrayList<>(List.of(judges, refill));
        if (!judges.isEmpty()) {
            deciding.addAll(List.of(policy, keepUndecided));
        }
        if (judges.contains("consensus")) {
            deciding.add(consensus);
        }
        if (judges.contains("cross-encoder")) {
            deciding.addAll(crossEncoder.scoring(model));
            deciding.addAll(List.of(crossEncoder.thresholds, crossEncoder.missed, crossEncoder.accused));
        }
        if (refill.equals("extractive")) {
            deciding.add(extractive);
        }
        if (wantsLlm()) {
            deciding.addAll(llm.deciding());
        }
        return deciding;
    }

    static JudgingChoice of(Settings in, List<String> scorers) {
        List<String> judges = judges(in);
        Settings consensus = in.section("consensus");
        Settings cross = in.section("cross-encoder");
        Settings extractive = in.section("extractive");
        JudgingChoice choice = new JudgingChoice(
                judges,
                policy(in.word("policy", "keep-irrelevant", "drop-relevant", "relabel-relevant")),
                in.word("undecided", "keep", "drop").equals("keep"),
                new Consensus(
                        consensus.wordsOf("scorers", scorers),
                        consensus.node().path("above").asString("").equals("calibrated")
                                ? Optional.empty()
                                : Optional.of(consensus.number("above", -1, 1))),
                new CrossEncoder(
                        cross.optionalText("path"),
                        cross.integer("pair-tokens", 16, 8192),
                        cross.integer("folds", 2, 20),
                        cross.optionalInteger("top-layers", 0, 1000),
                        cross.integer("groups", 1, 10_000),
                        cross.integer("negatives", 1, 100),
                        cross.number("learning-rate", 1e-12, 1),
                        cross.integer("epochs", 1, 10_000),
                        cross.optionalInteger("max-steps", 1, Integer.MAX_VALUE),
                        thresholds(cross),
                        cross.number("missed", 0, 0.5),
                        cross.number("accused", 0, 0.5)),
                in.word("refill", "none", "extractive", "llm"),
                new Extractive(extractive.integer("sentences", 1, 100), extractive.integer("words", 1, 100)),
                llm(in.section("llm")));
        if (choice.wantsLlm()) {
            choice.requireLlm(in);
        }
        return choice;
    }

    /** Refuses a language model that nobody can ask. */
    void requireLlm(Settings in) {
        if (llm.model.isEmpty()) {
            throw in.section("llm").refused("model", "the name of a model, when llm judges or generates");
        }
        if (llm.url.isEmpty() && llm.answers.isEmpty()) {
            throw in.section("llm")
                    .refused(
                            "url",
                            "the address of a server such as http://localhost:8080/v1, or llm.answers must name a"
                                    + " file of recorded answers");
        }
    }

    private static List<String> judges(Settings in) {
        JsonNode list = in.node().path("judges");
        List<String> judges = new ArrayList<>();
        for (JsonNode item : list.isArray() ? list : List.of(list)) {
            String name = item.asString("");
            if (!KNOWN.contains(name) || judges.contains(name)) {
                String hint = NearestName.of(name, KNOWN)
                        .map(nearest -> "; did you mean " + nearest + "?")
                        .orElse("");
                throw in.refused("judges", "a list out of " + KNOWN + ", each once" + hint);
            }
            judges.add(name);
        }
        return judges;
    }

    private static Optional<ScoreThresholds> thresholds(Settings in) {
        if (in.node().path("thresholds").isNull()) {
            return Optional.empty();
        }
        List<Double> cuts = in.numbers("thresholds", -1e6, 1e6);
        if (cuts.size() != 2 || cuts.get(0) > cuts.get(1)) {
            throw in.refused(
                    "thresholds", "two ascending scores, from which a passage answers in part and fully, or null");
        }
        return Optional.of(new ScoreThresholds(cuts.get(0), cuts.get(1)));
    }

    private static JudgePolicy policy(String word) {
        return JudgePolicy.valueOf(word.toUpperCase(Locale.ROOT).replace('-', '_'));
    }

    private static Llm llm(Settings in) {
        return new Llm(
                in.optionalText("url"),
                in.optionalText("model"),
                in.optionalText("key-variable"),
                in.optionalText("answers").map(Path::of),
                in.flag("positive"),
                in.integer("in-flight", 1, 4096),
                in.integer("per-minute", 0, 1_000_000),
                in.integer("timeout-seconds", 1, 86_400),
                new Budget(
                        limit(in, "calls").map(Double::longValue).orElse(Long.MAX_VALUE),
                        limit(in, "tokens").map(Double::longValue).orElse(Long.MAX_VALUE),
                        limit(in, "money").orElse(Double.POSITIVE_INFINITY),
                        new Price(in.number("price-input", 0, 1e6), in.number("price-output", 0, 1e6))),
                in.optionalText("judge-with-answer").map(Path::of),
                in.optionalText("judge-without-answer").map(Path::of),
                in.optionalText("summary-prompt").map(Path::of),
                in.optionalText("query-prompt").map(Path::of));
    }

    private static Optional<Double> limit(Settings in, String key) {
        return in.optionalNumber(key, 0, 1e15);
    }
}
