package dev.isogloss.experiment.report;

import dev.isogloss.eval.ResultRow;
import java.io.IOException;
import java.util.List;
import java.util.Map;

/** Writes {@code table.html}, the page of an ablation table: a picture and a table for each task. Equal data give equal bytes. */
public final class AblationPage {
    private AblationPage() {}

    /**
     * The text of the page.
     *
     * @param data the macro averages of every row of the table, named by the row; provenance and caveats
     * @param tables the figures of each task, by the task
     * @param changes what each row changes
     */
    public static String html(ReportData data, Map<String, FactTable> tables, FactTable changes) throws IOException {
        Systems rows = Systems.of(data);
        Switch metrics = new Switch("metric", "Metric", ResultGroup.distinct(data.results(), ResultRow::metric));
        Switch averages = new Switch("average", "Average", List.of(ResultRow.MACRO));
        ResultSection pictures = new ResultSection(data, rows, metrics, averages);
        Markup page = new Markup();
        page.open("html", "lang", "en");
        ReportPage.head(page, data.title() + " \u2013 Isogloss ablation");
        page.open("body");
        top(page, data);
        page.open("main").open("section", "id", "results").element("h2", "Results");
        page.open("div", "class", "controls");
        metrics.write(page);
        page.close("div");
        for (ResultGroup group : ResultGroup.of(data.results())) {
            page.open("article", "class", "group").element("h3", group.taskInWords());
            page.element(
                    "p",
                    group.task() + " \u00B7 " + group.split() + " \u00B7 scope " + group.scope(),
                    "class",
                    "meta",
                    "dir",
                    "auto");
            for (String metric : metrics.choices()) {
                metrics.openPanel(page, metric);
                pictures.picture(page, group, group.rows(metric, ResultRow.MACRO), metric, ResultRow.MACRO);
                page.close("div");
            }
            FactTable table = tables.get(group.task());
            if (table != null) {
                FactSection.table(page, table);
                page.element("p", table.note(), "class", "meta", "dir", "auto");
            }
            page.close("article");
        }
        page.close("section").open("section", "id", "rows").element("h2", changes.title());
        page.element("p", changes.note(), "class", "lead");
        FactSection.table(page, changes);
        page.close("section");
        FactSection facts = new FactSection(data);
        facts.writeProvenance(page);
        facts.writeCaveats(page);
        page.close("main");
        ReportPage.foot(page);
        return page.document();
    }

    private static void top(Markup page, ReportData data) {
        page.open("header");
        Contours.write(page);
        page.element("p", "Isogloss ablation", "class", "kicker").element("h1", data.title(), "dir", "auto");
        page.element("p", data.summary(), "class", "summary", "dir", "auto");
        page.open("nav", "aria-label", "Parts of this page");
        ReportPage.link(page, "results", "Results");
        ReportPage.link(page, "rows", "Rows");
        ReportPage.link(page, "provenance", "Provenance");
        ReportPage.link(page, "caveats", "What it is not");
        page.close("nav").close("header");
    }
}
