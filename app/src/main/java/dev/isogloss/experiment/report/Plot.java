package dev.isogloss.experiment.report;

import java.util.List;
import java.util.Locale;
import java.util.stream.Collectors;

/**
 * A line plot that stretches with the page; its labels are HTML beside the drawing.
 *
 * @param label of the upright axis
 * @param below of the level axis
 */
record Plot(double fromX, double toX, double fromY, double toY, String label, String below) {
    Plot {
        toX = toX > fromX ? toX : fromX + 1;
        toY = toY > fromY ? toY : fromY + 1;
    }

    void begin(Markup page, String alternative) {
        page.open("figure", "class", "plot").element("figcaption", label);
        page.open("div", "class", "plot-area").open("div", "class", "plot-y", "aria-hidden", "true");
        double[] ticksY = Bars.ticks(fromY, toY);
        for (double tick : ticksY) {
            page.element("span", number(tick, ticksY), "style", "bottom:" + Figures.at(share(tick, fromY, toY)) + "%");
        }
        page.close("div");
        page.open("svg", "viewBox", "0 0 100 100", "preserveAspectRatio", "none", "role", "img");
        page.element("title", alternative);
        for (double tick : ticksY) {
            String y = Figures.at(100 - share(tick, fromY, toY));
            page.empty("line", "class", "grid", "x1", "0", "x2", "100", "y1", y, "y2", y);
        }
    }

    void line(Markup page, List<double[]> points, String kind) {
        page.empty(
                "polyline",
                "class",
                "curve " + kind,
                "points",
                points.stream()
                        .map(point -> Figures.at(share(point[0], fromX, toX)) + ","
                                + Figures.at(100 - share(point[1], fromY, toY)))
                        .collect(Collectors.joining(" ")));
    }

    void dot(Markup page, double x, double y, String kind) {
        String atX = Figures.at(share(x, fromX, toX));
        String atY = Figures.at(100 - share(y, fromY, toY));
        page.empty("line", "class", kind, "x1", atX, "x2", atX, "y1", atY, "y2", atY);
    }

    void end(Markup page) {
        page.close("svg").open("div", "class", "plot-x", "aria-hidden", "true");
        double[] ticksX = Bars.ticks(fromX, toX);
        for (double tick : ticksX) {
            page.element("span", number(tick, ticksX), "style", "left:" + Figures.at(share(tick, fromX, toX)) + "%");
        }
        page.close("div")
                .close("div")
                .element("p", below, "class", "plot-below")
                .close("figure");
    }

    private static double share(double value, double from, double to) {
        return 100 * (value - from) / (to - from);
    }

    private static String number(double tick, double[] ticks) {
        double step = ticks.length > 1 ? ticks[1] - ticks[0] : 1;
        int decimals = (int) Math.max(0, Math.ceil(-Math.log10(step) - 1e-9));
        return String.format(Locale.ROOT, "%." + decimals + "f", tick);
    }
}
