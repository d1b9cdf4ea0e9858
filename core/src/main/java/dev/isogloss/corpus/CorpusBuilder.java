package dev.isogloss.corpus;

import dev.isogloss.data.Language;
import dev.isogloss.data.Passage;
import dev.isogloss.format.CollectionSource;
import dev.isogloss.io.BadInputException;
import dev.isogloss.io.Checksums;
import dev.isogloss.io.CompressedFiles;
import dev.isogloss.io.DiskSpace;
import dev.isogloss.io.Progress;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;

/**
 * Builds a {@link Corpus} from a collection in two passes over the disk: the source into one bucket file a language, the buckets
 * into the corpus. The heap holds a few bytes a passage of the largest language (for sorting its ids) and never a text. Equal
 * collections and samples give equal bytes.
 */
public final class CorpusBuilder {
    /** Text compresses to about a third, and lies on the disk twice while the buckets are emptied. */
    private static final long GROWTH_COMPRESSED = 6;

    private static final long GROWTH_PLAIN = 2;

    /** A generous guess of what one passage of a sample takes. */
    private static final long BYTES_A_PASSAGE = 4096;

    private static final int REPORT_EVERY = 1024;

    private CorpusBuilder() {}

    /**
     * Builds a corpus; the folder is made when missing, and whatever corpus was in it is replaced.
     *
     * @throws BadInputException when an id occurs twice in a language, when there are no passages, or no room on the disk
     */
    public static void build(CollectionSource source, Sample sample, Path folder, Progress progress) {
        SortedMap<Language, LanguageBucket> buckets = new TreeMap<>();
        Path building = folder.resolve("building");
        try {
            emptyFolder(building);
            Files.deleteIfExists(folder.resolve(CorpusManifest.NAME)); // from here on the folder is unfinished
            requireRoom(source, sample, folder);
            try {
                fill(source, sample, building, buckets, progress);
                empty(source, buckets, folder);
            } finally {
                for (LanguageBucket bucket : buckets.values()) {
                    bucket.close();
                }
            }
            Files.deleteIfExists(building);
        } catch (IOException e) {
            throw new UncheckedIOException("cannot build the corpus in " + folder, e);
        }
    }

    /** What a killed build left behind goes. */
    private static void emptyFolder(Path folder) throws IOException {
        Files.createDirectories(folder);
        try (DirectoryStream<Path> leftovers = Files.newDirectoryStream(folder)) {
            for (Path leftover : leftovers) {
                Files.delete(leftover);
            }
        }
    }

    private static void requireRoom(CollectionSource source, Sample sample, Path folder) throws IOException {
        long bytes = 0;
        for (Path file : source.files()) {
            bytes += Files.size(file) * (CompressedFiles.isNamedCompressed(file) ? GROWTH_COMPRESSED : GROWTH_PLAIN);
        }
        if (sample.randomPassagesPerLanguage().isPresent()) {
            long passages = (long) sample.randomPassagesPerLanguage().getAsInt()
                            * source.languages().size()
                    + sample.alwaysKeep().size();
            bytes = Math.min(bytes, GROWTH_PLAIN * BYTES_A_PASSAGE * passages);
        }
        DiskSpace.require(folder, bytes, "the corpus");
    }

    private static void fill(
            CollectionSource source,
            Sample sample,
            Path building,
            SortedMap<Language, LanguageBucket> buckets,
            Progress progress) {
        long[] read = {0};
        try (Progress.Task task = progress.start("read passages", -1, "passages")) {
            source.passages(passage -> {
                add(passage, sample, building, buckets);
                if (++read[0] % REPORT_EVERY == 0) {
                    task.advance(REPORT_EVERY);
                }
            });
            task.advance(read[0] % REPORT_EVERY);
        }
        if (read[0] == 0) {
            throw new BadInputException("the " + source.format() + " collection has no passages: " + source.files());
        }
    }

    private static void add(
            Passage passage, Sample sample, Path building, SortedMap<Language, LanguageBucket> buckets) {
        try {
            LanguageBucket bucket = buckets.get(passage.language());
            if (bucket == null) {
                bucket = new LanguageBucket(passage.language(), sample, building);
                buckets.put(passage.language(), bucket);
            }
            bucket.add(passage);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static void empty(CollectionSource source, SortedMap<Language, LanguageBucket> buckets, Path folder)
            throws IOException {
        SortedMap<String, CorpusManifest.Content> files = new TreeMap<>();
        List<CorpusManifest.Range> ranges = writePassages(buckets, folder, files);
        files.put(CorpusFile.ID_ORDER.fileName(), IdOrder.write(folder, ranges, source));
        int size = ranges.isEmpty() ? 0 : ranges.getLast().to();
        String hash = hash(ranges, files);
        new CorpusManifest(CorpusManifest.KIND, CorpusManifest.VERSION, size, hash, ranges, files).write(folder);
    }

    private static List<CorpusManifest.Range> writePassages(
            SortedMap<Language, LanguageBucket> buckets, Path folder, SortedMap<String, CorpusManifest.Content> files)
            throws IOException {
        List<CorpusManifest.Range> ranges = new ArrayList<>();
        try (CorpusOutput passages = new CorpusOutput(CorpusFile.PASSAGES, folder);
                CorpusOutput passageOffsets = new CorpusOutput(CorpusFile.PASSAGE_OFFSETS, folder);
                CorpusOutput ids = new CorpusOutput(CorpusFile.IDS, folder);
                CorpusOutput idOffsets = new CorpusOutput(CorpusFile.ID_OFFSETS, folder)) {
            PassageWriter writer = new PassageWriter(passages, passageOffsets, ids, idOffsets);
            for (var bucket : buckets.entrySet()) {
                int from = writer.count();
                int blank = writer.blank();
                bucket.getValue().drain(writer);
                if (writer.count() > from) {
                    String language = bucket.getKey().code();
                    ranges.add(new CorpusManifest.Range(language, from, writer.count(), writer.blank() - blank));
                }
            }
            writer.finish();
            files.put(CorpusFile.PASSAGES.fileName(), passages.content());
            files.put(CorpusFile.PASSAGE_OFFSETS.fileName(), passageOffsets.content());
            files.put(CorpusFile.IDS.fileName(), ids.content());
            files.put(CorpusFile.ID_OFFSETS.fileName(), idOffsets.content());
        }
        return ranges;
    }

    /** The files follow from passages, keys and their order, so their checksums are the content's. */
    private static String hash(List<CorpusManifest.Range> ranges, Map<String, CorpusManifest.Content> files) {
        return Checksums.sha256((ranges + "\n" + files).getBytes(StandardCharsets.UTF_8));
    }
}
