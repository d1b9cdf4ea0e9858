package dev.isogloss.io;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class WritableFolderTest {
    @TempDir
    private Path folder;

    @Test
    void namesTheFileThatIsInTheWay() throws IOException {
        Path file = Files.writeString(folder.resolve("file"), "kept");
        assertThatThrownBy(() -> WritableFolder.make(file.resolve("a/b")))
                .isInstanceOf(BadInputException.class)
                .hasMessageContaining(file + " is a file");
        assertThatThrownBy(() -> FolderLock.acquire(file))
                .isInstanceOf(BadInputException.class)
                .hasMessageContaining(file + " is a file");
        assertThatThrownBy(() -> AtomicFile.writeString(file.resolve("x"), "y"))
                .isInstanceOf(BadInputException.class)
                .hasMessageContaining(file + " is a file");
        assertThat(file).hasContent("kept");
    }

    @Test
    void aFolderIsNoTargetForAFile() throws IOException {
        assertThatThrownBy(() -> AtomicFile.writeString(folder, "text"))
                .isInstanceOf(BadInputException.class)
                .hasMessageContaining("is a folder");
        AtomicFile.requireWritable(folder.resolve("new/deep/file"));
        assertThat(folder.resolve("new/deep")).isEmptyDirectory();
    }
}
