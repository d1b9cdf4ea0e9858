package dev.isogloss.experiment.report;

import java.io.IOException;
import java.util.List;
import java.util.SequencedMap;

/** Writes {@code table.html}, the page of an ablation table: a picture and a table for each task. Equal data give equal bytes. */
public final class AblationPage {
    private AblationPage() {}

    /**
     * What the page says in words.
     *
     * @param summary what came out, in a sentence
     * @param note what the columns mean
     * @param progress how many rows are finished; empty when all are
     */
    public record Words(String title, String summary, String note, String progress, List<String> caveats) {
        public Words {
            caveats = List.copyOf(caveats);
        }
    }

    /**
     * The text of the page.
     *
     * @param panels those of a task one after the other, every task with the same metrics
     * @param changes what each row changes
     */
    public static String html(
            Words words, List<AblationPanel> panels, FactTable changes, SequencedMap<String, String> provenance)
            throws IOException {
        Switch metrics = new Switch(
                "metric",
                "Metric",
                panels.stream().map(AblationPanel::metric).distinct().toList());
        Markup page = new Markup();
        page.open("html", "lang", "en");
        ReportPage.head(page, words.title + " \u2013 Isogloss ablation");
        page.open("body");
        top(page, words);
        page.open("main").open("section", "id", "results").element("h2", "Results");
        page.element("p", words.note, "class", "lead", "dir", "auto");
        page.open("div", "class", "controls");
        metrics.write(page);
        page.close("div");
        for (String task : panels.stream().map(AblationPanel::task).distinct().toList()) {
            task(
                    page,
                    metrics,
                    panels.stream().filter(panel -> panel.task().equals(task)).toList());
        }
        page.close("section").open("section", "id", "rows").element("h2", changes.title());
        page.element("p", changes.note(), "class", "lead");
        FactSection.table(page, changes);
        page.close("section");
        FactSection.provenance(page, provenance);
        FactSection.caveats(page, words.caveats);
        page.close("main");
        ReportPage.foot(page);
        return page.document();
    }

    private static void task(Markup page, Switch metrics, List<AblationPanel> panels) {
        AblationPanel first = panels.getFirst();
        page.open("article", "class", "group").element("h3", ResultGroup.inWords(first.kind()));
        page.element("p", first.place(), "class", "meta", "dir", "auto");
        for (AblationPanel panel : panels) {
            metrics.openPanel(page, panel.metric());
            new AblationPicture(panel).write(page);
            new AblationTable(panel).write(page);
            page.close("div");
        }
        page.close("article");
    }

    private static void top(Markup page, Words words) {
        page.open("header");
        Contours.write(page);
        page.element("p", "Isogloss ablation", "class", "kicker").element("h1", words.title, "dir", "auto");
        page.element("p", words.summary, "class", "summary", "dir", "auto");
        if (!words.progress.isEmpty()) {
            page.element("p", words.progress, "class", "progress");
        }
        page.open("nav", "aria-label", "Parts of this page");
        ReportPage.link(page, "results", "Results");
        ReportPage.link(page, "rows", "Rows");
        ReportPage.link(page, "provenance", "Provenance");
        ReportPage.link(page, "caveats", "What it is not");
        page.close("nav").close("header");
    }
}
