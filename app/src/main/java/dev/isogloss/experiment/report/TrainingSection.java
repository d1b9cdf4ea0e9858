package dev.isogloss.experiment.report;

import dev.isogloss.experiment.report.TrainingCurve.Step;
import dev.isogloss.experiment.report.TrainingCurve.Validation;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Collectors;

/** The loss of every trained system and what validation said on the way. */
record TrainingSection(ReportData data, Systems systems) {
    void write(Markup page) {
        page.open("section", "id", "training").element("h2", "Training");
        if (data.training().isEmpty()) {
            page.element("p", "No system of this experiment was trained.", "class", "empty")
                    .close("section");
            return;
        }
        page.element(
                "p",
                "Left the loss of each step (pale) and its running mean; right what the held-out training queries said. The ring"
                        + " marks the checkpoint that was kept.",
                "class",
                "lead");
        for (TrainingCurve curve : data.training()) {
            page.open("article", "class", "group").open("h3");
            systems.chip(page, curve.system());
            page.text(" " + curve.system()).close("h3").open("div", "class", "curves");
            loss(page, curve);
            validation(page, curve);
            page.close("div").close("article");
        }
        page.close("section");
    }

    private void loss(Markup page, TrainingCurve curve) {
        List<Step> steps = curve.steps().stream()
                .filter(step -> Double.isFinite(step.loss()))
                .toList();
        if (steps.isEmpty()) {
            page.element("p", "The log holds no loss.", "class", "empty");
            return;
        }
        double[] losses = steps.stream().mapToDouble(Step::loss).toArray();
        Plot plot = new Plot(
                steps.getFirst().step(), steps.getLast().step(), Math.min(0, min(losses)), max(losses), "loss", "step");
        plot.begin(
                page,
                "Loss of " + curve.system() + ", from " + Figures.figure(losses[0]) + " to "
                        + Figures.figure(losses[losses.length - 1]));
        List<double[]> raw = new ArrayList<>();
        List<double[]> smooth = new ArrayList<>();
        int stride = Math.max(1, losses.length / 600);
        for (int i = 0; i < losses.length; i++) {
            if (i % stride == 0 || i == losses.length - 1) {
                raw.add(new double[] {steps.get(i).step(), losses[i]});
                smooth.add(new double[] {steps.get(i).step(), meanAround(losses, i)});
            }
        }
        plot.line(page, raw, "raw l" + systems.colour(curve.system()));
        plot.line(page, smooth, "trend l" + systems.colour(curve.system()));
        plot.end(page);
    }

    private void validation(Markup page, TrainingCurve curve) {
        List<Validation> validations = curve.validations().stream()
                .filter(validation -> Double.isFinite(validation.value()))
                .toList();
        if (validations.isEmpty()) {
            page.element("p", "There was no validation.", "class", "empty");
            return;
        }
        double[] values = validations.stream().mapToDouble(Validation::value).toArray();
        double margin = Math.max(0.005, (max(values) - min(values)) * 0.15);
        Plot plot = new Plot(
                Math.min(0, validations.getFirst().step()),
                validations.getLast().step(),
                min(values) - margin,
                max(values) + margin,
                curve.validationName(),
                "step");
        String said = validations.stream()
                .map(validation -> "step " + validation.step() + ": " + Figures.figure(validation.value()))
                .collect(Collectors.joining(", "));
        plot.begin(page, curve.validationName() + ": " + said);
        plot.line(
                page,
                validations.stream()
                        .map(validation -> new double[] {validation.step(), validation.value()})
                        .toList(),
                "trend l" + systems.colour(curve.system()));
        for (Validation validation : validations) {
            if (validation.step() == curve.bestStep()) {
                plot.dot(page, validation.step(), validation.value(), "kept");
            }
            plot.dot(page, validation.step(), validation.value(), "dot l" + systems.colour(curve.system()));
        }
        plot.end(page);
    }

    /** The mean over about a twentieth of the training on both sides, which keeps the trend and loses the noise of batches. */
    private static double meanAround(double[] losses, int at) {
        int half = Math.min(Math.max(2, losses.length / 40), Math.min(at, losses.length - 1 - at));
        double sum = 0;
        for (int i = at - half; i <= at + half; i++) {
            sum += losses[i];
        }
        return sum / (2 * half + 1);
    }

    private static double min(double[] values) {
        double min = values[0];
        for (double value : values) {
            min = Math.min(min, value);
        }
        return min;
    }

    private static double max(double[] values) {
        double max = values[0];
        for (double value : values) {
            max = Math.max(max, value);
        }
        return max;
    }
}
