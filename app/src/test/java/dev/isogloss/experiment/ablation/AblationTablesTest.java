package dev.isogloss.experiment.ablation;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.StringReader;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import javax.xml.parsers.DocumentBuilderFactory;
import javax.xml.parsers.ParserConfigurationException;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.NotEmpty;
import org.junit.jupiter.api.Test;
import org.w3c.dom.Document;
import org.xml.sax.InputSource;
import org.xml.sax.SAXException;

/** Whatever a row is called, every format says so and stays in one piece. */
class AblationTablesTest {
    private static AblationResult result(String name, String title) {
        Difference lost = new Difference("full", -0.0312, 0.0001, 0.0002);
        return new AblationResult(
                title,
                "tiny",
                "scope_1",
                "dev",
                "full",
                null,
                List.of("ndcg@10", "recall@100"),
                3,
                List.of(
                        new RowResult(
                                "full",
                                "trained",
                                Map.of(),
                                List.of("rows/full", "rows/full.seed-43"),
                                12.34,
                                5,
                                List.of(
                                        new Figure(
                                                "pooled",
                                                "ndcg@10",
                                                9,
                                                0.5,
                                                0.4,
                                                0.6,
                                                List.of(0.49, 0.51),
                                                0.0141,
                                                null,
                                                null),
                                        new Figure(
                                                "pooled",
                                                "recall@100",
                                                9,
                                                0.9,
                                                0.8,
                                                1,
                                                List.of(0.9, 0.9),
                                                0.0,
                                                null,
                                                null))),
                        new RowResult(
                                name,
                                "trained",
                                Map.of(),
                                List.of("rows/other"),
                                120.6,
                                0,
                                List.of(new Figure(
                                        "pooled",
                                        "ndcg@10",
                                        9,
                                        0.4688,
                                        0.4,
                                        0.5,
                                        List.of(0.4688),
                                        null,
                                        lost,
                                        null)))));
    }

    @Test
    void textIsAlignedAndSaysWhatIsMissing() {
        assertThat(AblationText.of(result("no filters", "Components")).lines().limit(6))
                .containsExactly(
                        "Components (2 of 3 rows)",
                        "",
                        "pooled, split dev, scope scope_1, macro over languages",
                        "row         seeds  ndcg@10              95 %      sd   d full       p  recall@100              95 %      sd  d full  p  seconds  own",
                        "full            2   0.5000  [0.4000, 0.6000]  0.0141                       0.9000  [0.8000, 1.0000]  0.0000                12.3  5.0",
                        "no filters      1   0.4688  [0.4000, 0.5000]          -0.0312  <0.001           -                                           121  0.0");
    }

    @Test
    void latexHasBooktabsRulesAndMarksWhatIsSignificant() {
        String tex = AblationLatex.of(result("no_filters & 50 %", "A {title}"));
        assertThat(tex)
                .contains("\\toprule", "\\midrule", "\\bottomrule", "\\begin{tabular}{lrrrrrrr}")
                .contains("full & 0.5000 $\\pm$ 0.0141 & [0.4000, 0.6000] &  & 0.9000 $\\pm$ 0.0000 &")
                .contains("no\\_filters \\& 50 \\% & 0.4688 & [0.4000, 0.5000] & $-0.0312^{*}$ & -- &  &  & 121 \\\\")
                .contains("\\caption{A \\{title\\} (pooled, split dev, scope scope\\_1)");
        assertThat(tex.lines().filter(line -> line.endsWith("\\\\")))
                .allSatisfy(line -> assertThat(columns(line)).as(line).isEqualTo(8));
    }

    /** Cells of a line of LaTeX: ampersands that no backslash precedes. */
    private static int columns(String line) {
        return line.split("(?<!\\\\)&", -1).length;
    }

    @Property(tries = 300)
    void latexLeavesNothingReservedUnescaped(@ForAll String text) {
        String tex = AblationLatex.escaped(text);
        String bare = tex.replaceAll(
                        "\\\\(textbackslash|textasciitilde|textasciicircum|textless|textgreater|textbar|textquotedbl)\\{\\}",
                        "")
                .replaceAll("\\\\[&%$#_{}]", "");
        assertThat(bare).doesNotContainPattern("[\\\\&%$#_{}~^\\n\\r\\t]");
    }

    @Property(tries = 300)
    void csvReadsBackAsItWasWritten(@ForAll @NotEmpty List<String> cells) {
        assertThat(read(AblationCsv.line(cells) + AblationCsv.line(cells))).containsExactly(cells, cells);
    }

    @Test
    void csvHasALineForEachRowTaskAndMetric() {
        List<List<String>> lines = read(AblationCsv.of(result("a, \"b\"\nc", "t")));
        assertThat(lines).hasSize(4).allSatisfy(line -> assertThat(line).hasSameSizeAs(lines.getFirst()));
        assertThat(lines.get(3))
                .startsWith("a, \"b\"\nc", "trained", "pooled", "dev", "scope_1", "ndcg@10")
                .contains("-0.0312", "2.0E-4");
    }

    @Property(tries = 60)
    void thePageIsWellFormedWhateverTheRowsAreCalled(@ForAll String name, @ForAll String title)
            throws IOException, ParserConfigurationException, SAXException {
        String html = AblationHtml.of(result(name + "x", title));
        DocumentBuilderFactory factory = DocumentBuilderFactory.newInstance();
        Document document = factory.newDocumentBuilder()
                .parse(new InputSource(new StringReader(html.substring(html.indexOf('\n') + 1))));
        assertThat(document.getElementsByTagName("section").getLength()).isEqualTo(4);
        assertThat(document.getDocumentElement().getTextContent())
                .contains("0.469", "\u22120.031", "p < 0.001", "2 of 3 rows are finished");
        assertThat(html).doesNotContainPattern("(?i)(href=\"(?!#))|(\\ssrc=)|(url\\()|(@import)|(<link)|(<iframe)");
    }

    /** A row is a drawing on one scale: interval, value, single trainings, and the reference through all rows; in light and in dark. */
    @Test
    void thePageDrawsEveryRow() throws IOException {
        String html = AblationHtml.of(result("no filters", "Components"));
        assertThat(html.split("<svg class=\"point\"", -1))
                .as("two rows by the first metric, one by the second")
                .hasSize(3 + 1);
        assertThat(html.split("class=\"range\"", -1)).hasSize(3 + 1);
        assertThat(html.split("class=\"dot\"", -1)).hasSize(3 + 1);
        assertThat(html.split("class=\"seed\"", -1))
                .as("two trainings, by two metrics")
                .hasSize(4 + 1);
        assertThat(html)
                .contains("class=\"reference-line\"", "full: 0.500 (0.400 to 0.600)")
                .contains("prefers-color-scheme: dark", "color-scheme: light dark");
    }

    /** A reader of RFC 4180, written apart from the writer. */
    private static List<List<String>> read(String csv) {
        List<List<String>> lines = new ArrayList<>();
        List<String> line = new ArrayList<>();
        StringBuilder cell = new StringBuilder();
        boolean quoted = false;
        for (int i = 0; i < csv.length(); i++) {
            char c = csv.charAt(i);
            if (quoted) {
                if (c != '"') {
                    cell.append(c);
                } else if (i + 1 < csv.length() && csv.charAt(i + 1) == '"') {
                    cell.append('"');
                    i++;
                } else {
                    quoted = false;
                }
            } else if (c == '"' && cell.isEmpty()) {
                quoted = true;
            } else if (c == ',' || c == '\r' && csv.charAt(i + 1) == '\n') {
                line.add(cell.toString());
                cell.setLength(0);
                if (c == '\r') {
                    lines.add(List.copyOf(line));
                    line.clear();
                    i++;
                }
            } else {
                cell.append(c);
            }
        }
        return lines;
    }
}
