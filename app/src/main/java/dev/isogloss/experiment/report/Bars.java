package dev.isogloss.experiment.report;

import dev.isogloss.eval.ResultRow;
import java.util.List;
import java.util.Optional;

/**
 * Horizontal marks that stretch with the page: the drawing holds shapes only, and every text beside it is HTML, so that nothing
 * becomes too small to read on a phone.
 */
final class Bars {
    private Bars() {}

    /** A bar from 0 to the value with its interval, on a scale from 0 to 1. */
    static void bar(Markup page, ResultRow row, int colour) {
        open(page, "bar", row.system() + ": " + inWords(row));
        rect(page, 0, row.value() * 100, "f" + colour);
        line(page, row.low() * 100, row.high() * 100, "whisker");
        page.close("svg");
    }

    /** A point with its interval, on a scale from {@code from} to {@code to}. */
    static void point(Markup page, ResultRow row, int colour, double from, double to) {
        open(page, "point", row.system() + ": " + inWords(row));
        double scale = 100 / (to - from);
        for (double grid : ticks(from, to)) {
            vertical(page, (grid - from) * scale, "grid", 0, 10);
        }
        line(page, (row.low() - from) * scale, (row.high() - from) * scale, "range l" + colour);
        double at = (row.value() - from) * scale;
        line(page, at, at, "dot l" + colour);
        page.close("svg");
    }

    /** A point with its interval and its single seeds, before a line at the reference; the style of the row gives the colour. */
    static void mark(Markup page, AblationRow row, Optional<Double> reference, double from, double to) {
        open(
                page,
                "point",
                row.name() + ": " + Figures.figure(row.value()) + " (" + Figures.figure(row.low()) + " to "
                        + Figures.figure(row.high()) + ")");
        double scale = 100 / (to - from);
        for (double grid : ticks(from, to)) {
            vertical(page, (grid - from) * scale, "grid", 0, 10);
        }
        reference.ifPresent(value -> vertical(page, (value - from) * scale, "reference-line", 0, 10));
        line(page, (row.low() - from) * scale, (row.high() - from) * scale, "range");
        if (row.seeds().size() > 1) {
            row.seeds().forEach(seed -> vertical(page, (seed - from) * scale, "seed", 1.5, 8.5));
        }
        double at = (row.value() - from) * scale;
        line(page, at, at, "dot");
        page.close("svg");
    }

    /** Parts of a whole, side by side. */
    static void stack(Markup page, List<Integer> parts, List<String> classes, String label) {
        open(page, "stack", label);
        double total = parts.stream().mapToInt(Integer::intValue).sum();
        double from = 0;
        for (int i = 0; i < parts.size(); i++) {
            double width = total == 0 ? 0 : 100 * parts.get(i) / total;
            rect(page, from, width, classes.get(i));
            from += width;
        }
        page.close("svg");
    }

    /** Round values between the ends of a scale, four to eight of them. */
    static double[] ticks(double from, double to) {
        double span = to - from;
        double raw = span / 5;
        double power = Math.pow(10, Math.floor(Math.log10(raw)));
        double step =
                raw / power < 1.5 ? power : raw / power < 3.5 ? 2 * power : raw / power < 7.5 ? 5 * power : 10 * power;
        int first = (int) Math.ceil(from / step - 1e-9);
        int last = (int) Math.floor(to / step + 1e-9);
        double[] ticks = new double[Math.max(0, last - first + 1)];
        for (int i = 0; i < ticks.length; i++) {
            ticks[i] = (first + i) * step;
        }
        return ticks;
    }

    static String inWords(ResultRow row) {
        return Figures.figure(row.value()) + " (" + Figures.figure(row.low()) + " to " + Figures.figure(row.high())
                + ")";
    }

    private static void open(Markup page, String kind, String label) {
        page.open("svg", "class", kind, "viewBox", "0 0 100 10", "preserveAspectRatio", "none", "role", "img");
        page.element("title", label);
    }

    private static void rect(Markup page, double from, double width, String kind) {
        page.empty(
                "rect",
                "class",
                kind,
                "x",
                Figures.at(from),
                "y",
                "0",
                "width",
                Figures.at(Math.max(0, width)),
                "height",
                "10");
    }

    private static void vertical(Markup page, double x, String kind, double top, double bottom) {
        page.empty(
                "line",
                "class",
                kind,
                "x1",
                Figures.at(x),
                "x2",
                Figures.at(x),
                "y1",
                Figures.at(top),
                "y2",
                Figures.at(bottom));
    }

    private static void line(Markup page, double from, double to, String kind) {
        page.empty("line", "class", kind, "x1", Figures.at(from), "x2", Figures.at(to), "y1", "5", "y2", "5");
    }
}
