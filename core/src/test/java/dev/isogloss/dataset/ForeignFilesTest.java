package dev.isogloss.dataset;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.isogloss.dataset.convert.Conversion;
import dev.isogloss.dataset.convert.Formats;
import dev.isogloss.io.AtomicFile;
import dev.isogloss.io.BadInputException;
import dev.isogloss.io.CompressedFiles;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Files as other tools write them: spaces after commas, fields in their order, further fields, and what goes wrong in them. */
class ForeignFilesTest {
    private static final String TEVATRON = """
            {"query_id": "7", "query": "Who?", "positive_passages": [{"docid": "1#0", "title": "T", "text": "me"}], \
            "negative_passages": [{"docid": "2#0", "title": "", "text": "you"}]}
            """;

    @TempDir
    private Path folder;

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '~',
            value = {
                "tevatron|{\"query_id\": \"1\", \"query\": \"q\", \"positive_passages\": [{\"docid\": \"a\", \"title\": \"\", \"text\": \"t\"}]}",
                "tevatron-v2|{\"query_id\": \"1\", \"query_text\": \"q\", \"query_image\": null, \"positive_document_ids\": [\"a\"], \"source\": \"x\"}",
                "flagembedding|{\"query\": \"q\", \"pos\": [\"a\"], \"neg\": [\"b\"], \"pos_scores\": [0.5], \"neg_scores\": [1]}",
                "swim-ir|{\"_id\": 5, \"lang\": \"Swahili\", \"code\": \"sw\", \"query\": \"q\", \"title\": \"t\", \"text\": \"x\"}",
                "st-triplet|{\"anchor\": \"q\", \"positive\": \"a\", \"negative\": \"b\"}",
                "st-triplet|{\"query\": \"q\", \"positive\": \"a\"}",
                "st-n-tuple|{\"question\": \"q\", \"answer\": \"a\", \"negative_1\": \"b\", \"negative_2\": \"c\", \"scores\": [3, 2, 1]}",
                "st-labeled-pair|{\"query\": \"q\", \"answer\": \"a\", \"label\": 1}",
                "st-labeled-list|{\"query\": \"q\", \"docs\": [\"a\", \"b\"], \"labels\": [0, 1]}",
                "mined|{\"query\": \"7\", \"language\": \"sw\", \"positives\": [\"1\"], \"positive-scores\": [1.5], \"negatives\": [{\"id\": \"2\", \"source\": \"judged\", \"ranks\": {}, \"score\": 0.5, \"from\": null}], \"dropped\": []}",
                "nemo|{\"question\": \"q\", \"pos_doc\": \"a\", \"neg_doc\": [\"b\", \"c\"]}",
                "nemo|{\"corpus\": [{\"path\": \"c\"}], \"data\": [{\"question_id\": \"1\", \"question\": \"q\", \"corpus_id\": \"c\", \"pos_doc\": [{\"id\": \"a\"}], \"neg_doc\": []}]}",
                "passages|{\"docid\": \"a\", \"title\": \"t\", \"text\": \"x\"}",
                "msmarco-triples|12\t34\t56",
                "trec|12 0 34 1",
                "trec|12\twho is it",
            })
    void isToldByItsFirstRow(String word, String row) throws IOException {
        Path file = write(
                row.startsWith("{\"corpus\"") ? "x.json" : row.startsWith("{") ? "x.jsonl.bz2" : "x.tsv.xz",
                row + "\n");
        assertThat(Formats.detect(file).format().word()).isEqualTo(word);
        switch (Formats.named(word)) {
            case CollectionFormat format -> {
                int[] rows = {0};
                CollectionFiles files = format.open(file, BadRows.fail());
                files.passages((passage, origin) -> rows[0]++);
                for (String split : files.splits()) {
                    files.queries(split, (query, origin) -> rows[0]++);
                    files.judgments(split, (judgment, origin) -> rows[0]++);
                }
                assertThat(rows[0]).isEqualTo(1);
            }
            case ExampleFormat format -> {
                List<ExampleRow> rows = rows(format, file);
                assertThat(rows).hasSize(1);
                assertThat(rows.getFirst().positives()).hasSize(1);
            }
        }
    }

    @Test
    void aRowThatIsNoneOfThemSaysWhatWasSeen() throws IOException {
        Path file = write("x.jsonl", "{\"a\": 1, \"b\": 2}\n");
        assertThatThrownBy(() -> Formats.detect(file))
                .isInstanceOf(BadInputException.class)
                .hasMessageContaining("the fields a, b")
                .hasMessageContaining("tevatron");
    }

    @ParameterizedTest
    @ValueSource(strings = {"train.jsonl", "train.jsonl.gz", "train.jsonl.zst", "train.jsonl.bz2", "train.jsonl.xz"})
    void anyCompressionIsReadAndWritten(String name) throws IOException {
        Path file = write(name, TEVATRON.repeat(300));
        assertThat(rows((ExampleFormat) Formats.named("tevatron"), file)).hasSize(300);
        byte[] whole = Files.readAllBytes(file);
        if (!name.endsWith("l")) {
            Files.write(file, Arrays.copyOf(whole, whole.length / 2));
            assertThatThrownBy(() -> rows((ExampleFormat) Formats.named("tevatron"), file))
                    .isInstanceOf(BadInputException.class)
                    .hasMessageContaining(name);
        }
    }

    @Test
    void badRowsFailWithTheirPlaceOrAreKept() throws IOException {
        String good = TEVATRON;
        Path file = folder.resolve("train.jsonl");
        byte[] notUtf8 = {'{', (byte) 0xff, '}', '\n'};
        Files.write(file, (good + "{\"query_id\": \"8\"}\nno json\n" + good).getBytes(StandardCharsets.UTF_8));
        Files.write(file, notUtf8, StandardOpenOption.APPEND);
        Files.writeString(file, good, StandardOpenOption.APPEND);
        assertThatThrownBy(() -> Trees.convert(file, "tevatron", "flagembedding", folder.resolve("out.jsonl")))
                .isInstanceOf(BadInputException.class)
                .hasMessageContaining("train.jsonl:2")
                .hasMessageContaining("\"query\"");
        assertThat(folder.resolve("out.jsonl")).doesNotExist();

        Path rejects = folder.resolve("rejects.jsonl");
        BadRows badRows = BadRows.skip(rejects);
        Conversion.Outcome outcome = Trees.convert(
                file, Formats.named("tevatron"), Formats.named("flagembedding"), folder.resolve("out.jsonl"), badRows);
        badRows.complete();
        assertThat(outcome.counts()).containsEntry("examples", 3L);
        assertThat(badRows.examples())
                .extracting(BadRows.Rejected::place)
                .allMatch(place -> place.matches(".*train\\.jsonl:[235]"));
        assertThat(badRows.count()).isEqualTo(3); // each once, though the file was read more than once
        assertThat(Files.readAllLines(rejects))
                .hasSize(3)
                .first()
                .asString()
                .contains("\"row\":\"{\\\"query_id\\\": \\\"8\\\"}\"", "train.jsonl:2");
    }

    @Test
    void aFileOfNothingButBadRowsIsAnotherFormat() throws IOException {
        Path file = write("x.jsonl", "{\"a\": 1}\n{\"a\": 2}\n");
        BadRows badRows = BadRows.skip(folder.resolve("rejects.jsonl"));
        assertThatThrownBy(() -> Trees.convert(
                        file,
                        Formats.named("tevatron"),
                        Formats.named("flagembedding"),
                        folder.resolve("out.jsonl"),
                        badRows))
                .isInstanceOf(BadInputException.class)
                .hasMessageContaining("not one row");
        assertThat(folder.resolve("out.jsonl")).doesNotExist();
    }

    @Test
    void mrTydiRowsWithoutTextsFindThemInTheCorpus() throws IOException {
        write("dev.jsonl", """
                {"query_id": "0", "query": "Which?", "positive_passages": [{"docid": "3#1", "title": "", "text": ""}]}
                """);
        Path out = folder.resolve("out.jsonl");
        assertThatThrownBy(() -> Trees.convert(folder.resolve("dev.jsonl"), "tevatron", "flagembedding", out))
                .isInstanceOf(BadInputException.class)
                .hasMessageContaining("dev.jsonl:1")
                .hasMessageContaining("--texts");
        write("corpus.jsonl", "{\"docid\": \"3#1\", \"title\": \"T\", \"text\": \"this one\"}\n");
        Trees.convert(folder.resolve("dev.jsonl"), "tevatron", "flagembedding", out);
        assertThat(Trees.text(out)).isEqualTo("{\"query\":\"Which?\",\"pos\":[\"T this one\"],\"neg\":[]}\n");
    }

    @Test
    void triplesByIdFindTheirTextsBesideThem() throws IOException {
        write("collection.tsv", "0\tzero\n1\tone\n2\ttwo words\n");
        write("queries.train.tsv", "9\twhat is it\n");
        write("qidpidtriples.train.tsv", "9\t1\t2\n9\t1\t7\n");
        Path out = folder.resolve("out.jsonl");
        BadRows badRows = BadRows.skip(folder.resolve("rejects.jsonl"));
        Trees.convert(
                folder.resolve("qidpidtriples.train.tsv"),
                Formats.named("msmarco-triples"),
                Formats.named("st-triplet"),
                out,
                badRows);
        assertThat(Trees.text(out))
                .isEqualTo("{\"anchor\":\"what is it\",\"positive\":\"one\",\"negative\":\"two words\"}\n");
        assertThat(badRows.count()).isEqualTo(1);
        assertThat(badRows.examples().getFirst().reason()).contains("passage 7");
    }

    @Test
    void topicsInTrecsOwnTags() throws IOException {
        Path file = write("topics.txt", """

                <top>
                <num> Number: 301
                <title> International
                   crime &amp; law
                <desc> Description: more
                </top>
                <top><num> Number: 302 <title> Polio </top>
                """);
        List<QueryRow> queries = new ArrayList<>();
        Formats.collection("trec").open(file, BadRows.fail()).queries("all", (row, origin) -> queries.add(row));
        assertThat(queries).extracting(QueryRow::id).containsExactly("301", "302");
        assertThat(queries).extracting(QueryRow::text).containsExactly("International crime & law", "Polio");
    }

    @Test
    void passagesOfManyLanguagesKeepTheirIdsApart() throws IOException {
        for (String language : List.of("sw", "te")) {
            write(
                    "m/miracl-corpus-v1.0-" + language + "/docs-0.jsonl",
                    "{\"docid\": \"1#0\", \"title\": \"\", \"text\": \"" + language + "\"}\n");
            write(
                    "m/miracl-v1.0-" + language + "/topics/topics.miracl-v1.0-" + language + "-dev.tsv",
                    "5\tq " + language + "\n");
            write("m/miracl-v1.0-" + language + "/qrels/qrels.miracl-v1.0-" + language + "-dev.tsv", "5\tQ0\t1#0\t1\n");
        }
        Path beir = folder.resolve("beir");
        Trees.convert(folder.resolve("m"), "miracl", "beir", beir);
        assertThat(Trees.text(beir.resolve("qrels/dev.tsv")))
                .isEqualTo("query-id\tcorpus-id\tscore\nsw:5\tsw:1#0\t1\nte:5\tte:1#0\t1\n");
        Trees.convert(beir, "beir", "tevatron", folder.resolve("t.jsonl"));
        assertThat(Trees.text(folder.resolve("t.jsonl"))).contains("\"query_id\":\"sw:5\"", "\"docid\":\"te:1#0\"");
    }

    @Test
    void heldOutQueriesAreNeverLearnedFromByAccident() throws IOException {
        write("c/corpus.jsonl", "{\"_id\": \"p\", \"title\": \"\", \"text\": \"passage\"}\n");
        write(
                "c/queries.jsonl",
                "{\"_id\": \"q1\", \"text\": \"learned\"}\n{\"_id\": \"q2\", \"text\": \"measured\"}\n");
        write("c/qrels/train.tsv", "query-id\tcorpus-id\tscore\nq1\tp\t1\n");
        write("c/qrels/test.tsv", "query-id\tcorpus-id\tscore\nq2\tp\t1\n");
        Path out = folder.resolve("learned.jsonl");
        Trees.convert(folder.resolve("c"), "beir", "tevatron", out);
        assertThat(Trees.text(out)).contains("learned").doesNotContain("measured");
        Files.move(folder.resolve("c/qrels/train.tsv"), folder.resolve("c/qrels/dev.tsv"));
        assertThatThrownBy(() -> Trees.convert(folder.resolve("c"), "beir", "tevatron", folder.resolve("none.jsonl")))
                .hasMessageContaining("dev test")
                .hasMessageContaining("--split");
        write("t/train.jsonl", Trees.text(out));
        write("t/dev.jsonl", Trees.text(out));
        assertThatThrownBy(() ->
                        Trees.convert(folder.resolve("t"), "tevatron", "flagembedding", folder.resolve("f.jsonl")))
                .hasMessageContaining("dev.jsonl")
                .hasMessageContaining("name one of the files");
    }

    @Test
    void whatCannotBeIsRefusedWithItsReason() throws IOException {
        Path passages = write("corpus.jsonl", "{\"_id\": \"a\", \"text\": \"x\"}\n");
        assertThatThrownBy(() -> Trees.convert(passages, "passages", "tevatron", folder.resolve("o1")))
                .isInstanceOf(BadInputException.class)
                .hasMessageContaining("no queries");
        assertThatThrownBy(() -> Trees.convert(passages, "passages", "miracl", folder.resolve("o2")))
                .isInstanceOf(BadInputException.class)
                .hasMessageContaining("--language");
        Path pairs = write("p.jsonl", "{\"anchor\": \"q\", \"positive\": \"a\"}\n");
        assertThatThrownBy(() -> Trees.convert(pairs, "st-triplet", "mined", folder.resolve("o3")))
                .isInstanceOf(BadInputException.class)
                .hasMessageContaining("only read");
        Files.createDirectories(folder.resolve("full/x"));
        assertThatThrownBy(() -> Trees.convert(pairs, "st-triplet", "beir", folder.resolve("full")))
                .isInstanceOf(BadInputException.class)
                .hasMessageContaining("not empty");
        Path two = write("two.jsonl", """
                {"query_id": "1", "query": "a", "positive_passages": [{"docid": "d", "title": "", "text": "x"}]}
                {"query_id": "2", "query": "b", "positive_passages": [{"docid": "d", "title": "", "text": "y"}]}
                """);
        assertThatThrownBy(() -> Trees.convert(two, "tevatron", "beir", folder.resolve("o4")))
                .isInstanceOf(BadInputException.class)
                .hasMessageContaining("two.jsonl:2")
                .hasMessageContaining("another text");
        assertThat(folder.resolve("o4")).doesNotExist();
        assertThat(folder.resolve(".o4.partial")).doesNotExist();
    }

    private static List<ExampleRow> rows(ExampleFormat format, Path file) throws IOException {
        List<ExampleRow> rows = new ArrayList<>();
        format.open(file, BadRows.fail()).examples((row, origin) -> rows.add(row));
        return rows;
    }

    private Path write(String name, String text) throws IOException {
        Path file = folder.resolve(name);
        AtomicFile.write(file, out -> {
            try (var compressed = CompressedFiles.compress(file, out)) {
                compressed.write(text.getBytes(StandardCharsets.UTF_8));
            }
        });
        return file;
    }
}
