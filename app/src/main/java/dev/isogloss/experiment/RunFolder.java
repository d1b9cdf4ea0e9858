package dev.isogloss.experiment;

import java.nio.file.Path;

/**
 * The names inside a run folder; other tools read them, so they are fixed.
 *
 * <p>{@code experiment.yaml}, {@code provenance.json}, {@code mining/}, {@code plan/}, {@code model/}, {@code training/},
 * {@code reranker/}, {@code vectors/}, {@code index/}, {@code runs/}, {@code report.html}, {@code results.json} are for people and
 * tools; {@code corpus/} holds the mapped passages, {@code prompted/} a model with untrained language prompts, {@code questions/} queries that are not people's or not judged by them, {@code train-sets/} what is learned from further sets, {@code candidates/} what
 * mining filters, {@code pre-fine-tuning/} the trainings before this one, {@code judging/} what a judge says of them, {@code systems/} the models of the systems compared with, {@code
 * rounds/} what earlier rounds of mining and training made, {@code also/} what was measured on other collections, {@code steps/}
 * what is done.
 */
public record RunFolder(Path path) {
    public Path experiment() {
        return path.resolve("experiment.yaml");
    }

    public Path provenance() {
        return path.resolve("provenance.json");
    }

    public Path corpus() {
        return path.resolve("corpus");
    }

    /** Examples drawn from further training sets. */
    public Path trainSets() {
        return path.resolve("train-sets");
    }

    public Path candidates() {
        return path.resolve("candidates");
    }

    public Path mining() {
        return path.resolve("mining");
    }

    public Path model() {
        return path.resolve("model");
    }

    /** The cross-encoder that reranks. */
    public Path reranker() {
        return path.resolve("reranker");
    }

    public Path index() {
        return path.resolve("index");
    }

    public Path runs() {
        return path.resolve("runs");
    }

    public Path results() {
        return path.resolve("results.json");
    }

    public Path comparisons() {
        return path.resolve("comparisons.json");
    }

    public Path report() {
        return path.resolve("report.html");
    }

    public Path steps() {
        return path.resolve("steps");
    }

    /** Vectors of a system's passages, or of the queries of a split. */
    public Path vectors(String name) {
        return path.resolve("vectors").resolve(name);
    }

    /** An earlier round of mining and training, laid out as a run folder is. */
    public RunFolder round(int number) {
        return new RunFolder(path.resolve("rounds").resolve(Integer.toString(number)));
    }

    /** A training before the experiment's own, laid out as a run folder is. */
    public RunFolder preFineTuning(String stage) {
        return new RunFolder(path.resolve("pre-fine-tuning").resolve(stage));
    }

    /** What was measured on another collection, laid out as a run folder is. */
    public RunFolder also(String collection) {
        return new RunFolder(path.resolve("also").resolve(collection));
    }

    /** A system compared with: its model, plan and training log. */
    public Path system(String name) {
        return path.resolve("systems").resolve(name);
    }
}
