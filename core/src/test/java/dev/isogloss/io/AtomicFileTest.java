package dev.isogloss.io;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class AtomicFileTest {
    @TempDir
    private Path folder;

    @Test
    void aFailedWriteLeavesTheOldFileAndNothingElse() throws IOException {
        Path target = folder.resolve("deep/er/file.txt");
        AtomicFile.writeString(target, "old");
        assertThatThrownBy(() -> AtomicFile.write(target, out -> {
                    out.write(new byte[100_000]);
                    throw new IOException("power cut");
                }))
                .hasMessage("power cut");
        assertThat(target).hasContent("old");
        try (Stream<Path> files = Files.list(target.getParent())) {
            assertThat(files).containsExactly(target);
        }
    }

    @Test
    void overwritesTheLeftoverOfAKilledRunWhichIsNeverTakenForTheTarget() throws IOException {
        Path target = folder.resolve("file.txt");
        Path leftover = folder.resolve(".file.txt.partial");
        Files.writeString(leftover, "a much longer half of a file");
        assertThat(AtomicFile.isPartial(leftover)).isTrue();
        assertThat(AtomicFile.isPartial(target)).isFalse();
        String before = Checksums.sha256OfFolder(folder);
        AtomicFile.writeString(target, "new");
        assertThat(target).hasContent("new");
        assertThat(leftover).doesNotExist();
        assertThat(before).isNotEqualTo(Checksums.sha256OfFolder(folder));
    }

    @Test
    void aFoldersChecksumIsItsNamesAndContents() throws IOException {
        for (String name : List.of("one", "two")) {
            AtomicFile.writeString(folder.resolve(name + "/b/x"), "1");
            AtomicFile.writeString(folder.resolve(name + "/a"), "2");
        }
        String one = Checksums.sha256OfFolder(folder.resolve("one"));
        assertThat(Checksums.sha256OfFolder(folder.resolve("two"))).isEqualTo(one);
        Files.move(folder.resolve("two/a"), folder.resolve("two/c"));
        assertThat(Checksums.sha256OfFolder(folder.resolve("two"))).isNotEqualTo(one);
        Files.writeString(folder.resolve("one/a"), "3");
        assertThat(Checksums.sha256OfFolder(folder.resolve("one"))).isNotEqualTo(one);
        assertThat(Checksums.sha256(folder.resolve("one/b/x")))
                .isEqualTo(Checksums.sha256(new byte[] {'1'}))
                .isEqualTo("6b86b273ff34fce19d6b804eff5a3f5747ada4eaa22f1d49c01e52ddb7875b4b");
    }

    @Test
    void asksForDiskSpaceBeforehand() throws IOException {
        DiskSpace.require(folder.resolve("not/yet/there"), 1, "the vectors");
        assertThatThrownBy(() -> DiskSpace.require(folder, Long.MAX_VALUE, "the vectors"))
                .isInstanceOf(BadInputException.class)
                .hasMessageContaining("the vectors may need 9223372036.9 GB");
    }
}
