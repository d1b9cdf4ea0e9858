package dev.isogloss.experiment.report;

import java.util.List;

/**
 * What the retrievers of a mining recipe found, and what each found alone.
 *
 * @param weighting how their weights were chosen; may be empty
 * @param rows in the order to show: each member over all languages first, then by language
 */
public record MemberFindings(String weighting, List<Row> rows) {
    /** Findings that nobody counted. */
    public static final MemberFindings NONE = new MemberFindings("", List.of());

    public MemberFindings {
        rows = List.copyOf(rows);
    }

    /**
     * One member's counts; "only" means that no other member found it.
     *
     * @param weight in the fusion, as text
     * @param language a code, empty for all languages
     * @param positives known answers among the member's first hits
     */
    public record Row(
            String member,
            String weight,
            String language,
            int candidates,
            int onlyCandidates,
            int kept,
            int onlyKept,
            int positives,
            int onlyPositives) {}

    /** Shows the members over all languages, and folded away by language. */
    void write(Markup page) {
        if (rows.isEmpty()) {
            return;
        }
        page.element("h4", "What each retriever found");
        page.element(
                "p",
                "\u201cOnly\u201d counts what no other retriever found; answers are the known ones among its first hundred hits. "
                        + weighting,
                "class",
                "meta");
        table(page, rows.stream().filter(row -> row.language().isEmpty()).toList());
        page.open("details").element("summary", "By language");
        table(page, rows.stream().filter(row -> !row.language().isEmpty()).toList());
        page.close("details");
    }

    private static void table(Markup page, List<Row> rows) {
        page.open("div", "class", "scroll").open("table").open("thead").open("tr");
        page.element("th", "Retriever", "scope", "col").element("th", "Language", "scope", "col");
        for (String head : List.of("weight", "candidates", "only", "kept", "only", "answers", "only")) {
            page.element("th", head, "scope", "col", "class", "number");
        }
        page.close("tr").close("thead").open("tbody");
        for (Row row : rows) {
            page.open("tr").element("th", row.member(), "scope", "row");
            page.element("td", row.language().isEmpty() ? "All languages" : Figures.language(row.language()));
            page.element("td", row.weight(), "class", "number");
            for (int count : List.of(
                    row.candidates(),
                    row.onlyCandidates(),
                    row.kept(),
                    row.onlyKept(),
                    row.positives(),
                    row.onlyPositives())) {
                page.element("td", Figures.count(count), "class", "number");
            }
            page.close("tr");
        }
        page.close("tbody").close("table").close("div");
    }
}
