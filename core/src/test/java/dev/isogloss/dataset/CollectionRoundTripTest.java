package dev.isogloss.dataset;

import static org.assertj.core.api.Assertions.assertThat;

import dev.isogloss.data.Language;
import dev.isogloss.dataset.convert.Formats;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.Combinators;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;

/** A collection that two formats can both hold goes from one to the other and back, and is the same files. */
class CollectionRoundTripTest {
    private static final List<String> WITH_LANGUAGES = List.of("miracl", "mrtydi", "beir", "plain");
    private static final List<String> WITHOUT_LANGUAGES = List.of("beir", "plain", "msmarco", "trec");

    @Property(tries = 60)
    void languagesComeBack(
            @ForAll("ofLanguages") MemoryCollection collection,
            @ForAll("withLanguages") String there,
            @ForAll("withLanguages") String other)
            throws IOException {
        comesBack(collection, there, other);
    }

    @Property(tries = 60)
    void oneSpaceOfIdsComesBack(
            @ForAll("ofNoLanguage") MemoryCollection collection,
            @ForAll("withoutLanguages") String there,
            @ForAll("withoutLanguages") String other)
            throws IOException {
        comesBack(collection, there, other);
    }

    private static void comesBack(MemoryCollection collection, String there, String other) throws IOException {
        Path folder = Files.createTempDirectory("round");
        try {
            Path first = folder.resolve("first");
            Losses losses = new Losses();
            Formats.collection(there).write(collection, first, losses);
            Trees.convert(first, there, other, folder.resolve("second"));
            Trees.convert(folder.resolve("second"), other, there, folder.resolve("third"));
            assertThat(Trees.of(folder.resolve("third")))
                    .as(there + " -> " + other + " -> " + there)
                    .isEqualTo(Trees.of(first));
            assertThat(losses.counts()).isEmpty();
            assertThat(Formats.detect(first).format().word()).isEqualTo(there);
        } finally {
            Trees.delete(folder);
        }
    }

    @Provide
    Arbitrary<String> withLanguages() {
        return Arbitraries.of(WITH_LANGUAGES);
    }

    @Provide
    Arbitrary<String> withoutLanguages() {
        return Arbitraries.of(WITHOUT_LANGUAGES);
    }

    @Provide
    Arbitrary<MemoryCollection> ofLanguages() {
        Arbitrary<List<Language>> languages = Arbitraries.of("en", "sw", "zh")
                .map(Language::new)
                .list()
                .uniqueElements()
                .ofMinSize(1)
                .map(list -> list.stream().sorted().toList());
        return languages.flatMap(list -> Combinators.combine(
                        list.stream().map(language -> part(language, true)).toList())
                .as(parts -> together(true, parts)));
    }

    @Provide
    Arbitrary<MemoryCollection> ofNoLanguage() {
        return part(Language.UNDETERMINED, false).map(part -> together(false, List.of(part)));
    }

    /** The rows of one language. */
    private record Part(
            Language language, List<PassageRow> passages, List<QueryRow> queries, List<JudgmentRow> judgments) {}

    private static MemoryCollection together(boolean byLanguage, List<Part> parts) {
        List<PassageRow> passages = new ArrayList<>();
        Map<String, List<QueryRow>> queries = new TreeMap<>();
        Map<String, List<JudgmentRow>> judgments = new TreeMap<>();
        for (Part part : parts) {
            passages.addAll(part.passages());
            Set<String> odd = new HashSet<>();
            for (int i = 0; i < part.queries().size(); i++) {
                QueryRow query = part.queries().get(i);
                if (i % 2 == 1) {
                    odd.add(query.id());
                }
                queries.computeIfAbsent(i % 2 == 1 ? "train" : "dev", split -> new ArrayList<>())
                        .add(query);
            }
            for (JudgmentRow judgment : part.judgments()) {
                judgments
                        .computeIfAbsent(odd.contains(judgment.query()) ? "train" : "dev", split -> new ArrayList<>())
                        .add(judgment);
            }
        }
        return new MemoryCollection(byLanguage, passages, queries, judgments);
    }

    private static Arbitrary<Part> part(Language language, boolean titles) {
        Arbitrary<List<String>> ids = ids().list().uniqueElements().ofMinSize(1).ofMaxSize(5);
        Arbitrary<List<String>> queryIds =
                ids().list().uniqueElements().ofMinSize(1).ofMaxSize(4);
        return Combinators.combine(
                        ids,
                        queryIds,
                        line().list().ofSize(5),
                        titles ? anyText().list().ofSize(5) : line().list().ofSize(5),
                        line().list().ofSize(4),
                        Arbitraries.integers().between(-1, 3).list().ofSize(20))
                .as((passages, queries, titleTexts, texts, asked, grades) -> {
                    List<PassageRow> rows = new ArrayList<>();
                    for (int i = 0; i < passages.size(); i++) {
                        rows.add(new PassageRow(
                                passages.get(i), language, titles ? titleTexts.get(i) : "", texts.get(i)));
                    }
                    List<QueryRow> queryRows = new ArrayList<>();
                    Set<JudgmentRow> judgments = new LinkedHashSet<>();
                    for (int i = 0; i < queries.size(); i++) {
                        queryRows.add(new QueryRow(queries.get(i), language, asked.get(i)));
                        judgments.add(new JudgmentRow(language, queries.get(i), passages.getFirst(), 1));
                        String other = passages.getLast();
                        if (passages.size() > 1) {
                            judgments.add(new JudgmentRow(language, queries.get(i), other, grades.get(i)));
                        }
                    }
                    return new Part(language, rows, queryRows, new ArrayList<>(judgments));
                });
    }

    /** Ids with everything that columns cannot hold. */
    private static Arbitrary<String> ids() {
        return Arbitraries.strings()
                .withChars("ab#% \t\n\u00a0\u3000é漢")
                .ofMaxLength(6)
                .edgeCases(cases -> cases.add("", " ", "%%", "%%20", "%%%20"));
    }

    /** Any text without tabs and ends of lines. */
    private static Arbitrary<String> line() {
        return Arbitraries.strings().withChars("aé漢\" \\'{}%\u2028\u00a0").ofMaxLength(12);
    }

    private static Arbitrary<String> anyText() {
        return Arbitraries.strings().withChars("aé漢\" \\\t\n\r").ofMaxLength(12);
    }
}
