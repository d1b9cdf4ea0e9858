package dev.isogloss.experiment.report;

import dev.isogloss.experiment.report.QueryExample.Answer;
import dev.isogloss.experiment.report.QueryExample.ShownHit;
import java.util.Locale;

/** Single queries before and after. */
record ExampleSection(ReportData data, Systems systems) {
    void write(Markup page) {
        page.open("section", "id", "examples").element("h2", "Before and after");
        if (data.examples().isEmpty()) {
            page.element("p", "No examples were kept.", "class", "empty").close("section");
            return;
        }
        page.element(
                "p",
                "Single queries with the best hits of each system. They show what the figures mean; they prove nothing by"
                        + " themselves.",
                "class",
                "lead");
        for (QueryExample example : data.examples()) {
            page.open("article", "class", "card").element("p", Figures.language(example.language()), "class", "meta");
            page.element("p", example.query(), "class", "query", "lang", example.language(), "dir", "auto");
            page.open("div", "class", "pair");
            example.systems().forEach(answer -> answer(page, answer));
            page.close("div").close("article");
        }
        page.close("section");
    }

    private void answer(Markup page, Answer answer) {
        page.open("div", "class", "answer").open("p", "class", "answer-head");
        systems.chip(page, answer.system());
        page.text(" " + answer.system() + " ");
        page.element(
                "span",
                answer.firstRelevant() == 0
                        ? "nothing relevant in the first " + answer.depth()
                        : "first relevant at rank " + answer.firstRelevant(),
                "class",
                answer.firstRelevant() == 1 ? "rank first" : "rank");
        page.close("p").open("ol", "class", "hits");
        answer.hits().forEach(hit -> hit(page, hit));
        page.close("ol").close("div");
    }

    private static void hit(Markup page, ShownHit hit) {
        page.open("li", "class", hit.verdict().name().toLowerCase(Locale.ROOT));
        page.open("p", "class", "hit-head");
        if (!hit.title().isBlank()) {
            page.element("b", hit.title(), "lang", hit.language(), "dir", "auto")
                    .text(" ");
        }
        page.element(
                        "span",
                        hit.verdict().inWords() + " \u00B7 " + Figures.figure(hit.score()) + " \u00B7 " + hit.passage(),
                        "class",
                        "meta")
                .close("p");
        page.element("p", Figures.shortened(hit.text()), "lang", hit.language(), "dir", "auto")
                .close("li");
    }
}
