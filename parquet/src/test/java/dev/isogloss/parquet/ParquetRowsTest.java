package dev.isogloss.parquet;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.isogloss.data.Language;
import dev.isogloss.dataset.BadRows;
import dev.isogloss.dataset.DatasetFormat;
import dev.isogloss.dataset.ExampleFormat;
import dev.isogloss.dataset.ExampleRow;
import dev.isogloss.dataset.FieldType;
import dev.isogloss.dataset.Output;
import dev.isogloss.dataset.RowFile;
import dev.isogloss.dataset.RowShape;
import dev.isogloss.dataset.convert.Conversion;
import dev.isogloss.dataset.convert.DatasetCollection;
import dev.isogloss.dataset.convert.Formats;
import dev.isogloss.dataset.convert.Languages;
import dev.isogloss.dataset.convert.RunNegatives;
import dev.isogloss.dataset.convert.Subset;
import dev.isogloss.dataset.example.TevatronIdsFormat;
import dev.isogloss.format.LanguageDetector;
import dev.isogloss.io.BadInputException;
import dev.isogloss.io.JsonLine;
import dev.isogloss.io.Progress;
import java.io.IOException;
import java.net.URISyntaxException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import net.jqwik.api.constraints.DoubleRange;
import org.apache.parquet.hadoop.metadata.CompressionCodecName;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The oracle is pyarrow, which wrote the same rows as Parquet and as JSON lines (make_rows.py). */
class ParquetRowsTest {
    @TempDir
    private Path folder;

    @ParameterizedTest
    @ValueSource(strings = {"none", "snappy", "zstd", "gzip", "brotli", "lz4"})
    void rowsAreThoseOfTheJsonLines(String compression) throws Exception {
        Path file = fixture("rows." + compression + ".parquet");
        assertThat(RowFile.kind(file)).isEqualTo("parquet");
        assertThat(rows(file)).isEqualTo(rows(fixture("rows.jsonl"))).hasSize(7);
    }

    @Test
    void aFormatIsToldInParquetAsInJsonLines() throws Exception {
        Path file = fixture("rows.snappy.parquet");
        assertThat(Formats.detect(file).format().word()).isEqualTo("tevatron");
        List<ExampleRow> examples = new ArrayList<>();
        List<String> places = new ArrayList<>();
        ((ExampleFormat) Formats.named("tevatron")).open(file, BadRows.fail()).examples((row, origin) -> {
            examples.add(row);
            places.add(origin.place());
        });
        assertThat(examples.get(5).positives()).hasSize(2);
        assertThat(examples.get(5).negatives()).hasSize(2);
        assertThat(places.getLast()).endsWith("rows.snappy.parquet:7");
    }

    @Test
    void whatCannotBeReadSaysWhy() throws Exception {
        assertThatThrownBy(() -> new Codecs().getDecompressor(CompressionCodecName.LZO))
                .isInstanceOf(BadInputException.class)
                .hasMessageContaining("LZO")
                .hasMessageContaining("zstd, snappy");
        byte[] whole = Files.readAllBytes(fixture("rows.zstd.parquet"));
        Path cut = Files.write(folder.resolve("cut.parquet"), Arrays.copyOf(whole, whole.length / 2));
        assertThatThrownBy(() -> rows(cut))
                .isInstanceOf(BadInputException.class)
                .hasMessageContaining("cut.parquet");
        Path other = Files.writeString(folder.resolve("other.parquet"), "no\n");
        assertThatThrownBy(() -> rows(other))
                .isInstanceOf(BadInputException.class)
                .hasMessageContaining("other.parquet");
    }

    /** Whatever bytes are wrong, the answer is rows or an error that names the file. */
    @Property(tries = 300)
    void damageNamesTheFile(
            @ForAll("compressions") String compression, @ForAll @DoubleRange(max = 1) double place, @ForAll byte wrong)
            throws Exception {
        byte[] bytes = Files.readAllBytes(fixture("rows." + compression + ".parquet"));
        int at = (int) Math.min(bytes.length - 1L, Math.round(place * bytes.length));
        bytes[at] = wrong;
        Path damaged = Files.createTempFile("damaged", ".parquet");
        try {
            Files.write(damaged, bytes);
            rows(damaged);
        } catch (BadInputException e) {
            assertThat(e).hasMessageContaining(String.valueOf(damaged.getFileName()));
        } finally {
            Files.delete(damaged);
        }
    }

    /** Lengths of gigabytes, wherever a length may stand in the first row group, ask for no memory. */
    @Test
    void wrongLengthsAskForNoMemory() throws Exception {
        byte[] whole = Files.readAllBytes(fixture("rows.none.parquet"));
        Path damaged = folder.resolve("lengths.parquet");
        int refused = 0;
        for (int at = 4; at < 1400; at++) {
            byte[] bytes = whole.clone();
            bytes[at] = Byte.MAX_VALUE;
            Files.write(damaged, bytes);
            try {
                rows(damaged);
            } catch (BadInputException e) {
                assertThat(e).hasMessageContaining("lengths.parquet");
                refused++;
            }
        }
        assertThat(refused).isGreaterThan(100);
    }

    @Provide
    Arbitrary<String> compressions() {
        return Arbitraries.of("none", "snappy", "zstd", "gzip", "brotli", "lz4");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "st-n-tuple",
                "st-triplet",
                "st-labeled-pair",
                "st-labeled-list",
                "swim-ir",
                "tevatron",
                "flagembedding"
            })
    void thereAndBackGivesTheSameRows(String word) throws Exception {
        Path first = folder.resolve("first.jsonl");
        Path parquet = folder.resolve("second.parquet");
        Path third = folder.resolve("third.jsonl");
        Path source = Files.writeString(folder.resolve("source.jsonl"), """
                {"query":"nani?","pos":["a \\"b\\"\\nc","漢字"],"neg":["n1","n2"],"pos_scores":[0.5,1.25],"neg_scores":[-3,0.1],"prompt":"ask: "}
                {"query":"who","pos":["only"],"neg":["n2","n1","n3"],"pos_scores":[2],"neg_scores":[1e-7,4,5]}
                """);
        convert(source, "flagembedding", word, first);
        convert(first, word, word, parquet);
        assertThat(RowFile.kind(parquet)).isEqualTo("parquet");
        assertThat(Formats.detect(parquet).format().word()).isEqualTo(word);
        convert(parquet, word, word, third);
        assertThat(Files.readString(third)).isEqualTo(Files.readString(first));
        Path again = folder.resolve("again.parquet");
        convert(first, word, word, again);
        assertThat(again).as("same rows, same bytes").hasSameBinaryContentAs(parquet);
    }

    @Test
    void idsAndTheirPassagesInTwoFiles() throws Exception {
        Path source = fixture("rows.zstd.parquet");
        Path folderOfRows = folder.resolve("v2");
        convert(source, Formats.named("tevatron"), new TevatronIdsFormat(true), folderOfRows, null);
        assertThat(RowFile.kind(folderOfRows.resolve("train.parquet"))).isEqualTo("parquet");
        assertThat(Formats.detect(folderOfRows).format().word()).isEqualTo("tevatron-v2");
        convert(folderOfRows, "tevatron-v2", "flagembedding", folder.resolve("a.jsonl"));
        convert(source, "tevatron", "flagembedding", folder.resolve("b.jsonl"));
        assertThat(Files.readString(folder.resolve("a.jsonl"))).isEqualTo(Files.readString(folder.resolve("b.jsonl")));
    }

    /** BEIR as the hub keeps it: folders of Parquet files, judgments as rows or beside them as tables. */
    @Test
    void beirOfTheHubIsReadAndSearched() throws Exception {
        for (String pieces : List.of("corpus/corpus-00000-of-00002.parquet", "corpus/corpus-00001-of-00002.parquet")) {
            Files.createDirectories(folder.resolve("b/corpus"));
            write(
                    folder.resolve("b/" + pieces),
                    "_id",
                    pieces.contains("00000-") ? "1" : "2",
                    "title",
                    "T",
                    "text",
                    "x " + pieces.length());
        }
        Files.createDirectories(folder.resolve("b/queries"));
        write(folder.resolve("b/queries/queries-00000-of-00001.parquet"), "_id", "q", "text", "who");
        Files.createDirectories(folder.resolve("b/qrels"));
        write(folder.resolve("b/qrels/test-00000-of-00001.parquet"), "query-id", "q", "corpus-id", "2", "score", "1");
        assertThat(Formats.detect(folder.resolve("b")).format().word()).isEqualTo("beir");
        convert(folder.resolve("b"), "beir", "beir", folder.resolve("json"));
        assertThat(Files.readString(folder.resolve("json/qrels/test.tsv")))
                .isEqualTo("query-id\tcorpus-id\tscore\nq\t2\t1\n");
        assertThat(Files.readAllLines(folder.resolve("json/corpus.jsonl"))).hasSize(2);
        var collection = DatasetCollection.open(
                "beir", folder.resolve("b"), Set.of(), LanguageDetector.always(new Language("en")));
        assertThat(collection.queries("test")).hasSize(1);
        assertThat(collection.judgments("test").size()).isEqualTo(1);
    }

    @Test
    void namesThatCannotBe() throws Exception {
        Path source = fixture("rows.jsonl");
        assertThatThrownBy(() -> convert(source, "tevatron", "flagembedding", folder.resolve("x.parquet.gz")))
                .isInstanceOf(BadInputException.class)
                .hasMessageContaining("name it .parquet");
        assertThatThrownBy(() -> convert(source, "tevatron", "msmarco-triples", folder.resolve("x.parquet")))
                .isInstanceOf(BadInputException.class)
                .hasMessageContaining("lines of text");
        assertThat(folder).isEmptyDirectory();
    }

    private static void write(Path file, String... namesAndValues) throws IOException {
        Map<String, Object> row = new LinkedHashMap<>();
        for (int i = 0; i < namesAndValues.length; i += 2) {
            row.put(namesAndValues[i], namesAndValues[i + 1]);
        }
        RowShape shape = RowShape.of(FieldType.TEXT, row.keySet().toArray(String[]::new));
        Output.rows(file, shape, out -> out.write(row));
    }

    private static void convert(Path input, String from, String to, Path out) throws IOException {
        // swim-ir names a language in every row
        LanguageDetector told = to.equals("swim-ir") ? LanguageDetector.always(new Language("sw")) : null;
        convert(input, Formats.named(from), Formats.named(to), out, told);
    }

    private static void convert(
            Path input, DatasetFormat from, DatasetFormat to, Path out, @Nullable LanguageDetector told)
            throws IOException {
        new Conversion(
                        input,
                        from,
                        to,
                        out,
                        null,
                        RunNegatives.NONE,
                        Set.of(),
                        new Languages(told, Set.of()),
                        Subset.ALL,
                        BadRows.fail())
                .run(Progress.SILENT);
    }

    private static List<String> rows(Path file) throws IOException {
        List<String> rows = new ArrayList<>();
        RowFile.<JsonLine>read(
                file,
                BadRows.fail(),
                row -> row,
                (row, origin) -> rows.add(row.json().toString()));
        return rows;
    }

    private static Path fixture(String name) throws URISyntaxException {
        return Path.of(
                Objects.requireNonNull(ParquetRowsTest.class.getResource(name)).toURI());
    }
}
