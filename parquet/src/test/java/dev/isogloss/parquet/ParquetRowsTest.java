package dev.isogloss.parquet;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.isogloss.dataset.BadRows;
import dev.isogloss.dataset.ExampleFormat;
import dev.isogloss.dataset.ExampleRow;
import dev.isogloss.dataset.RowFile;
import dev.isogloss.dataset.convert.Formats;
import dev.isogloss.io.BadInputException;
import dev.isogloss.io.JsonLine;
import java.io.IOException;
import java.net.URISyntaxException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Objects;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The oracle is pyarrow, which wrote the same rows as Parquet and as JSON lines (make_rows.py). */
class ParquetRowsTest {
    @TempDir
    private Path folder;

    @ParameterizedTest
    @ValueSource(strings = {"none", "snappy", "zstd", "gzip"})
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
        assertThatThrownBy(() -> rows(fixture("rows.brotli.parquet")))
                .isInstanceOf(BadInputException.class)
                .hasMessageContaining("BROTLI")
                .hasMessageContaining("rows.brotli.parquet");
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
