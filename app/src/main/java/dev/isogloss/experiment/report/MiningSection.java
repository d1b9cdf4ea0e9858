package dev.isogloss.experiment.report;

import dev.isogloss.experiment.report.MiningSummary.DroppedExample;
import dev.isogloss.experiment.report.MiningSummary.LanguageCounts;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.SequencedMap;

/** What was filtered and why, with real examples. */
record MiningSection(ReportData data) {
    private static final int COLOURS = 6;

    void write(Markup page) {
        page.open("section", "id", "mining").element("h2", "What was filtered, and why");
        if (data.mining().isEmpty()) {
            page.element("p", "This experiment mined no negatives.", "class", "empty")
                    .close("section");
            return;
        }
        page.element(
                "p",
                "A hard negative is a passage that looks like an answer and is none. Among the best candidates some do answer the"
                        + " query although nobody judged them; trained as negatives they would teach the wrong thing, so they are"
                        + " dropped. Every drop keeps its reason.",
                "class",
                "lead");
        for (MiningSummary summary : data.mining()) {
            page.open("article", "class", "group").element("h3", summary.recipe());
            counts(page, summary);
            summary.members().write(page);
            for (DroppedExample example : summary.examples()) {
                example(page, example);
            }
            page.close("article");
        }
        page.close("section");
    }

    private static void counts(Markup page, MiningSummary summary) {
        List<String> reasons = reasons(summary);
        page.open("p", "class", "legend").open("span");
        page.open("span", "class", "swatch kept-candidates")
                .close("span")
                .text(" kept")
                .close("span")
                .text(" ");
        for (int i = 0; i < reasons.size(); i++) {
            page.open("span").open("span", "class", "swatch m" + i % COLOURS).close("span");
            page.text(" " + reasons.get(i)).close("span").text(" ");
        }
        page.close("p").open("div", "class", "stacks");
        List<LanguageCounts> lines = new ArrayList<>(summary.languages());
        if (lines.size() > 1) {
            lines.add(total(summary));
        }
        for (LanguageCounts counts : lines) {
            stack(page, counts, reasons);
        }
        page.close("div").open("details").element("summary", "The same in numbers");
        table(page, lines, reasons);
        page.close("details");
    }

    private static void stack(Markup page, LanguageCounts counts, List<String> reasons) {
        List<Integer> parts = new ArrayList<>(List.of(counts.kept()));
        List<String> classes = new ArrayList<>(List.of("kept-candidates"));
        StringBuilder label = new StringBuilder(name(counts) + ": " + counts.kept() + " kept");
        for (int i = 0; i < reasons.size(); i++) {
            int dropped = counts.dropped().getOrDefault(reasons.get(i), 0);
            parts.add(dropped);
            classes.add("m" + i % COLOURS);
            label.append(", ").append(dropped).append(' ').append(reasons.get(i));
        }
        page.open("div", "class", "stack-row").element("span", name(counts), "class", "name");
        Bars.stack(page, parts, classes, label.toString());
        double share = counts.candidates() == 0 ? 0 : (double) counts.kept() / counts.candidates();
        page.element("span", Figures.percent(share) + " kept", "class", "value").close("div");
    }

    private static void table(Markup page, List<LanguageCounts> lines, List<String> reasons) {
        page.open("div", "class", "scroll").open("table").open("thead").open("tr");
        page.element("th", "Language", "scope", "col");
        for (String head : List.of("queries", "candidates", "kept")) {
            page.element("th", head, "scope", "col", "class", "number");
        }
        reasons.forEach(reason -> page.element("th", reason, "scope", "col", "class", "number"));
        page.close("tr").close("thead").open("tbody");
        for (LanguageCounts counts : lines) {
            page.open("tr").element("th", name(counts), "scope", "row");
            page.element("td", Figures.count(counts.queries()), "class", "number");
            page.element("td", Figures.count(counts.candidates()), "class", "number");
            page.element("td", Figures.count(counts.kept()), "class", "number");
            for (String reason : reasons) {
                page.element("td", Figures.count(counts.dropped().getOrDefault(reason, 0)), "class", "number");
            }
            page.close("tr");
        }
        page.close("tbody").close("table").close("div");
    }

    private static void example(Markup page, DroppedExample example) {
        page.open("div", "class", "card").open("p", "class", "meta");
        page.text(Figures.language(example.language()) + " \u00B7 dropped by ")
                .element("b", example.reason())
                .text(example.score().isEmpty() ? "" : " \u00B7 " + example.score())
                .close("p");
        page.element("p", example.query(), "class", "query", "lang", example.language(), "dir", "auto");
        page.open("div", "class", "pair");
        passage(page, "The known answer", example.positive(), example.language(), "relevant");
        passage(page, "The candidate", example.dropped(), example.language(), "dropped");
        page.close("div").close("div");
    }

    private static void passage(Markup page, String label, String text, String language, String kind) {
        page.open("div", "class", "passage " + kind).element("span", label, "class", "label");
        page.element("p", Figures.shortened(text), "lang", language, "dir", "auto")
                .close("div");
    }

    private static LanguageCounts total(MiningSummary summary) {
        SequencedMap<String, Integer> dropped = new LinkedHashMap<>();
        int queries = 0;
        int kept = 0;
        for (LanguageCounts counts : summary.languages()) {
            queries += counts.queries();
            kept += counts.kept();
            counts.dropped().forEach((reason, count) -> dropped.merge(reason, count, Integer::sum));
        }
        return new LanguageCounts("", queries, kept, dropped);
    }

    private static List<String> reasons(MiningSummary summary) {
        LinkedHashSet<String> reasons = new LinkedHashSet<>();
        summary.languages().forEach(counts -> reasons.addAll(counts.dropped().keySet()));
        return List.copyOf(reasons);
    }

    private static String name(LanguageCounts counts) {
        return counts.language().isEmpty() ? "All languages" : Figures.language(counts.language());
    }
}
