package dev.isogloss.experiment.report;

import dev.isogloss.eval.ResultRow;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.stream.Stream;

/** What each system reaches in each language: bars, or a grid where queries and passages differ in language. */
record LanguageSection(ReportData data, Systems systems, Switch metrics) {
    void write(Markup page) {
        page.open("section", "id", "languages").element("h2", "Language by language");
        if (data.results().isEmpty()) {
            page.element("p", "Nothing was evaluated.", "class", "empty").close("section");
            return;
        }
        page.element(
                "p",
                "Bars run from 0 to 1; the thin line across a bar\u2019s end is its 95\u202F% interval. Where a language has few"
                        + " queries the interval is wide, and small differences there mean nothing.",
                "class",
                "lead");
        page.open("div", "class", "controls");
        metrics.write(page);
        page.close("div");
        legend(page);
        for (ResultGroup group : ResultGroup.of(data.results())) {
            page.open("article", "class", "group");
            page.element("h3", group.taskInWords());
            page.element(
                    "p", group.task() + " \u00B7 " + group.split() + " \u00B7 scope " + group.scope(), "class", "meta");
            for (String metric : metrics.choices()) {
                metrics.openPanel(page, metric);
                if (group.task().equals("cross")) {
                    page.element(
                            "p",
                            "Rows are the language of the question, columns that of the passages.",
                            "class",
                            "meta");
                    page.open("div", "class", "heats");
                    for (String system : systems.among(group.rows())) {
                        grid(page, group, metric, system);
                    }
                    page.close("div");
                } else {
                    bars(page, group, metric);
                }
                page.close("div");
            }
            page.close("article");
        }
        page.close("section");
    }

    private void legend(Markup page) {
        page.open("p", "class", "legend");
        for (String system : systems.among(data.results())) {
            page.open("span");
            systems.chip(page, system);
            page.text(" " + system).close("span").text(" ");
        }
        page.close("p");
    }

    private void bars(Markup page, ResultGroup group, String metric) {
        page.open("div", "class", "languages");
        for (String language : group.languages()) {
            List<ResultRow> rows = group.rows(metric, language);
            if (rows.isEmpty()) {
                continue;
            }
            page.open("figure", "class", "language");
            page.open("figcaption").element("b", Figures.language(language));
            page.element(
                    "span",
                    language + " \u00B7 " + Figures.count(rows.getFirst().queries()) + " queries",
                    "class",
                    "meta");
            page.close("figcaption");
            for (String system : systems.among(rows)) {
                Optional<ResultRow> row = group.row(system, metric, language);
                if (row.isPresent()) {
                    page.open("div", "class", "bar-row");
                    systems.chip(page, system);
                    Bars.bar(page, row.get(), systems.colour(system));
                    page.element("span", Figures.figure(row.get().value()), "class", "value");
                    page.close("div");
                }
            }
            page.close("figure");
        }
        page.close("div");
    }

    private void grid(Markup page, ResultGroup group, String metric, String system) {
        List<String> queryLanguages = side(group, 0);
        List<String> passageLanguages = side(group, 1);
        page.open("div", "class", "scroll").open("table", "class", "heat");
        page.open("caption");
        systems.chip(page, system);
        page.text(" " + system).close("caption");
        page.open("thead").open("tr").open("th").close("th");
        passageLanguages.forEach(
                language -> page.element("th", language, "scope", "col", "title", Figures.language(language)));
        page.close("tr").close("thead").open("tbody");
        for (String queryLanguage : queryLanguages) {
            page.open("tr").element("th", queryLanguage, "scope", "row", "title", Figures.language(queryLanguage));
            for (String passageLanguage : passageLanguages) {
                Optional<ResultRow> row = group.row(system, metric, queryLanguage + ">" + passageLanguage);
                if (row.isPresent()) {
                    double value = row.get().value();
                    page.element(
                            "td",
                            String.format(Locale.ROOT, "%.2f", value),
                            "class",
                            value > 0.82 ? "deep" : "pale",
                            "style",
                            "--v:" + Figures.at(100 * value) + "%",
                            "title",
                            Bars.inWords(row.get()));
                } else {
                    page.open("td").close("td");
                }
            }
            page.close("tr");
        }
        page.close("tbody").close("table").close("div");
    }

    private static List<String> side(ResultGroup group, int which) {
        return group.languages().stream()
                .flatMap(pair -> {
                    String[] sides = pair.split(">", 2);
                    return sides.length == 2 ? Stream.of(sides[which]) : Stream.empty();
                })
                .distinct()
                .sorted()
                .toList();
    }
}
