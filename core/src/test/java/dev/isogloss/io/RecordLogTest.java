package dev.isogloss.io;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.SplittableRandom;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;
import net.jqwik.api.constraints.Size;

/** What a log promises: what was written comes back, a cut leaves a prefix, damage is seen. */
class RecordLogTest {
    private static final int MAGIC = 8;

    private static Path written(List<byte[]> records) throws IOException {
        Path file = Files.createTempDirectory("record-log").resolve("changes.log");
        try (RecordLog log = RecordLog.open(file, 0)) {
            for (byte[] record : records) {
                log.append(record);
            }
            log.force();
        }
        return file;
    }

    private static List<String> texts(List<byte[]> records) {
        return records.stream().map(Arrays::toString).toList();
    }

    private static List<String> read(Path file) throws IOException {
        List<byte[]> found = new ArrayList<>();
        long end = RecordLog.read(file, 0, found::add);
        assertThat(end).isLessThanOrEqualTo(Files.exists(file) ? Files.size(file) : 0);
        return texts(found);
    }

    @Property(tries = 60)
    void whatIsWrittenComesBack(@ForAll @Size(max = 6) List<@Size(min = 1, max = 900) byte[]> records)
            throws IOException {
        assertThat(read(written(records))).isEqualTo(texts(records));
    }

    /** Every length of the file, and writing on behind the cut. */
    @Property(tries = 6)
    void aCutLeavesAPrefixBehindWhichOneCanWriteOn(
            @ForAll @Size(min = 1, max = 4) List<@Size(min = 1, max = 40) byte[]> records) throws IOException {
        Path file = written(records);
        byte[] whole = Files.readAllBytes(file);
        for (int length = 0; length <= whole.length; length++) {
            Files.write(file, Arrays.copyOf(whole, length));
            List<byte[]> found = new ArrayList<>();
            long end = RecordLog.read(file, 0, found::add);
            long expected = 0;
            long place = MAGIC;
            for (byte[] record : records) {
                place += 12 + record.length;
                expected += place <= length ? 1 : 0;
            }
            assertThat(texts(found)).isEqualTo(texts(records).subList(0, (int) expected));
            try (RecordLog log = RecordLog.open(file, end)) {
                log.append(new byte[] {42});
                log.force();
            }
            List<String> more = new ArrayList<>(texts(records).subList(0, (int) expected));
            more.add("[42]");
            assertThat(read(file)).isEqualTo(more);
        }
    }

    /** Any one byte changed into any other is never taken for a cut. */
    @Property(tries = 20)
    void aChangedByteIsFound(
            @ForAll @Size(min = 1, max = 4) List<@Size(min = 1, max = 40) byte[]> records,
            @ForAll @IntRange(min = 1, max = 255) int change)
            throws IOException {
        Path file = written(records);
        byte[] whole = Files.readAllBytes(file);
        for (int at = 0; at < whole.length; at++) {
            byte[] damaged = whole.clone();
            damaged[at] ^= (byte) change;
            Files.write(file, damaged);
            assertThatThrownBy(() -> RecordLog.read(file, 0, record -> {}))
                    .as("byte %d of %d", at, whole.length)
                    .isInstanceOf(BadInputException.class)
                    .hasMessageContaining(file.toString());
        }
    }

    /** A power cut may leave a file that is as long as it was to be, with blocks that were never written. */
    @Property(tries = 30)
    void blocksThatWereNeverWrittenAreACut(
            @ForAll @Size(max = 3) List<@Size(min = 1, max = 40) byte[]> records, @ForAll long seed)
            throws IOException {
        SplittableRandom random = new SplittableRandom(seed);
        byte[] last = new byte[4000];
        random.nextBytes(last);
        List<byte[]> all = new ArrayList<>(records);
        all.add(last);
        Path file = written(all);
        byte[] whole = Files.readAllBytes(file);
        int kept = random.nextInt(whole.length - 4000 - 12, whole.length - 512);
        Arrays.fill(whole, kept, whole.length, (byte) 0);
        Files.write(file, whole);
        assertThat(read(file)).isEqualTo(texts(records));
    }

    @Property(tries = 20)
    void readingGoesOnWhereItEnded(@ForAll @Size(min = 1, max = 3) List<@Size(min = 1, max = 40) byte[]> records)
            throws IOException {
        Path file = written(records);
        long end = RecordLog.read(file, 0, record -> {});
        try (RecordLog log = RecordLog.open(file, end)) {
            log.append(new byte[] {1});
            long before = log.end();
            log.append(new byte[] {2});
            log.cut(before);
            log.append(new byte[] {3});
        }
        List<byte[]> later = new ArrayList<>();
        long last = RecordLog.read(file, end, later::add);
        assertThat(texts(later)).containsExactly("[1]", "[3]");
        assertThat(last).isEqualTo(Files.size(file));
    }

    @Property(tries = 1)
    void aMissingFileHasNoRecords() throws IOException {
        assertThat(read(Path.of("no-such-file.log"))).isEmpty();
    }
}
