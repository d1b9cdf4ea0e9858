package dev.isogloss.parquet;

import dev.isogloss.io.BadInputException;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.util.zip.GZIPInputStream;
import org.apache.parquet.bytes.BytesInput;
import org.apache.parquet.compression.CompressionCodecFactory;
import org.apache.parquet.conf.PlainParquetConfiguration;
import org.apache.parquet.hadoop.CodecFactory;
import org.apache.parquet.hadoop.metadata.CompressionCodecName;

/** Decompresses pages: snappy, zstd and none as the library does, gzip with the JDK (the library wants Hadoop's), no others. */
final class Codecs implements CompressionCodecFactory {
    private static final int PAGE = 1 << 20;

    private final CodecFactory library = new CodecFactory(new PlainParquetConfiguration(), PAGE);

    @Override
    public BytesInputDecompressor getDecompressor(CompressionCodecName codec) {
        return switch (codec) {
            case UNCOMPRESSED, SNAPPY, ZSTD -> library.getDecompressor(codec);
            case GZIP -> new Gzip();
            case LZO, BROTLI, LZ4, LZ4_RAW ->
                throw new BadInputException("its pages are compressed with " + codec
                        + ", which cannot be read; write it again with snappy, zstd, gzip or no compression");
        };
    }

    @Override
    public BytesInputCompressor getCompressor(CompressionCodecName codec) {
        throw new UnsupportedOperationException("Parquet is only read");
    }

    @Override
    public void release() {
        library.release();
    }

    private static final class Gzip implements BytesInputDecompressor {
        @Override
        public BytesInput decompress(BytesInput bytes, int size) throws IOException {
            try (InputStream in = new GZIPInputStream(bytes.toInputStream())) {
                return BytesInput.from(in.readNBytes(size));
            }
        }

        @Override
        public void decompress(ByteBuffer compressed, int compressedSize, ByteBuffer out, int size) throws IOException {
            byte[] given = new byte[compressedSize];
            compressed.get(given);
            try (InputStream in = new GZIPInputStream(new ByteArrayInputStream(given))) {
                out.put(in.readNBytes(size));
            }
        }

        @Override
        public void release() {}
    }
}
