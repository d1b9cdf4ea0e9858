package dev.isogloss.parquet;

import dev.isogloss.io.BadInputException;
import io.airlift.compress.lz4.Lz4Decompressor;
import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.util.zip.GZIPInputStream;
import org.apache.parquet.bytes.BytesInput;
import org.apache.parquet.compression.CompressionCodecFactory;
import org.apache.parquet.conf.PlainParquetConfiguration;
import org.apache.parquet.hadoop.CodecFactory;
import org.apache.parquet.hadoop.metadata.CompressionCodecName;
import org.brotli.dec.BrotliInputStream;

/**
 * Compresses and decompresses pages: snappy, zstd and none as the library does; gzip, brotli and lz4 (the raw blocks that every writer of
 * today means by it) without the Hadoop that the library wants for them, to read only.
 */
final class Codecs implements CompressionCodecFactory {
    private static final int PAGE = 1 << 20;

    private final CodecFactory library = new CodecFactory(new PlainParquetConfiguration(), PAGE);

    @Override
    public BytesInputDecompressor getDecompressor(CompressionCodecName codec) {
        return switch (codec) {
            case UNCOMPRESSED, SNAPPY, ZSTD -> library.getDecompressor(codec);
            case GZIP ->
                new Whole((bytes, size) ->
                        streamed(new GZIPInputStream(BytesInput.from(bytes).toInputStream()), size));
            case BROTLI ->
                new Whole((bytes, size) ->
                        streamed(new BrotliInputStream(BytesInput.from(bytes).toInputStream()), size));
            case LZ4_RAW -> new Whole(Codecs::lz4);
            case LZO, LZ4 ->
                throw new BadInputException(
                        "its pages are compressed with " + codec
                                + ", which cannot be read; write it again with zstd, snappy, gzip, brotli, lz4_raw or no compression");
        };
    }

    @Override
    public BytesInputCompressor getCompressor(CompressionCodecName codec) {
        return library.getCompressor(codec);
    }

    @Override
    public void release() {
        library.release();
    }

    private static byte[] streamed(InputStream in, int size) throws IOException {
        try (in) {
            return in.readNBytes(size);
        }
    }

    private static byte[] lz4(byte[] bytes, int size) {
        byte[] page = new byte[size];
        new Lz4Decompressor().decompress(bytes, 0, bytes.length, page, 0, size);
        return page;
    }

    /** Decompresses the bytes of a page to so many. */
    private interface Page {
        byte[] decompress(byte[] bytes, int size) throws IOException;
    }

    private record Whole(Page page) implements BytesInputDecompressor {
        @Override
        public BytesInput decompress(BytesInput bytes, int size) throws IOException {
            return BytesInput.from(page.decompress(bytes.toInputStream().readAllBytes(), size));
        }

        @Override
        public void decompress(ByteBuffer compressed, int compressedSize, ByteBuffer out, int size) throws IOException {
            byte[] given = new byte[compressedSize];
            compressed.get(given);
            out.put(page.decompress(given, size));
        }

        @Override
        public void release() {}
    }
}
