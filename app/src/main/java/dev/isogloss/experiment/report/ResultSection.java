package dev.isogloss.experiment.report;

import dev.isogloss.eval.Comparison;
import dev.isogloss.eval.ResultRow;
import java.util.List;
import java.util.Locale;
import java.util.Optional;

/** The result tables: systems by metrics with intervals, marks of significance and a picture of both. */
record ResultSection(ReportData data, Systems systems, Switch metrics, Switch averages) {
    void write(Markup page) {
        page.open("section", "id", "results").element("h2", "Results");
        if (data.results().isEmpty()) {
            page.element("p", "Nothing was evaluated.", "class", "empty").close("section");
            return;
        }
        page.open("p", "class", "lead")
                .text(
                        "Each value stands over its 95\u202F% bootstrap interval. A letter behind a value names a system that this one"
                                + " beats significantly: paired randomisation test, p below 0.05 after Holm\u2019s correction over all"
                                + " pairs. The best value of a column is bold. Macro is the plain mean over languages, micro the mean"
                                + " over all queries.")
                .close("p");
        page.open("div", "class", "controls");
        averages.write(page);
        metrics.write(page);
        page.close("div");
        List<ResultGroup> groups = ResultGroup.of(data.results());
        for (ResultGroup group : groups) {
            group(page, group, group.scope().equals(groups.getFirst().scope()));
        }
        comparisons(page);
        page.close("section");
    }

    private void group(Markup page, ResultGroup group, boolean marked) {
        page.open("article", "class", "group");
        page.element("h3", group.taskInWords());
        page.open("p", "class", "meta")
                .text(group.task() + " \u00B7 " + group.split() + " \u00B7 scope " + group.scope() + " \u00B7 "
                        + Figures.count(queries(group)) + " queries in "
                        + group.languages().size()
                        + (group.task().equals("cross") ? " language pairs" : " languages"))
                .close("p");
        for (String average : averages.choices()) {
            for (String metric : metrics.choices()) {
                metrics.openPanel(page, metric, averages, average);
                picture(page, group, group.rows(metric, average), metric, average);
                page.close("div");
            }
            averages.openPanel(page, average);
            table(page, group, average, marked);
            page.close("div");
        }
        page.close("article");
    }

    /** The rows' values and intervals on one scale. */
    void picture(Markup page, ResultGroup group, List<ResultRow> rows, String metric, String average) {
        if (rows.isEmpty()) {
            return;
        }
        double low = rows.stream().mapToDouble(ResultRow::low).min().orElse(0);
        double high = rows.stream().mapToDouble(ResultRow::high).max().orElse(1);
        double from = Math.max(0, Math.floor(low * 20 - 0.2) / 20);
        double to = Math.min(1, Math.max(from + 0.05, Math.ceil(high * 20 + 0.2) / 20));
        page.open("figure", "class", "points");
        page.element("figcaption", metric + ", " + average + " average: value and interval");
        for (String system : systems.among(group.rows())) {
            Optional<ResultRow> row = group.row(system, metric, average);
            if (row.isPresent()) {
                page.open("div", "class", "points-row");
                page.open("span", "class", "name");
                systems.chip(page, system);
                page.text(" " + system).close("span");
                Bars.point(page, row.get(), systems.colour(system), from, to);
                page.element("span", Figures.figure(row.get().value()), "class", "value");
                page.close("div");
            }
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

    private void table(Markup page, ResultGroup group, String average, boolean marked) {
        page.open("div", "class", "scroll").open("table", "class", "results");
        page.open("thead").open("tr").element("th", "System, " + average + " average", "scope", "col");
        for (String metric : group.metrics()) {
            page.element("th", metric, "scope", "col", "class", "number");
        }
        page.close("tr").close("thead").open("tbody");
        for (String system : systems.among(group.rows())) {
            page.open("tr").open("th", "scope", "row");
            systems.chip(page, system);
            page.text(" " + system).close("th");
            for (String metric : group.metrics()) {
                Optional<ResultRow> row = group.row(system, metric, average);
                page.open("td", "class", "number");
                if (row.isPresent()) {
                    cell(page, row.get(), best(group.rows(metric, average)), marked);
                } else {
                    page.text("\u2013");
                }
                page.close("td");
            }
            page.close("tr");
        }
        page.close("tbody").close("table").close("div");
    }

    private void cell(Markup page, ResultRow row, double best, boolean marked) {
        page.element(row.value() == best ? "b" : "span", Figures.figure(row.value()), "class", "figure");
        page.open("sup");
        if (marked) {
            for (String beaten : systems.beatenBy(row, data.comparisons())) {
                page.element("span", systems.letter(beaten), "title", "significantly better than " + beaten);
            }
        }
        page.close("sup");
        page.element("span", Figures.figure(row.low()) + " \u2013 " + Figures.figure(row.high()), "class", "interval");
    }

    private void comparisons(Markup page) {
        if (data.comparisons().isEmpty()) {
            return;
        }
        page.open("details").element("summary", "All comparisons between systems");
        for (String metric : metrics.choices()) {
            for (String average : averages.choices()) {
                List<Comparison> shown = data.comparisons().stream()
                        .filter(comparison -> comparison.metric().equals(metric)
                                && comparison.language().equals(average))
                        .toList();
                if (!shown.isEmpty()) {
                    metrics.openPanel(page, metric, averages, average);
                    page.element("h4", metric + ", " + average + " average");
                    comparisons(page, shown);
                    page.close("div");
                }
            }
        }
        page.close("details");
    }

    private static void comparisons(Markup page, List<Comparison> shown) {
        page.open("div", "class", "scroll").open("table").open("thead").open("tr");
        for (String head : List.of("task", "system", "against")) {
            page.element("th", head, "scope", "col");
        }
        for (String head : List.of("difference", "p", "p (Holm)")) {
            page.element("th", head, "scope", "col", "class", "number");
        }
        page.close("tr").close("thead").open("tbody");
        for (Comparison comparison : shown) {
            page.open("tr", "class", comparison.isSignificant() ? "significant" : "plain");
            page.element("td", comparison.task()).element("td", comparison.system());
            page.element("td", comparison.against());
            page.element("td", Figures.signed(comparison.difference()), "class", "number");
            page.element("td", Figures.pValue(comparison.p()), "class", "number");
            page.element("td", Figures.pValue(comparison.pHolm()), "class", "number");
            page.close("tr");
        }
        page.close("tbody").close("table").close("div");
    }

    private static int queries(ResultGroup group) {
        return group.rows().stream()
                .filter(ResultRow::isAverage)
                .mapToInt(ResultRow::queries)
                .max()
                .orElse(0);
    }

    private static double best(List<ResultRow> rows) {
        return rows.stream().mapToDouble(ResultRow::value).max().orElse(0);
    }
}
