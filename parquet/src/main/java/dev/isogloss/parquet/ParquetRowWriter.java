package dev.isogloss.parquet;

import dev.isogloss.dataset.RowShape;
import dev.isogloss.dataset.RowWriter;
import java.io.IOException;
import java.io.OutputStream;
import java.util.Map;
import org.apache.hadoop.conf.Configuration;
import org.apache.parquet.conf.ParquetConfiguration;
import org.apache.parquet.conf.PlainParquetConfiguration;
import org.apache.parquet.hadoop.ParquetWriter;
import org.apache.parquet.hadoop.api.WriteSupport;
import org.apache.parquet.hadoop.metadata.CompressionCodecName;
import org.apache.parquet.io.OutputFile;

/** Rows into a Parquet file, zstd in row groups of at most 32 MB, which is what is in memory. Equal rows give equal bytes. */
final class ParquetRowWriter implements RowWriter {
    private static final long ROW_GROUP = 32L << 20;

    private final ParquetWriter<Map<String, Object>> writer;

    ParquetRowWriter(OutputStream out, RowShape shape) throws IOException {
        this.writer = new Builder(new StreamOutput(out), shape)
                .withConf(new PlainParquetConfiguration())
                .withCodecFactory(new Codecs())
                .withCompressionCodec(CompressionCodecName.ZSTD)
                .withRowGroupSize(ROW_GROUP)
                .withPageWriteChecksumEnabled(true)
                .build();
    }

    @Override
    public void write(Map<String, Object> row) throws IOException {
        writer.write(row);
    }

    @Override
    public void close() throws IOException {
        writer.close();
    }

    private static final class Builder extends ParquetWriter.Builder<Map<String, Object>, Builder> {
        private final RowShape shape;

        Builder(OutputFile file, RowShape shape) {
            super(file);
            this.shape = shape;
        }

        @Override
        protected Builder self() {
            return this;
        }

        @Override
        @SuppressWarnings("deprecation") // there is no other to override
        protected WriteSupport<Map<String, Object>> getWriteSupport(Configuration configuration) {
            return new RowSupport(shape);
        }

        @Override
        protected WriteSupport<Map<String, Object>> getWriteSupport(ParquetConfiguration configuration) {
            return new RowSupport(shape);
        }
    }
}
