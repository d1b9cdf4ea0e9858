package dev.isogloss.experiment.report;

import dev.isogloss.eval.ResultRow;
import java.io.IOException;
import java.io.InputStream;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.util.List;
import java.util.Objects;

/**
 * Writes {@code report.html}: one file that needs nothing from outside, reads well on paper, screen and phone, in light and
 * dark, and is well-formed XML besides. Equal data give equal bytes.
 */
public final class ReportPage {
    private ReportPage() {}

    /** Writes the report, replacing the file as a whole. */
    public static void write(Path file, ReportData data) throws IOException {
        Path temporary = file.resolveSibling(file.getFileName() + ".tmp");
        Files.writeString(temporary, html(data));
        try (FileChannel channel = FileChannel.open(temporary, StandardOpenOption.WRITE)) {
            channel.force(true);
        }
        Files.move(temporary, file, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
    }

    /** The text of the report. */
    public static String html(ReportData data) throws IOException {
        Systems systems = Systems.of(data);
        Switch metrics = new Switch("metric", "Metric", ResultGroup.distinct(data.results(), ResultRow::metric));
        Switch averages = new Switch("average", "Average", List.of(ResultRow.MACRO, ResultRow.MICRO));
        Markup page = new Markup();
        page.open("html", "lang", "en");
        head(page, data.title() + " \u2013 Isogloss report");
        page.open("body");
        top(page, data);
        page.open("main");
        new ResultSection(data, systems, metrics, averages).write(page);
        new LanguageSection(data, systems, metrics).write(page);
        new TrainingSection(data, systems).write(page);
        new MiningSection(data).write(page);
        new ExampleSection(data, systems).write(page);
        FactSection facts = new FactSection(data);
        facts.writeCollection(page);
        facts.writeProvenance(page);
        facts.writeCaveats(page);
        page.close("main");
        foot(page);
        return page.document();
    }

    static void foot(Markup page) throws IOException {
        page.element("footer", "Written by Isogloss.");
        page.open("script").trusted(resource("report.js")).close("script");
        page.close("body").close("html");
    }

    static void head(Markup page, String title) throws IOException {
        page.open("head").empty("meta", "charset", "utf-8");
        page.empty("meta", "name", "viewport", "content", "width=device-width, initial-scale=1");
        page.empty("meta", "name", "color-scheme", "content", "light dark");
        page.element("title", title);
        page.open("style").trusted(resource("report.css")).close("style");
        page.open("noscript").open("style");
        page.trusted(".panel[hidden] { display: block; } .controls { display: none; }");
        page.close("style").close("noscript").close("head");
    }

    private static void top(Markup page, ReportData data) {
        page.open("header");
        Contours.write(page);
        page.element("p", "Isogloss report", "class", "kicker").element("h1", data.title(), "dir", "auto");
        page.element("p", data.summary(), "class", "summary", "dir", "auto");
        page.open("nav", "aria-label", "Parts of this report");
        link(page, "results", "Results");
        link(page, "languages", "Languages");
        link(page, "training", "Training");
        link(page, "mining", "Filtering");
        link(page, "examples", "Examples");
        link(page, "collection", "Collection");
        link(page, "provenance", "Provenance");
        link(page, "caveats", "What it is not");
        page.close("nav").close("header");
    }

    static void link(Markup page, String section, String label) {
        page.element("a", label, "href", "#" + section);
    }

    private static String resource(String name) throws IOException {
        try (InputStream stream = Objects.requireNonNull(
                ReportPage.class.getResourceAsStream(name), "the program lacks its own file " + name)) {
            return new String(stream.readAllBytes(), StandardCharsets.UTF_8);
        }
    }
}
