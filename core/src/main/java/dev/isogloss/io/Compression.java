package dev.isogloss.io;

import com.github.luben.zstd.ZstdInputStream;
import com.github.luben.zstd.ZstdOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.file.Path;
import java.util.zip.GZIPInputStream;
import java.util.zip.GZIPOutputStream;
import org.apache.commons.compress.compressors.bzip2.BZip2CompressorInputStream;
import org.apache.commons.compress.compressors.bzip2.BZip2CompressorOutputStream;
import org.tukaani.xz.LZMA2Options;
import org.tukaani.xz.XZInputStream;
import org.tukaani.xz.XZOutputStream;

/** How a file is compressed: by its first bytes when reading, by its name when writing. */
enum Compression {
    NONE("", ""),
    GZIP("gzip", ".gz"),
    ZSTD("zstd", ".zst"),
    BZIP2("bzip2", ".bz2"),
    XZ("xz", ".xz");

    private static final int BUFFER = 1 << 16;
    private static final int ZSTD_LEVEL = 3;

    private final String word;
    private final String extension;

    Compression(String word, String extension) {
        this.word = word;
        this.extension = extension;
    }

    String word() {
        return word;
    }

    String extension() {
        return extension;
    }

    static Compression ofName(Path file) {
        String name = file.toString();
        for (Compression compression : values()) {
            if (compression != NONE && name.endsWith(compression.extension)) {
                return compression;
            }
        }
        return NONE;
    }

    /**
     * From the first up to six bytes: RFC 1952 section 2.3.1, RFC 8878 section 3.1, "BZh" and the block size 1 to 9 of bzip2, section
     * 2.1.1.1 of the xz file format.
     */
    static Compression ofMagic(byte[] start) {
        if (start.length >= 2 && (start[0] & 0xff) == 0x1f && (start[1] & 0xff) == 0x8b) {
            return GZIP;
        }
        boolean frame = start.length >= 4
                && (start[0] & 0xff) == 0x28
                && (start[1] & 0xff) == 0xb5
                && (start[2] & 0xff) == 0x2f
                && (start[3] & 0xff) == 0xfd;
        boolean skippable = start.length >= 4
                && (start[0] & 0xf0) == 0x50
                && (start[1] & 0xff) == 0x2a
                && (start[2] & 0xff) == 0x4d
                && (start[3] & 0xff) == 0x18;
        if (frame || skippable) {
            return ZSTD;
        }
        // four plain letters could begin a text too; after them come the six bytes of a block or of an empty file's end
        boolean blocks = begins(start, 'B', 'Z', 'h')
                && start.length >= 6
                && start[3] >= '1'
                && start[3] <= '9'
                && (begins(start, 'B', 'Z', 'h', start[3], 0x31, 0x41)
                        || begins(start, 'B', 'Z', 'h', start[3], 0x17, 0x72));
        return blocks ? BZIP2 : begins(start, 0xfd, '7', 'z', 'X', 'Z', 0) ? XZ : NONE;
    }

    private static boolean begins(byte[] start, int... magic) {
        if (start.length < magic.length) {
            return false;
        }
        for (int i = 0; i < magic.length; i++) {
            if ((start[i] & 0xff) != magic[i]) {
                return false;
            }
        }
        return true;
    }

    InputStream decompress(InputStream in) throws IOException {
        return switch (this) {
            case NONE -> in;
            case GZIP -> new GZIPInputStream(in, BUFFER);
            case ZSTD -> new ZstdInputStream(in);
            case BZIP2 -> new BZip2CompressorInputStream(in, true);
            case XZ -> new XZInputStream(in);
        };
    }

    /** Java's gzip header carries no time, so equal input gives equal bytes. */
    OutputStream compress(OutputStream out) throws IOException {
        return switch (this) {
            case NONE -> out;
            case GZIP -> new GZIPOutputStream(out, BUFFER);
            case ZSTD -> new ZstdOutputStream(out, ZSTD_LEVEL).setChecksum(true);
            case BZIP2 -> new BZip2CompressorOutputStream(out);
            case XZ -> new XZOutputStream(out, new LZMA2Options());
        };
    }
}
