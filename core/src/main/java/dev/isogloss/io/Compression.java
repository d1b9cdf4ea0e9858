package dev.isogloss.io;

import com.github.luben.zstd.ZstdInputStream;
import com.github.luben.zstd.ZstdOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.file.Path;
import java.util.zip.GZIPInputStream;
import java.util.zip.GZIPOutputStream;

/** How a file is compressed: by its first bytes when reading, by its name when writing. */
enum Compression {
    NONE("", ""),
    GZIP("gzip", ".gz"),
    ZSTD("zstd", ".zst");

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
        return name.endsWith(GZIP.extension) ? GZIP : name.endsWith(ZSTD.extension) ? ZSTD : NONE;
    }

    /** From the first up to four bytes: RFC 1952 section 2.3.1 and RFC 8878 section 3.1. */
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
        return frame || skippable ? ZSTD : NONE;
    }

    InputStream decompress(InputStream in) throws IOException {
        return switch (this) {
            case NONE -> in;
            case GZIP -> new GZIPInputStream(in, BUFFER);
            case ZSTD -> new ZstdInputStream(in);
        };
    }

    /** Java's gzip header carries no time, so equal input gives equal bytes. */
    OutputStream compress(OutputStream out) throws IOException {
        return switch (this) {
            case NONE -> out;
            case GZIP -> new GZIPOutputStream(out, BUFFER);
            case ZSTD -> new ZstdOutputStream(out, ZSTD_LEVEL).setChecksum(true);
        };
    }
}
