package dev.isogloss.experiment.report;

import java.util.List;
import java.util.SequencedMap;
import java.util.regex.Pattern;

/** Facts of the collection, where the results come from, and what they are not. */
record FactSection(ReportData data) {
    private static final Pattern NUMBER = Pattern.compile("[-+\u2212]?[0-9][0-9., \u202F]*%?");

    void writeCollection(Markup page) {
        page.open("section", "id", "collection").element("h2", "The collection");
        if (data.facts().isEmpty()) {
            page.element("p", "No facts were recorded.", "class", "empty");
        }
        for (FactTable table : data.facts()) {
            page.open("article", "class", "group").element("h3", table.title());
            if (!table.note().isBlank()) {
                page.element("p", table.note(), "class", "meta");
            }
            table(page, table);
            page.close("article");
        }
        page.close("section");
    }

    void writeProvenance(Markup page) {
        provenance(page, data.provenance());
    }

    static void provenance(Markup page, SequencedMap<String, String> provenance) {
        page.open("section", "id", "provenance").element("h2", "Where this comes from");
        page.element(
                "p",
                "The same inputs, settings and seed give the same results. This is all it takes to check that.",
                "class",
                "lead");
        page.open("dl", "class", "provenance");
        provenance.forEach((name, value) -> page.element("dt", name).element("dd", value, "dir", "auto"));
        page.close("dl").close("section");
    }

    void writeCaveats(Markup page) {
        caveats(page, data.caveats());
    }

    static void caveats(Markup page, List<String> caveats) {
        page.open("section", "id", "caveats").element("h2", "What this is, and what it is not");
        page.open("ul", "class", "caveats");
        caveats.forEach(caveat -> page.element("li", caveat, "dir", "auto"));
        page.close("ul").close("section");
    }

    static void table(Markup page, FactTable table) {
        page.open("div", "class", "scroll").open("table").open("thead").open("tr");
        for (int column = 0; column < table.head().size(); column++) {
            page.element("th", table.head().get(column), "scope", "col", "class", kind(table, column));
        }
        page.close("tr").close("thead").open("tbody");
        table.rows().forEach(row -> {
            page.open("tr");
            for (int column = 0; column < row.size(); column++) {
                page.element("td", row.get(column), "class", kind(table, column), "dir", "auto");
            }
            page.close("tr");
        });
        page.close("tbody").close("table").close("div");
    }

    private static String kind(FactTable table, int column) {
        boolean numbers = !table.rows().isEmpty()
                && table.rows().stream()
                        .allMatch(row -> row.get(column).isEmpty()
                                || NUMBER.matcher(row.get(column)).matches());
        return numbers ? "number" : "words";
    }
}
