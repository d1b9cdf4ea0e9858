package dev.isogloss.experiment.report;

import java.util.Locale;
import java.util.Optional;

/** The rows of a panel on one scale: interval, value, single seeds, and a line through all rows at the reference's value. */
record AblationPicture(AblationPanel panel) {
    void write(Markup page) {
        double low =
                panel.rows().stream().mapToDouble(AblationPicture::least).min().orElse(0);
        double high =
                panel.rows().stream().mapToDouble(AblationPicture::most).max().orElse(1);
        double from = Math.max(0, Math.floor(low * 50 - 0.2) / 50);
        double to = Math.min(1, Math.max(from + 0.04, Math.ceil(high * 50 + 0.2) / 50));
        page.open("figure", "class", "points ablation");
        page.element(
                "figcaption",
                panel.metric()
                        + ": value, 95\u202F% interval over queries, single trainings as small ticks; the dashed line is"
                        + " \u201c" + panel.reference() + "\u201d, coloured rows differ from it significantly",
                "dir",
                "auto");
        for (AblationRow row : panel.rows()) {
            page.open("div", "class", "points-row " + standing(row));
            page.element("span", row.name(), "class", "name", "dir", "auto");
            Bars.mark(page, row, panel.referenceValue(), from, to);
            page.element("span", Figures.figure(row.value()), "class", "value");
            page.element(
                    "span",
                    Optional.ofNullable(row.fromReference())
                            .map(change -> Figures.signed(change.difference()))
                            .orElse(""),
                    "class",
                    "value change");
            page.close("div");
        }
        page.open("div", "class", "points-axis", "aria-hidden", "true");
        for (double tick : Bars.ticks(from, to)) {
            page.element(
                    "span",
                    String.format(Locale.ROOT, "%.2f", tick),
                    "style",
                    "left:" + Figures.at(100 * (tick - from) / (to - from)) + "%");
        }
        page.close("div").close("figure");
    }

    private String standing(AblationRow row) {
        return row.name().equals(panel.reference()) ? "reference" : row.standing();
    }

    private static double least(AblationRow row) {
        return Math.min(
                row.low(),
                row.seeds().stream().mapToDouble(Double::doubleValue).min().orElse(1));
    }

    private static double most(AblationRow row) {
        return Math.max(
                row.high(),
                row.seeds().stream().mapToDouble(Double::doubleValue).max().orElse(0));
    }
}
