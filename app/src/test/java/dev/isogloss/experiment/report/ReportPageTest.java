package dev.isogloss.experiment.report;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.isogloss.eval.ResultRow;
import dev.isogloss.experiment.report.MiningSummary.DroppedExample;
import dev.isogloss.experiment.report.QueryExample.Answer;
import dev.isogloss.experiment.report.QueryExample.ShownHit;
import dev.isogloss.experiment.report.QueryExample.Verdict;
import java.io.IOException;
import java.io.StringReader;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.regex.Pattern;
import javax.xml.parsers.DocumentBuilderFactory;
import javax.xml.parsers.ParserConfigurationException;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import org.junit.jupiter.api.Test;
import org.w3c.dom.Document;
import org.w3c.dom.Element;
import org.w3c.dom.NodeList;
import org.xml.sax.InputSource;
import org.xml.sax.SAXException;

class ReportPageTest {
    private static final Pattern OUTSIDE =
            Pattern.compile("(?i)(href=\"(?!#))|(\\ssrc=)|(url\\()|(@import)|(https?:)|(<link)|(<iframe)|(fetch\\()");

    @Test
    void isWellFormedCompleteAndNeedsNothingFromOutside() throws Exception {
        Path file = Path.of("target", "report-sample.html");
        ReportPage.write(file, ReportSample.data());
        String html = Files.readString(file);
        assertThat(OUTSIDE.matcher(html).results().map(result -> result.group()).toList())
                .isEmpty();
        Document document = parse(html);
        List<String> sections = new ArrayList<>();
        for (Element section : elements(document, "section")) {
            sections.add(section.getAttribute("id"));
            assertThat(section.getTextContent()).hasSizeGreaterThan(80);
        }
        assertThat(sections)
                .containsExactly(
                        "results",
                        "languages",
                        "training",
                        "mining",
                        "examples",
                        "collection",
                        "provenance",
                        "caveats");
        for (Element link : elements(document, "a")) {
            assertThat(sections).contains(link.getAttribute("href").substring(1));
        }
        assertThat(Files.exists(Path.of("target", "report-sample.html.tmp"))).isFalse();
    }

    @Test
    void showsEveryRowAndFigureThatItWasGiven() throws Exception {
        ReportData data = ReportSample.data();
        Document document = parse(ReportPage.html(data));
        String text = document.getDocumentElement().getTextContent();
        String titles = String.join(
                "\n",
                elements(document, "title").stream()
                        .map(Element::getTextContent)
                        .toList());
        for (ResultRow row : data.results()) {
            if (row.isAverage() || !row.task().equals("cross")) {
                assertThat(titles).contains(row.system() + ": " + Bars.inWords(row));
            }
        }
        data.provenance().forEach((name, value) -> assertThat(text).contains(name, value));
        assertThat(text).contains(data.summary()).contains(data.caveats());
        for (DroppedExample example : data.mining().getFirst().examples()) {
            assertThat(text).contains(example.query(), example.positive(), example.dropped(), example.score());
        }
    }

    @Test
    void sameDataGiveTheSameBytes() throws IOException {
        assertThat(ReportPage.html(ReportSample.data())).isEqualTo(ReportPage.html(ReportSample.data()));
    }

    @Test
    void anExperimentWithoutAnythingStillGivesAPage() throws Exception {
        ReportData nothing = new ReportData(
                "",
                "",
                List.of(),
                List.of(),
                List.of(),
                List.of(),
                List.of(),
                List.of(),
                List.of(),
                new LinkedHashMap<>());
        Document document = parse(ReportPage.html(nothing));
        assertThat(elements(document, "section")).hasSize(8);
        assertThat(document.getDocumentElement().getTextContent())
                .contains("Nothing was evaluated.", "mined no negatives");
    }

    @Test
    void hostileTextStaysText() throws Exception {
        String hostile =
                "<script>alert(1)</script> \"quoted\" 'single' & </p> \u202Eturned\u2066 \u0000\uD800 ]]> <!--";
        String shown = "<script>alert(1)</script> \"quoted\" 'single' & </p> turned \uFFFD\uFFFD ]]> <!--";
        ResultRow row = new ResultRow(hostile, "pooled", hostile, hostile, "micro", hostile, 0.5, 1, 0.4, 0.6);
        ReportData data = new ReportData(
                hostile,
                hostile,
                List.of(hostile),
                List.of(row),
                List.of(),
                List.of(new TrainingCurve(hostile, List.of(), hostile, List.of(), -1)),
                List.of(new MiningSummary(
                        hostile,
                        List.of(new MiningSummary.LanguageCounts("sw", 1, 1, new LinkedHashMap<>(Map.of(hostile, 1)))),
                        List.of(new DroppedExample("sw", hostile, hostile, hostile, hostile, hostile)),
                        new MemberFindings(
                                hostile, List.of(new MemberFindings.Row(hostile, hostile, "", 1, 1, 1, 1, 1, 1))))),
                List.of(new QueryExample(
                        "sw",
                        hostile,
                        List.of(new Answer(
                                hostile,
                                0,
                                100,
                                List.of(new ShownHit("sw", hostile, hostile, hostile, 1, Verdict.UNJUDGED)))))),
                List.of(new FactTable(hostile, hostile, List.of(hostile), List.of(List.of(hostile)))),
                new LinkedHashMap<>(Map.of(hostile, hostile)));
        String html = ReportPage.html(data);
        Document document = parse(html);
        assertThat(elements(document, "script")).hasSize(1);
        assertThat(html).doesNotContain("alert(1)</script>", "\u202E", "\u2066");
        for (String tag : List.of("h1", "dd", "dt", "li")) {
            assertThat(elements(document, tag))
                    .anyMatch(element -> element.getTextContent().contains(shown));
        }
    }

    @Test
    void lossesThatAreNoNumbersDoNotBreakThePicture() throws Exception {
        List<TrainingCurve.Step> steps = List.of(
                new TrainingCurve.Step(1, 0.5), new TrainingCurve.Step(2, Double.NaN), new TrainingCurve.Step(3, 0.5));
        TrainingCurve curve =
                new TrainingCurve("trained", steps, "x", List.of(new TrainingCurve.Validation(0, 0.5)), 0);
        ReportData data = new ReportData(
                "",
                "",
                List.of(),
                List.of(),
                List.of(),
                List.of(curve),
                List.of(),
                List.of(),
                List.of(),
                new LinkedHashMap<>());
        String html = ReportPage.html(data);
        assertThat(parse(html).getElementsByTagName("polyline").getLength()).isEqualTo(3);
        assertThat(html).doesNotContain("NaN", "Infinity");
    }

    @Property(tries = 300)
    void anyTextSurvivesEscapingAsWellFormedXml(@ForAll String text) throws Exception {
        Markup page = new Markup();
        String html = page.element("p", text, "title", text).document();
        Element paragraph = parse(html).getDocumentElement();
        assertThat(paragraph.getChildNodes().getLength()).isLessThanOrEqualTo(1);
    }

    @Test
    void elementsMustBeClosedInOrder() {
        assertThatThrownBy(() -> new Markup().open("div").open("p").close("div"))
                .hasMessageContaining("[p, div]");
        assertThatThrownBy(() -> new Markup().open("div").document()).hasMessageContaining("[div]");
    }

    @Test
    void theSummaryDoesNotCallNoiseAGain() {
        ReportData data = ReportSample.data();
        String words = ReportSummary.inWords("trained", data.results(), data.comparisons());
        assertThat(words)
                .contains("trained reaches a macro ndcg@10 of")
                .contains("above bm25")
                .endsWith(".");
        assertThat(ReportSummary.inWords("trained", data.results(), List.of())).doesNotContain("chance");
        assertThat(ReportSummary.inWords("nobody", data.results(), List.of())).contains("nobody was not evaluated");
    }

    @Test
    void numbersAndNamesAreWrittenForPeople() {
        assertThat(Figures.signed(-0.0314)).isEqualTo("\u22120.031");
        assertThat(Figures.count(1234567)).isEqualTo("1\u202F234\u202F567");
        assertThat(Figures.language("sw>zh")).isEqualTo("Swahili \u2192 Chinese");
        assertThat(Figures.shortened("word ".repeat(200))).hasSizeLessThan(430).endsWith(" \u2026");
        assertThat(Bars.ticks(0.5, 0.9)).hasSizeBetween(4, 8).isSorted();
    }

    private static Document parse(String html) throws ParserConfigurationException, SAXException, IOException {
        DocumentBuilderFactory factory = DocumentBuilderFactory.newInstance();
        var builder = factory.newDocumentBuilder();
        builder.setErrorHandler(null);
        return builder.parse(new InputSource(new StringReader(html)));
    }

    private static List<Element> elements(Document document, String tag) {
        NodeList nodes = document.getElementsByTagName(tag);
        List<Element> elements = new ArrayList<>();
        for (int i = 0; i < nodes.getLength(); i++) {
            if (nodes.item(i) instanceof Element element) {
                elements.add(element);
            }
        }
        return elements;
    }
}
