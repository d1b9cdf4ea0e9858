package dev.isogloss.corpus;

import dev.isogloss.io.BadInputException;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.nio.ByteOrder;
import java.nio.file.Path;

/** The files of a corpus folder besides its manifest; each begins with a header of 16 bytes. */
enum CorpusFile {
    /** Title length in bytes (int), title, text; all in UTF-8, passage after passage. */
    PASSAGES("passages.bin"),
    /** Where each passage begins in {@link #PASSAGES} (long), and the end of the last. */
    PASSAGE_OFFSETS("passages.offsets"),
    /** The ids in UTF-8, one after the other. */
    IDS("ids.bin"),
    /** Where each id begins in {@link #IDS} (long), and the end of the last. */
    ID_OFFSETS("ids.offsets"),
    /** The ordinals (int) of each language in the order of their ids' bytes, for the search of a key. */
    ID_ORDER("ids.order");

    static final int HEADER = 16;
    static final ValueLayout.OfInt INT = ValueLayout.JAVA_INT_UNALIGNED.withOrder(ByteOrder.LITTLE_ENDIAN);
    static final ValueLayout.OfLong LONG = ValueLayout.JAVA_LONG_UNALIGNED.withOrder(ByteOrder.LITTLE_ENDIAN);

    /** "ISOGCORP", read as a little-endian number. */
    private static final long MAGIC = 0x50524F43474F5349L;

    private final String fileName;

    CorpusFile(String fileName) {
        this.fileName = fileName;
    }

    String fileName() {
        return fileName;
    }

    Path in(Path folder) {
        return folder.resolve(fileName);
    }

    /** Magic, version, number of the file. */
    byte[] header() {
        byte[] header = new byte[HEADER];
        MemorySegment segment = MemorySegment.ofArray(header);
        segment.set(LONG, 0, MAGIC);
        segment.set(INT, 8, CorpusManifest.VERSION);
        segment.set(INT, 12, ordinal());
        return header;
    }

    void requireHeader(Path file, MemorySegment content) {
        MemorySegment expected = MemorySegment.ofArray(header());
        if (content.byteSize() < HEADER || content.asSlice(0, HEADER).mismatch(expected) != -1) {
            throw new BadInputException(file + " does not begin as a file of this kind does; build the corpus again");
        }
    }
}
