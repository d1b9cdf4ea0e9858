package dev.isogloss.dataset;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.isogloss.data.Language;
import dev.isogloss.dataset.convert.Conversion;
import dev.isogloss.dataset.convert.Formats;
import dev.isogloss.dataset.convert.Languages;
import dev.isogloss.dataset.convert.RunInspection;
import dev.isogloss.dataset.convert.RunNegatives;
import dev.isogloss.dataset.convert.Subset;
import dev.isogloss.dataset.example.TupleFormat;
import dev.isogloss.io.AtomicFile;
import dev.isogloss.io.BadInputException;
import dev.isogloss.io.Progress;
import dev.isogloss.io.TextLines;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** What a conversion refuses, what it says it lost, and that it never drops anything without a word. */
class ConversionTest {
    private static final Language SW = new Language("sw");

    @TempDir
    private Path folder;

    @Test
    void aQueryIdStandsForOneTextInAllSplits() throws IOException {
        write("c/corpus.jsonl", "{\"_id\":\"p\",\"title\":\"\",\"text\":\"x\"}\n");
        write("c/queries-train.jsonl", "{\"_id\":\"q\",\"text\":\"one\"}\n");
        write("c/queries-dev.jsonl", "{\"_id\":\"q\",\"text\":\"other\"}\n");
        write("c/qrels-train.tsv", "q\t0\tp\t1\n");
        write("c/qrels-dev.tsv", "q\t0\tp\t1\n");
        assertThatThrownBy(() -> Trees.convert(folder.resolve("c"), "plain", "beir", folder.resolve("b")))
                .isInstanceOf(BadInputException.class)
                .hasMessageContaining("queries-train.jsonl:1")
                .hasMessageContaining("queries-dev.jsonl:1");
        write("triples.tsv", "q\tp\tp\n");
        assertThatThrownBy(() -> convert("triples.tsv", "msmarco-triples", "st-triplet", "t", "c", Set.of()))
                .isInstanceOf(BadInputException.class)
                .hasMessageContaining("queries-train.jsonl:1")
                .hasMessageContaining("queries-dev.jsonl:1");
        assertThat(folder.resolve("b")).doesNotExist();
        write("c/queries-dev.jsonl", "{\"_id\":\"q\",\"text\":\"one\"}\n");
        Trees.convert(folder.resolve("c"), "plain", "beir", folder.resolve("b"));
        assertThat(Trees.text(folder.resolve("b/queries.jsonl"))).isEqualTo("{\"_id\":\"q\",\"text\":\"one\"}\n");
    }

    /** Names with spaces or accents, three letters, regions, and names that are other languages' codes. */
    @ParameterizedTest
    @CsvSource({
        "mrtydi,zh-hans zh-hant zh",
        "mrtydi,ht nb sw",
        "mrtydi,fil en",
        "mrtydi,es-419 es",
        "mrtydi,lao",
        "mrtydi,iw he",
        "miracl,zh-hant zh",
        "miracl,fil sw",
        "miracl,lao lo"
    })
    void aLanguageComesBackOrIsRefusedBeforeAnythingIsWritten(String format, String codes) throws IOException {
        List<Language> languages =
                java.util.Arrays.stream(codes.split(" ")).map(Language::new).toList();
        MemoryCollection collection = new MemoryCollection(
                true,
                languages.stream()
                        .map(language -> new PassageRow("p", language, "", "text " + language))
                        .toList(),
                Map.of(
                        "dev",
                        languages.stream()
                                .map(language -> new QueryRow("q", language, "q " + language))
                                .toList()),
                Map.of(
                        "dev",
                        languages.stream()
                                .map(language -> new JudgmentRow(language, "q", "p", 1))
                                .toList()));
        Path out = folder.resolve("out");
        try {
            Formats.collection(format).write(collection, out, new Losses());
        } catch (BadInputException e) {
            assertThat(e).hasMessageContaining("beir").hasMessageContaining("read");
            assertThat(out).doesNotExist();
            assertThat(codes).matches(format.equals("miracl") ? "zh-hant zh" : "lao");
            return;
        }
        CollectionFiles back = Formats.collection(format).open(out, BadRows.fail());
        assertThat(back.languages()).containsExactlyInAnyOrderElementsOf(languages);
        int[] rows = {0};
        back.passages((row, origin) -> {
            rows[0]++;
            assertThat(row.text()).isEqualTo("text " + row.language());
        });
        back.queries("dev", (row, origin) -> rows[0]++);
        back.judgments("dev", (row, origin) -> rows[0]++);
        assertThat(rows[0]).isEqualTo(3 * languages.size());
    }

    @Test
    void languagesAreToldAfterIdsHaveTheirTexts() throws IOException {
        write("c/corpus.jsonl", "{\"_id\":\"1\",\"text\":\"moja\"}\n{\"_id\":\"2\",\"text\":\"two\"}\n");
        write(
                "c/queries.jsonl",
                "{\"_id\":\"q\",\"text\":\"nani\",\"lang\":\"sw\"}\n{\"_id\":\"r\",\"text\":\"who\",\"lang\":\"en\"}\n");
        write("triples.tsv", "q\t1\t2\nr\t2\t1\n");
        convert("triples.tsv", "msmarco-triples", "tevatron", "sw.jsonl", "c", Set.of(SW));
        assertThat(Trees.text(folder.resolve("sw.jsonl")))
                .contains("nani", "\"lang\":\"sw\"")
                .doesNotContain("who");
        convert("triples.tsv", "msmarco-triples", "msmarco-triples", "sw.tsv", "c", Set.of(SW));
        assertThat(Trees.text(folder.resolve("sw.tsv"))).isEqualTo("q\t1\t2\n");
    }

    @Test
    void whatKeepsNothingIsAnErrorThatSaysWhy() throws IOException {
        Path pairs = write("p.jsonl", "{\"anchor\":\"q\",\"positive\":\"a\"}\n");
        assertThatThrownBy(() -> convert("p.jsonl", "st-triplet", "flagembedding", "o.jsonl", null, Set.of(SW)))
                .isInstanceOf(BadInputException.class)
                .hasMessageContaining("[sw]")
                .hasMessageContaining("--detect-languages");
        assertThat(folder.resolve("o.jsonl")).doesNotExist();
        assertThatThrownBy(() -> Trees.convert(
                        pairs,
                        Formats.named("st-triplet"),
                        new TupleFormat(true, 2),
                        folder.resolve("n.jsonl"),
                        BadRows.fail()))
                .isInstanceOf(BadInputException.class)
                .hasMessageContaining("fewer than 2 negatives");
        Path empty = write("empty.jsonl", "");
        for (String to : List.of("beir", "plain", "trec", "tevatron-v2", "nemo", "swim-ir")) {
            assertThatThrownBy(() -> Trees.convert(empty, "tevatron", to, folder.resolve("e")))
                    .isInstanceOf(BadInputException.class)
                    .hasMessageContaining("nothing of");
        }
        assertThat(folder.resolve("e")).doesNotExist();
        assertThat(folder.resolve(".e.partial")).doesNotExist();
    }

    @ParameterizedTest
    @ValueSource(strings = {"one row", "two rows"})
    void aPairIsPositiveOrNegative(String where) throws IOException {
        String row =
                "{\"query_id\":\"1\",\"query\":\"q\",\"positive_passages\":[{\"docid\":\"%s\",\"title\":\"\",\"text\":\"%s\"}],\"negative_passages\":[{\"docid\":\"%s\",\"title\":\"\",\"text\":\"%s\"}]}\n";
        Path file = write(
                "t.jsonl",
                where.equals("one row")
                        ? row.formatted("a", "x", "a", "x")
                        : row.formatted("a", "x", "b", "y") + row.formatted("b", "y", "c", "z"));
        assertThatThrownBy(() -> Trees.convert(file, "tevatron", "beir", folder.resolve("b")))
                .isInstanceOf(BadInputException.class)
                .hasMessageContaining("both a positive and a negative")
                .hasMessageContaining("t.jsonl:" + (where.equals("one row") ? 1 : 2));
        BadRows badRows = BadRows.skip(folder.resolve("rejected.jsonl"));
        Trees.convert(file, Formats.named("tevatron"), Formats.named("beir"), folder.resolve("b"), badRows);
        assertThat(badRows.count()).isEqualTo(1);
        write("b/qrels/train.tsv", "query-id\tcorpus-id\tscore\n1\ta\t1\n1\ta\t0\n");
        assertThatThrownBy(() -> Trees.convert(folder.resolve("b"), "beir", "tevatron", folder.resolve("back.jsonl")))
                .isInstanceOf(BadInputException.class)
                .hasMessageContaining("judged twice")
                .hasMessageContaining("train.tsv:3");
    }

    @Test
    void triplesOfIdsAreMadeOfIdsOnly() throws IOException {
        write("p.jsonl", "{\"anchor\":\"q\",\"positive\":\"a\",\"negative\":\"b\"}\n");
        assertThatThrownBy(() -> convert("p.jsonl", "st-triplet", "msmarco-triples", "o.tsv", null, Set.of()))
                .isInstanceOf(BadInputException.class)
                .hasMessageContaining("p.jsonl:1")
                .hasMessageContaining("--to msmarco");
        Trees.convert(folder.resolve("p.jsonl"), "st-triplet", "msmarco", folder.resolve("m"));
        Conversion.Outcome outcome =
                Trees.convert(folder.resolve("m"), "msmarco", "msmarco-triples", folder.resolve("o.tsv"));
        assertThat(Trees.text(folder.resolve("o.tsv"))).matches("q0\tp[0-9a-f]{16}\tp[0-9a-f]{16}\n");
        assertThat(outcome.losses()).containsEntry("texts of queries", 1L).containsEntry("texts of passages", 2L);
    }

    @Test
    void fieldsAndFilesThatNoFormatKeepsAreCounted() throws IOException {
        write("c/corpus.jsonl", """
                {"_id":"1","title":"","text":"x","metadata":{"url":"u"},"group":"g"}
                {"_id":"2","title":"","text":"y","metadata":{},"group":null}
                {"_id":"3","title":"","text":"z","group":"g"}
                """);
        write("c/queries.jsonl", "{\"_id\":\"q\",\"text\":\"t\",\"metadata\":{\"a\":1}}\n");
        write("c/qrels.tsv", "q\t0\t1\t1\n");
        write("c/groups.jsonl", "{\"group\":\"g\",\"docs\":{\"en\":\"1\"}}\n");
        for (String to : List.of("beir", "tevatron")) {
            Conversion.Outcome outcome = Trees.convert(folder.resolve("c"), "plain", to, folder.resolve("to-" + to));
            assertThat(outcome.losses())
                    .containsEntry("fields metadata of passages", 1L)
                    .containsEntry("fields group of passages", 2L)
                    .containsEntry("fields metadata of queries", 1L)
                    .containsKey("the file groups.jsonl, which says what is a translation of what");
        }
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "tevatron-v2 | {'query_id':'q','query_text':'t','positive_document_ids':['p'],'answer':'a','source':'s','query_image':null}"
                        + " | fields answer of examples; fields source of examples",
                "tevatron | {'query_id':'q','query':'t','positive_passages':[{'docid':'p','title':'','text':'x','url':'u'}],'answers':['a']}"
                        + " | fields answers of examples; fields url in positive_passages of examples",
                "swim-ir | {'_id':'q','code':'sw','lang':'Swahili','query':'t','title':'','text':'x','docid':'p'} | fields docid of examples",
                "flagembedding | {'query':'t','pos':['x'],'neg':[],'pos_id':['p']} | fields pos_id of examples",
                "st-triplet | {'query':'t','positive':'x','question':'u'} | fields question of examples",
                "st-n-tuple | {'anchor':'t','positive':'x','negative_1':'y','negative_2':'z','margin':0.5} | fields margin of examples",
                "st-labeled-pair | {'query':'t','passage':'x','label':1,'lang':'sw'} | fields lang of examples",
                "st-labeled-list | {'query':'t','docs':['x'],'labels':[1],'group':'g'} | fields group of examples",
                "nemo | {'question':'t','pos_doc':[{'id':'p','text':'x','page':3}],'neg_doc':[],'source':'s'}"
                        + " | fields source of examples; fields page in pos_doc of examples",
                "mined | {'query':'q','language':'sw','positives':['p'],'negatives':[{'id':'n','score':1,'rank':2}],'dropped':[1]}"
                        + " | fields dropped of examples; fields rank in negatives of examples",
            })
    void fieldsOfExamplesThatNoFormatKeepsAreCounted(String format, String row, String lost) throws IOException {
        write("rows.jsonl", (row.replace('\'', '"') + "\n").repeat(2));
        write("c/corpus.jsonl", "{\"_id\":\"p\",\"text\":\"x\"}\n{\"_id\":\"n\",\"text\":\"y\"}\n");
        write("c/queries.jsonl", "{\"_id\":\"q\",\"text\":\"t\"}\n");
        long rows = format.equals("st-labeled-pair") ? 1 : 2; // equal pairs are one example
        for (String to : List.of("flagembedding", "beir")) {
            Conversion.Outcome outcome = convert("rows.jsonl", format, to, "to-" + to, "c", Set.of());
            assertThat(outcome.losses().entrySet().stream()
                            .filter(entry -> entry.getKey().endsWith(" of examples"))
                            .toList())
                    .as(to)
                    .containsExactlyInAnyOrderElementsOf(Stream.of(lost.split("; "))
                            .map(kind -> Map.entry(kind, rows))
                            .toList());
        }
    }

    @Test
    void swimIrKeepsNoIdsOfPassagesAndSaysSo() throws IOException {
        write(
                "t.jsonl",
                "{\"query_id\":\"q\",\"query\":\"t\",\"lang\":\"sw\",\"positive_passages\":[{\"docid\":\"p\",\"title\":\"\",\"text\":\"x\"}]}\n");
        Conversion.Outcome outcome =
                Trees.convert(folder.resolve("t.jsonl"), "tevatron", "swim-ir", folder.resolve("s.jsonl"));
        assertThat(outcome.losses()).isEqualTo(Map.of("ids of passages", 1L));
        assertThat(Trees.convert(folder.resolve("s.jsonl"), "swim-ir", "swim-ir", folder.resolve("again.jsonl"))
                        .losses())
                .isEmpty();
        assertThat(Trees.text(folder.resolve("again.jsonl"))).isEqualTo(Trees.text(folder.resolve("s.jsonl")));
    }

    /** XQuAD's judgments within a language have no split's name, those across languages have one. */
    @ParameterizedTest
    @ValueSource(strings = {"msmarco", "trec", "mrtydi", "miracl", "beir"})
    void aSplitWithoutANameComesBackBesideOthers(String format) throws IOException {
        write("c/corpus.jsonl", "{\"_id\":\"p\",\"title\":\"\",\"text\":\"x\",\"lang\":\"sw\"}\n");
        write("c/queries.jsonl", "{\"_id\":\"q\",\"text\":\"one\",\"lang\":\"sw\"}\n");
        write("c/queries-multi.jsonl", "{\"_id\":\"r\",\"text\":\"two\",\"lang\":\"sw\"}\n");
        write("c/qrels.tsv", "q\t0\tp\t1\n");
        write("c/qrels-multi.tsv", "r\t0\tp\t1\n");
        Trees.convert(folder.resolve("c"), "plain", format, folder.resolve("there"));
        CollectionFiles there = Formats.collection(format).open(folder.resolve("there"), BadRows.fail());
        assertThat(there.splits()).containsExactly("all", "multi");
        Languages swahili = new Languages(dev.isogloss.format.LanguageDetector.always(SW), Set.of());
        Trees.convert(
                folder.resolve("there"),
                Formats.named(format),
                Formats.named("plain"),
                folder.resolve("back"),
                swahili,
                BadRows.fail());
        assertThat(Trees.of(folder.resolve("back"))).isEqualTo(Trees.of(folder.resolve("c")));
    }

    @Test
    void aSplitThatALanguageDoesNotHaveIsNotWritten() throws IOException {
        write("c/corpus.jsonl", "{\"_id\":\"p\",\"title\":\"\",\"text\":\"x\",\"lang\":\"sw\"}\n");
        write("c/queries-dev.jsonl", "{\"_id\":\"q\",\"text\":\"one\",\"lang\":\"sw\"}\n");
        write("c/queries-train.jsonl", "{\"_id\":\"r\",\"text\":\"two\",\"lang\":\"en\"}\n");
        write("c/qrels-dev.tsv", "q\t0\tp\t1\n");
        convert("c", "plain", "plain", "sw", null, Set.of(SW));
        assertThat(Trees.of(folder.resolve("sw")).keySet())
                .containsExactly("corpus.jsonl", "qrels-dev.tsv", "queries-dev.jsonl");
    }

    /** Every positive stands in a triplet with every negative: as pairs each of them comes many times. */
    @Test
    void tripletsComeBackFromPairs() throws IOException {
        StringBuilder triplets = new StringBuilder();
        for (String positive : List.of("a", "b")) {
            for (String negative : List.of("x", "y", "z")) {
                triplets.append(
                        "{\"anchor\":\"q\",\"positive\":\"%s\",\"negative\":\"%s\"}\n".formatted(positive, negative));
            }
        }
        Path there = write("t.jsonl", triplets.toString());
        Trees.convert(there, "st-triplet", "st-labeled-pair", folder.resolve("pairs.jsonl"));
        Conversion.Outcome outcome = Trees.convert(
                folder.resolve("pairs.jsonl"), "st-labeled-pair", "st-triplet", folder.resolve("back.jsonl"));
        assertThat(outcome.losses())
                .containsEntry("examples with several positives, now a row for each", 1L)
                .containsEntry("examples with several negatives, now a row for each", 1L)
                .containsEntry("passages that an example names again", 7L);
        assertThat(Trees.text(folder.resolve("back.jsonl"))).isEqualTo(triplets.toString());
    }

    @Test
    void aHugeLineIsNotReadToSeeWhatItIs() throws IOException {
        Path file = folder.resolve("train.json");
        AtomicFile.write(file, out -> {
            out.write("{\"corpus\":[{\"path\":\"c\"}],\"data\":[".getBytes(java.nio.charset.StandardCharsets.UTF_8));
            byte[] blanks = new byte[1 << 16];
            java.util.Arrays.fill(blanks, (byte) ' ');
            for (int i = 0; i < (20 << 20) / blanks.length; i++) {
                out.write(blanks);
            }
            out.write("]}".getBytes(java.nio.charset.StandardCharsets.UTF_8));
        });
        Sighting sighting = Sighting.of(file);
        assertThat(sighting.firstRow()).isEmpty();
        assertThat(sighting.firstLine()).isEmpty();
        assertThat(Formats.detect(file).format().word()).isEqualTo("nemo");
        try (TextLines lines = TextLines.open(file, 1000)) {
            assertThatThrownBy(lines::next)
                    .isInstanceOf(BadInputException.class)
                    .hasMessageContaining("train.json:1");
        }
    }

    @Test
    void badRowsGoToTheirFileAsTheyAreMet() throws IOException {
        Path rejects = folder.resolve("rejected.jsonl.gz");
        BadRows badRows = BadRows.skip(rejects);
        String row = "long ".repeat(1000);
        for (int i = 1; i <= 300; i++) {
            dev.isogloss.io.Origin origin = dev.isogloss.io.Origin.of(Path.of("f"), i);
            badRows.take(origin, row, origin.error("bad"));
            badRows.take(origin, row, origin.error("bad"));
        }
        assertThat(rejects).doesNotExist();
        badRows.complete();
        assertThat(badRows.count()).isEqualTo(300);
        assertThat(badRows.examples())
                .hasSize(5)
                .allMatch(example -> example.row().length() < 300);
        assertThat(Trees.text(rejects).lines()).hasSize(300).allMatch(line -> line.contains(row));
        try (var children = Files.list(folder)) {
            assertThat(children).containsExactly(rejects);
        }
        BadRows none = BadRows.skip(rejects);
        none.complete();
        assertThat(rejects).doesNotExist();
    }

    @Test
    void aRunSaysWhatIsInIt() throws IOException {
        write("c/corpus.jsonl", "{\"_id\":\"1\",\"text\":\"x\"}\n{\"_id\":\"2\",\"text\":\"y\"}\n");
        write("c/queries.jsonl", "{\"_id\":\"q\",\"text\":\"a\"}\n{\"_id\":\"r\",\"text\":\"b\"}\n");
        Path run = write("run.trec", """
                q Q0 1 1 3.5 bm25
                q Q0 2 2 2 bm25
                q Q0 9 3 2 bm25
                s Q0 1 1 -1 bm25
                s Q0 2 2 4 bm25
                s Q0 2 3 0 bm25
                s Q0 broken
                """);
        assertThat(RunInspection.recognises(run)).isTrue();
        BadRows badRows = BadRows.counting();
        Map<String, Object> facts = RunInspection.of(
                run, Optional.of(Formats.collection("plain").open(folder.resolve("c"), BadRows.fail())), badRows);
        assertThat(badRows.count()).isEqualTo(1);
        assertThat(facts.toString())
                .contains("queries=2, hits=6, different-passages=3, tags=[bm25]")
                .contains("shallowest=3", "deepest=3", "lowest=-1.0", "highest=4.0")
                .contains("hits-with-tied-scores=2", "queries-with-tied-scores={count=1, for-example=[q]}")
                .contains("pairs-that-come-twice={count=1, for-example=[s 2]}")
                .contains("queries-whose-ranks-contradict-scores={count=1, for-example=[s]}")
                .contains("passages-not-there={count=1, for-example=[9]}")
                .contains("queries-not-there={count=1, for-example=[s]}")
                .contains("queries-of-a-split-without-hits={all=1 of 2}");
        assertThat(RunInspection.recognises(write("qrels.txt", "q 0 1 1\n"))).isFalse();
    }

    private Conversion.Outcome convert(
            String input, String from, String to, String out, @Nullable String texts, Set<Language> languages)
            throws IOException {
        return new Conversion(
                        folder.resolve(input),
                        Formats.named(from),
                        Formats.named(to),
                        folder.resolve(out),
                        texts == null ? null : Formats.collection("plain").open(folder.resolve(texts), BadRows.fail()),
                        RunNegatives.NONE,
                        Set.of(),
                        new Languages(null, languages),
                        Subset.ALL,
                        BadRows.fail())
                .run(Progress.SILENT);
    }

    private Path write(String name, String text) throws IOException {
        Path file = folder.resolve(name);
        AtomicFile.writeString(file, text);
        return file;
    }
}
