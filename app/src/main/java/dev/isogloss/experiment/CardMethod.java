package dev.isogloss.experiment;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;
import tools.jackson.databind.node.StringNode;

/** What a model card says of the way a model was trained: in sentences, and as the settings themselves. */
final class CardMethod {
    private static final List<String> SECTIONS =
            List.of("seed", "questions", "text", "mine", "plan", "train", "train-sets", "pre-fine-tuning");
    private static final Pattern HUB_ID = Pattern.compile("([A-Za-z0-9_.-]+/[A-Za-z0-9_.-]+?)(?:@.*)?");
    private static final Pattern IN_CACHE = Pattern.compile(".*/models--([^/]+?)--([^/]+)/snapshots/.*");

    private CardMethod() {}

    /** The hub id that a model was named by. */
    static Optional<String> hubId(String path) {
        Matcher cached = IN_CACHE.matcher(path);
        if (cached.matches()) {
            return Optional.of(cached.group(1) + "/" + cached.group(2));
        }
        Matcher id = HUB_ID.matcher(path);
        return id.matches() && !Files.exists(Path.of(path)) ? Optional.of(id.group(1)) : Optional.empty();
    }

    /** What was done, for one of the trained systems. */
    static List<String> sentences(Experiment experiment, String system) {
        List<String> sentences = new ArrayList<>();
        if (!experiment.preFineTuning().isEmpty()) {
            sentences.add("Pre-fine-tuned before, one training after the other: "
                    + experiment.preFineTuning().stream()
                            .map(stage -> stage.name() + " (" + corpusName(stage) + ")")
                            .collect(Collectors.joining(", "))
                    + "; untouched below is the model after that.");
        }
        if (experiment.questions().areUnlabelled()) {
            sentences.add(
                    "Nobody's judgments were used: of each training query the best candidate of the retrievers below was taken"
                            + " for relevant.");
        } else if (experiment.questions().areGenerated()) {
            sentences.add("No query of people was used: queries were made from passages ("
                    + experiment.questions().generator() + ").");
        }
        Experiment.MineChoice mine = experiment.mine();
        String members =
                mine.ensemble().members().stream().map(EnsembleMember::name).collect(Collectors.joining(", "));
        sentences.add(String.format(
                Locale.ROOT,
                "Hard negatives: the best %d candidates of each training query, found by %s%s.",
                mine.depth(),
                members,
                mine.ensemble().members().size() > 1 ? " and fused by " + mine.fusion() : ""));
        if (system.equals("trained")) {
            mined(mine, sentences);
        } else {
            sentences.add(
                    "The candidates were taken as they ranked, without any filter: this is the model to compare with.");
        }
        batches(experiment, sentences);
        loss(experiment.train(), sentences);
        Experiment.TrainChoice train = experiment.train();
        sentences.add(String.format(
                Locale.ROOT,
                "AdamW, learning rate %s with %s of the steps as warm-up, weight decay %s, gradients clipped at norm %s, %s; seed %d.",
                train.learningRate(),
                percent(train.warmup()),
                train.weightDecay(),
                train.clipNorm(),
                train.maxSteps().isPresent()
                        ? train.epochs() + " epochs, at most "
                                + train.maxSteps().getAsInt() + " steps"
                        : train.epochs() + " epochs",
                experiment.trainingSeed()));
        return sentences;
    }

    private static String corpusName(Experiment stage) {
        return String.valueOf(Path.of(stage.collection().path()).normalize().getFileName());
    }

    private static void mined(Experiment.MineChoice mine, List<String> sentences) {
        sentences.add((mine.judgedNegatives()
                        ? "Passages that people judged irrelevant come first and bypass the filters; "
                        : "")
                + (mine.stages().isEmpty()
                        ? "no filter was used."
                        : "likely false negatives are dropped by: `" + redacted(mine.stages()) + "`."));
        if (!mine.judging().judges().isEmpty()) {
            sentences.add("After the filters they are judged by: "
                    + String.join(", ", mine.judging().judges()) + ".");
        }
        if (mine.rounds() > 1) {
            sentences.add("Mining and training went through " + mine.rounds()
                    + " rounds, each mining with the model of the round before.");
        }
    }

    private static void batches(Experiment experiment, List<String> sentences) {
        Experiment.PlanChoice plan = experiment.plan();
        sentences.add(String.format(
                Locale.ROOT,
                "Batches of %d queries with %d negatives each, %s%s.",
                experiment.train().batch(),
                experiment.train().negatives(),
                plan.language().equals("same") ? "one language a batch" : "languages mixed",
                switch (plan.topic()) {
                    case "diverse" -> ", drawn from different topics";
                    case "homogeneous" -> ", of one topic";
                    default -> "";
                }));
        if (!experiment.trainSets().isEmpty()) {
            sentences.add("Between them are mixed-language batches of the further sets named under Data.");
        }
    }

    private static void loss(Experiment.TrainChoice train, List<String> sentences) {
        List<String> parts = new ArrayList<>();
        if (train.contrastive() > 0) {
            parts.add("contrastive loss (InfoNCE) over the negatives and the other queries' passages, temperature "
                    + train.temperature() + ", passages known to be relevant masked"
                    + (train.contrastive() == 1 ? "" : ", weight " + train.contrastive()));
        }
        if (train.distillation().isWanted()) {
            parts.add(train.distillation().loss() + " distillation from "
                    + train.distillation().teacher() + ", weight "
                    + train.distillation().weight());
        }
        if (!train.matryoshka().isEmpty()) {
            parts.add("the same loss on the first " + train.matryoshka() + " components");
        }
        if (train.languageBalance() > 0) {
            parts.add("each language's mean vector taken off before the loss, share " + train.languageBalance());
        }
        if (train.guideLimit().isPresent()) {
            parts.add("passages of the batch masked that the untouched model finds better than the positive allows"
                    + " (guide-margin, guide-fraction below)");
        }
        sentences.add("Loss: " + String.join("; ", parts) + ".");
    }

    private static String percent(double share) {
        return Math.round(share * 1000) / 10.0 + " %";
    }

    /** The sections that decide the weights, as YAML; of places only the last part of their names. */
    static String settings(Experiment experiment) {
        ObjectNode chosen = experiment.tree().objectNode();
        for (String section : SECTIONS) {
            JsonNode value = experiment.tree().get(section);
            if (value != null && !(value.isArray() && value.isEmpty())) {
                chosen.set(section, redacted(value));
            }
        }
        return ExperimentFile.write(chosen);
    }

    private static JsonNode redacted(JsonNode node) {
        return switch (node) {
            case ObjectNode object -> {
                ObjectNode copy = object.objectNode();
                object.properties().forEach(entry -> copy.set(entry.getKey(), redacted(entry.getValue())));
                yield copy;
            }
            case ArrayNode array -> {
                ArrayNode copy = array.arrayNode();
                array.forEach(element -> copy.add(redacted(element)));
                yield copy;
            }
            case StringNode text
            when isPlace(text.stringValue()) ->
                StringNode.valueOf(text.stringValue().replaceAll(".*[/\\\\](?=[^/\\\\])", ""));
            default -> node;
        };
    }

    /** Whether a text tells where something lies on one machine, which is no one else's business. */
    private static boolean isPlace(String text) {
        return text.startsWith("/")
                || text.startsWith("~")
                || text.startsWith(".")
                || text.contains("://")
                || text.contains("\\")
                || text.indexOf('/') != text.lastIndexOf('/');
    }
}
