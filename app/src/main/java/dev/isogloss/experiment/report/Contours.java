package dev.isogloss.experiment.report;

/** The ornament of the page: lines as they run between languages on a map. */
final class Contours {
    private static final int LINES = 9;
    private static final int WIDTH = 1200;

    private Contours() {}

    static void write(Markup page) {
        page.open(
                "svg",
                "class",
                "contours",
                "viewBox",
                "0 0 " + WIDTH + " 320",
                "preserveAspectRatio",
                "xMaxYMid slice",
                "aria-hidden",
                "true");
        for (int line = 0; line < LINES; line++) {
            StringBuilder path = new StringBuilder();
            for (int x = 0; x <= WIDTH; x += 24) {
                double y = 20
                        + 34.0 * line
                        + 26 * Math.sin(x / 170.0 + line * 0.35)
                        + 17 * Math.sin(x / 71.0 - line * 0.6)
                        + 30 * Math.exp(-Math.pow((x - 880) / 150.0, 2)) * (line - 4) * 0.9;
                path.append(x == 0 ? "M" : " L").append(x).append(' ').append(Figures.at(y));
            }
            page.empty("path", "d", path.toString(), "class", line == 4 ? "main-line" : "line");
        }
        page.close("svg");
    }
}
