package dev.isogloss.parquet;

import dev.isogloss.dataset.RowCursor;
import dev.isogloss.dataset.RowFileType;
import dev.isogloss.dataset.RowShape;
import dev.isogloss.dataset.RowWriter;
import dev.isogloss.io.BadInputException;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.FileSystemException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import org.apache.parquet.ParquetReadOptions;
import org.apache.parquet.conf.PlainParquetConfiguration;
import org.apache.parquet.hadoop.ParquetFileReader;
import org.apache.parquet.io.LocalInputFile;

/** Parquet, as the hub keeps data sets: told by its first bytes; uncompressed, snappy, zstd, gzip, brotli or lz4. One row group is in memory at
 * a time. */
public final class ParquetRows implements RowFileType {
    private static final byte[] MAGIC = "PAR1".getBytes(StandardCharsets.US_ASCII);

    @Override
    public String word() {
        return "parquet";
    }

    @Override
    public boolean holds(Path file) throws IOException {
        try (InputStream in = Files.newInputStream(file)) {
            return Arrays.equals(in.readNBytes(MAGIC.length), MAGIC);
        }
    }

    @Override
    public boolean isNamed(Path file) {
        return file.toString().endsWith(".parquet");
    }

    @Override
    public RowWriter writer(OutputStream out, RowShape shape) throws IOException {
        return new ParquetRowWriter(out, shape);
    }

    @Override
    public RowCursor open(Path file) throws IOException {
        try {
            return new ParquetCursor(
                    file,
                    ParquetFileReader.open(
                            new LocalInputFile(file),
                            ParquetReadOptions.builder(new PlainParquetConfiguration())
                                    .withCodecFactory(new Codecs())
                                    .usePageChecksumVerification()
                                    .build()));
        } catch (FileSystemException e) {
            throw e; // the disk's word for trouble
        } catch (IOException | RuntimeException e) {
            throw new BadInputException(
                    file + " is no Parquet file that can be read (" + e + "); fetch or write it again", e);
        }
    }
}
