package dev.isogloss.io;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class CompressedFilesTest {
    @TempDir
    private Path folder;

    @ParameterizedTest
    @ValueSource(strings = {"x.jsonl", "x.jsonl.gz", "x.jsonl.zst"})
    void givesBackWhatWasWrittenWhateverTheNameLater(String name) throws IOException {
        byte[] content = content();
        Path file = folder.resolve(name);
        CompressedFiles.write(file, out -> out.write(content));
        assertThat(read(file)).isEqualTo(content);
        assertThat(read(Files.move(file, folder.resolve("renamed.txt")))).isEqualTo(content);
        CompressedFiles.write(file, out -> out.write(content));
        assertThat(file).hasSameBinaryContentAs(folder.resolve("renamed.txt"));
    }

    @Test
    void readsSeveralGzipMembersAsOne() throws IOException {
        Path file = folder.resolve("x.gz");
        CompressedFiles.write(file, out -> out.write("one ".getBytes(StandardCharsets.UTF_8)));
        byte[] member = Files.readAllBytes(file);
        byte[] twice = Arrays.copyOf(member, 2 * member.length);
        System.arraycopy(member, 0, twice, member.length, member.length);
        Files.write(file, twice);
        assertThat(new String(read(file), StandardCharsets.UTF_8)).isEqualTo("one one ");
    }

    @ParameterizedTest
    @ValueSource(strings = {"x.gz", "x.zst"})
    void saysWhichFileWasCutShort(String name) throws IOException {
        Path file = folder.resolve(name);
        CompressedFiles.write(file, out -> out.write(content()));
        byte[] whole = Files.readAllBytes(file);
        for (int length : new int[] {5, whole.length / 2, whole.length - 1}) {
            Files.write(file, Arrays.copyOf(whole, length));
            assertThatThrownBy(() -> read(file))
                    .as("%d of %d bytes", length, whole.length)
                    .isInstanceOf(BadInputException.class)
                    .hasMessageContaining(file.toString())
                    .hasMessageContaining("ends in the middle");
        }
        byte[] damaged = whole.clone();
        for (int i = 100; i < 200; i++) {
            damaged[i] ^= 0x55;
        }
        Files.write(file, damaged);
        assertThatThrownBy(() -> read(file))
                .isInstanceOf(BadInputException.class)
                .hasMessageContaining(file.toString());
    }

    @Test
    void saysWhatAMisnamedFileBeginsWith() throws IOException {
        Path file = folder.resolve("corpus.jsonl.gz");
        Files.writeString(file, "{\"_id\"");
        assertThatThrownBy(() -> read(file))
                .isInstanceOf(BadInputException.class)
                .hasMessageContaining("is named .gz but its first bytes are 7b 22 5f 69");
        Files.writeString(file, "");
        assertThatThrownBy(() -> read(file)).hasMessageContaining("the file is empty");
        assertThatThrownBy(() -> read(folder)).hasMessageContaining("is a folder");
        assertThatThrownBy(() -> read(folder.resolve("no"))).hasMessageContaining("there is no file");
    }

    /** Room on the disk is asked for by these names. */
    @Test
    void tablesAreNotCompressed() {
        assertThat(List.of("collection.tsv", "corpus.jsonl", "docs.json", "topics.txt"))
                .noneMatch(name -> CompressedFiles.isNamedCompressed(Path.of(name)));
        assertThat(List.of("collection.tsv.gz", "corpus.jsonl.zst", "a.bz2", "b.xz", "corpus.parquet"))
                .allMatch(name -> CompressedFiles.isNamedCompressed(Path.of(name)));
    }

    @Test
    void aGrowingFileHasItsNameOnlyWhenItIsComplete() throws IOException {
        Path file = folder.resolve("rejected.jsonl.gz");
        try (GrowingFile growing = GrowingFile.open(file)) {
            growing.out().write(content());
        }
        assertThat(folder).isEmptyDirectory();
        try (GrowingFile growing = GrowingFile.open(file)) {
            growing.out().write(content());
            assertThat(file).doesNotExist();
            growing.complete();
        }
        assertThat(read(file)).isEqualTo(content());
        assertThat(folder).isDirectoryNotContaining("glob:**.partial");
    }

    @Test
    void theReaderIsStrict() throws IOException {
        Path file = folder.resolve("x.txt");
        Files.write(file, new byte[] {'a', (byte) 0xe9, 'b'});
        try (var reader = CompressedFiles.reader(file)) {
            assertThatThrownBy(reader::readLine).isInstanceOf(java.nio.charset.CharacterCodingException.class);
        }
    }

    private static byte[] content() {
        byte[] content = new byte[200_000];
        SplittableRandom random = new SplittableRandom(3);
        for (int i = 0; i < content.length; i++) {
            content[i] = (byte) (random.nextInt(20) + 'a');
        }
        return content;
    }

    private static byte[] read(Path file) throws IOException {
        try (InputStream in = CompressedFiles.open(file)) {
            return in.readAllBytes();
        }
    }
}
