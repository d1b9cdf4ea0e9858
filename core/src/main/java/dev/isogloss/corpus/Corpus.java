package dev.isogloss.corpus;

import dev.isogloss.data.Key;
import dev.isogloss.data.Language;
import dev.isogloss.data.Passage;
import dev.isogloss.io.BadInputException;
import dev.isogloss.io.Checksums;
import dev.isogloss.io.MappedFile;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;

/**
 * The passages of a collection by ordinal and by key, mapped from disk: takes no heap, whatever its size. Ordinals are grouped
 * by language in the order of the codes, and keep the order of the source within. Safe for many threads until closed.
 *
 * <p>A corpus is a folder. {@code manifest.json} is written last and holds the kind {@code isogloss-corpus}, the version, the
 * content hash, each language's ordinals, and length and SHA-256 of the other files. Those begin with 16 bytes: the magic
 * {@code ISOGCORP}, the version and the number of the file, both ints; numbers are little-endian, texts UTF-8:
 *
 * <ul>
 *   <li>{@code passages.bin} (0): per passage the length of the title in bytes (int), title, text;
 *   <li>{@code passages.offsets} (1): where each passage begins in it (long, counted from its start), and the end of the last;
 *   <li>{@code ids.bin} (2): the ids, one after the other;
 *   <li>{@code ids.offsets} (3): where each id begins in it (long), and the end of the last;
 *   <li>{@code ids.order} (4): the ordinals (int) of each language, ordered by the bytes of their ids.
 * </ul>
 */
public final class Corpus implements AutoCloseable {
    private final CorpusManifest manifest;
    private final Path folder;
    private final Map<CorpusFile, MappedFile> files;
    private final MemorySegment passages;
    private final MemorySegment passageOffsets;
    private final IdTable ids;
    private final MemorySegment idOrder;
    private final List<Language> languages;

    private Corpus(Path folder, CorpusManifest manifest, Map<CorpusFile, MappedFile> files) {
        this.folder = folder;
        this.manifest = manifest;
        this.files = files;
        this.passages = segment(CorpusFile.PASSAGES);
        this.passageOffsets = segment(CorpusFile.PASSAGE_OFFSETS);
        this.ids = new IdTable(segment(CorpusFile.IDS), segment(CorpusFile.ID_OFFSETS));
        this.idOrder = segment(CorpusFile.ID_ORDER);
        this.languages = manifest.languages().stream()
                .map(range -> new Language(range.language()))
                .toList();
    }

    /**
     * Opens a folder that {@link CorpusBuilder} has finished.
     *
     * @throws BadInputException when it is missing, half-built, damaged in length, foreign, or of another version
     */
    public static Corpus open(Path folder) {
        Map<CorpusFile, MappedFile> files = new EnumMap<>(CorpusFile.class);
        try {
            CorpusManifest manifest = CorpusManifest.read(folder);
            for (CorpusFile file : CorpusFile.values()) {
                MappedFile mapped = MappedFile.open(file.in(folder));
                files.put(file, mapped);
                file.requireHeader(file.in(folder), mapped.segment());
                requireLength(file.in(folder), manifest.files().get(file.fileName()), mapped.size());
            }
            return new Corpus(folder, manifest, files);
        } catch (IOException e) {
            files.values().forEach(MappedFile::close);
            throw new UncheckedIOException("cannot open the corpus in " + folder, e);
        } catch (RuntimeException e) {
            files.values().forEach(MappedFile::close);
            throw e;
        }
    }

    /** The number of passages. */
    public int size() {
        return manifest.passages();
    }

    /** The passage at an ordinal, 0 .. size - 1. */
    public Passage passage(int ordinal) {
        Key key = key(ordinal);
        long start = passageOffsets.get(CorpusFile.LONG, CorpusFile.HEADER + 8L * ordinal);
        long end = passageOffsets.get(CorpusFile.LONG, CorpusFile.HEADER + 8L * (ordinal + 1L));
        int titleLength = passages.get(CorpusFile.INT, start);
        String title = text(start + 4, titleLength);
        return new Passage(key, title, text(start + 4 + titleLength, Math.toIntExact(end - start - 4 - titleLength)));
    }

    /** The ordinal of a key, or -1. */
    public int ordinal(Key key) {
        byte[] id = key.id().getBytes(StandardCharsets.UTF_8);
        MemorySegment wanted = MemorySegment.ofArray(id);
        int low = from(key.language());
        int high = to(key.language()) - 1;
        while (low <= high) {
            int middle = (low + high) >>> 1;
            int ordinal = idOrder.get(CorpusFile.INT, CorpusFile.HEADER + 4L * middle);
            int order = ids.compare(ordinal, wanted);
            if (order == 0) {
                return ordinal;
            }
            if (order < 0) {
                low = middle + 1;
            } else {
                high = middle - 1;
            }
        }
        return -1;
    }

    /** The key at an ordinal, 0 .. size - 1. */
    public Key key(int ordinal) {
        if (ordinal < 0 || ordinal >= size()) {
            throw new IndexOutOfBoundsException("an ordinal must be 0 .. " + (size() - 1) + " (got: " + ordinal + ")");
        }
        return new Key(languageOf(ordinal), ids.id(ordinal));
    }

    /** The languages, in the order of their codes. */
    public List<Language> languages() {
        return languages;
    }

    /** The first ordinal of a language; equal to {@link #to} when it has none. */
    public int from(Language language) {
        int index = languages.indexOf(language);
        return index < 0 ? 0 : manifest.languages().get(index).from();
    }

    /** One past the last ordinal of a language. */
    public int to(Language language) {
        int index = languages.indexOf(language);
        return index < 0 ? 0 : manifest.languages().get(index).to();
    }

    /** How many passages of a language have neither title nor text. */
    public int blankPassages(Language language) {
        int index = languages.indexOf(language);
        return index < 0 ? 0 : manifest.languages().get(index).blank();
    }

    /** SHA-256 over all passages, keys and their order, in hexadecimal. */
    public String hash() {
        return manifest.hash();
    }

    /**
     * Reads every file once and compares it with its checksum.
     *
     * @throws BadInputException when one differs
     */
    public void verify() {
        try {
            for (CorpusFile file : CorpusFile.values()) {
                String found = Checksums.sha256(file.in(folder));
                CorpusManifest.Content expected = manifest.files().get(file.fileName());
                if (expected == null || !found.equals(expected.sha256())) {
                    throw new BadInputException(
                            file.in(folder) + " was changed since it was built; build the corpus again");
                }
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    @Override
    public void close() {
        files.values().forEach(MappedFile::close);
    }

    private Language languageOf(int ordinal) {
        int index = 0;
        while (ordinal >= manifest.languages().get(index).to()) {
            index++;
        }
        return languages.get(index);
    }

    private String text(long start, int length) {
        byte[] bytes = new byte[length];
        MemorySegment.copy(passages, ValueLayout.JAVA_BYTE, start, bytes, 0, length);
        return new String(bytes, StandardCharsets.UTF_8);
    }

    private MemorySegment segment(CorpusFile file) {
        MappedFile mapped = files.get(file);
        if (mapped == null) {
            throw new IllegalStateException(file + " was not mapped");
        }
        return mapped.segment();
    }

    private static void requireLength(
            Path file, CorpusManifest.@org.jspecify.annotations.Nullable Content expected, long bytes) {
        if (expected == null || expected.bytes() != bytes) {
            throw new BadInputException(file + " has " + bytes + " bytes, but the manifest says "
                    + (expected == null ? "nothing of it" : expected.bytes()) + "; build the corpus again");
        }
    }
}
