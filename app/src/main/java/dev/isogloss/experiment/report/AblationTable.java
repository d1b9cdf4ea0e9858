package dev.isogloss.experiment.report;

import java.util.Locale;
import java.util.Optional;

/** The figures of a panel as a table that fits a page: an interval stands under its value, a p under its difference. */
record AblationTable(AblationPanel panel) {
    void write(Markup page) {
        page.open("div", "class", "scroll").open("table", "class", "results ablation");
        page.open("thead").open("tr").element("th", "Row", "scope", "col");
        number(page, panel.metric());
        if (panel.hasSpread()) {
            number(page, "spread");
        }
        number(page, "against " + panel.reference());
        panel.baseline().ifPresent(baseline -> number(page, "against " + baseline));
        number(page, "seconds");
        page.close("tr").close("thead").open("tbody");
        panel.rows().forEach(row -> row(page, row));
        page.close("tbody").close("table").close("div");
    }

    private static void number(Markup page, String head) {
        page.element("th", head, "scope", "col", "class", "number", "dir", "auto");
    }

    private void row(Markup page, AblationRow row) {
        boolean reference = row.name().equals(panel.reference());
        page.open("tr", reference ? new String[] {"class", "reference"} : new String[0]);
        page.element("th", row.name(), "scope", "row", "dir", "auto");
        two(page, Figures.figure(row.value()), Figures.figure(row.low()) + " \u2013 " + Figures.figure(row.high()));
        if (panel.hasSpread()) {
            two(
                    page,
                    row.spread() == null ? "\u2013" : "\u00B1 " + Figures.figure(row.spread()),
                    row.seeds().size() == 1 ? "1 seed" : row.seeds().size() + " seeds");
        }
        change(page, Optional.ofNullable(row.fromReference()), reference);
        panel.baseline()
                .ifPresent(baseline -> change(
                        page,
                        Optional.ofNullable(row.fromBaseline()),
                        row.name().equals(baseline)));
        page.element(
                "td",
                String.format(Locale.ROOT, row.seconds() < 100 ? "%.1f" : "%.0f", row.seconds()),
                "class",
                "number");
        page.close("tr");
    }

    private static void change(Markup page, Optional<AblationRow.Change> change, boolean itself) {
        if (change.isEmpty()) {
            two(page, itself ? "\u2013" : "", "");
            return;
        }
        page.open("td", "class", "number " + change.get().standing());
        page.element("span", Figures.signed(change.get().difference()), "class", "figure");
        page.element("span", "p " + p(change.get().p()), "class", "interval");
        page.close("td");
    }

    private static String p(double p) {
        return p < 0.001 ? Figures.pValue(p) : "= " + Figures.pValue(p);
    }

    private static void two(Markup page, String figure, String below) {
        page.open("td", "class", "number");
        page.element("span", figure, "class", "figure");
        page.element("span", below, "class", "interval");
        page.close("td");
    }
}
