package dev.isogloss.experiment;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.AbstractList;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class StepRunnerTest {
    private static final StepKey FIRST = StepKey.of("first");
    private static final StepKey SECOND = StepKey.of("second");

    @TempDir
    private Path folder = Path.of("");

    private Path output = Path.of("");
    private final List<String> done = new ArrayList<>();

    @BeforeEach
    void nameTheOutput() {
        output = folder.resolve("output");
    }

    @Test
    void whatAStoppedStepGoesOnWithIsGoneWhenItIsDoneOrWhenItIsAnother() throws IOException {
        Path scratch = folder.resolve("scratch");
        StepRunner runner = new StepRunner(folder.resolve("steps"));
        StepRunner.Work stopped = () -> {
            Files.createDirectories(scratch);
            Files.writeString(scratch.resolve("part"), "half");
            throw new IOException("stopped");
        };
        assertThatThrownBy(() -> runner.run("step", FIRST, List.of(output), List.of(scratch), stopped))
                .hasMessage("stopped");
        assertThatThrownBy(() -> runner.run("step", FIRST, List.of(output), List.of(scratch), () -> {
                    assertThat(scratch.resolve("part"))
                            .as("the same step goes on")
                            .hasContent("half");
                    throw new IOException("stopped again");
                }))
                .hasMessage("stopped again");
        StepKey other = runner.run("step", SECOND, List.of(output), List.of(scratch), () -> {
            assertThat(scratch).as("another step does not").doesNotExist();
            Files.createDirectories(scratch);
            Files.writeString(output, "whole");
        });
        assertThat(other).isEqualTo(SECOND);
        assertThat(scratch).doesNotExist();
        assertThat(output).hasContent("whole");
    }

    @Test
    void aFinishedStepIsSkipped() throws IOException {
        assertThat(run(FIRST)).isEqualTo(FIRST);
        assertThat(run(FIRST)).isEqualTo(FIRST);
        assertThat(done).containsExactly("starts empty");
    }

    @Test
    void anotherKeyDeletesWhatWasThereAndDoesItAgain() throws IOException {
        run(FIRST);
        run(SECOND);
        run(FIRST);
        assertThat(done).containsExactly("starts empty", "starts empty", "starts empty");
    }

    @Test
    void aMissingOutputIsMadeAgain() throws IOException {
        run(FIRST);
        Files.delete(output.resolve("part"));
        Files.delete(output);
        run(FIRST);
        assertThat(done).hasSize(2);
        assertThat(output).isDirectory();
    }

    @Test
    void anInterruptedStepKeepsItsPartsForTheSameKeyOnly() throws IOException {
        interrupt(FIRST);
        run(FIRST);
        assertThat(done).containsExactly("goes on");
        done.clear();
        interrupt(SECOND);
        run(FIRST);
        assertThat(done).as("parts of the second key are no use to the first").containsExactly("starts empty");
    }

    @Test
    void aStepThatFailsIsNotDone() throws IOException {
        run(FIRST);
        assertThatThrownBy(() -> runner().run("step", SECOND, List.of(output), () -> {
                    throw new IOException("no space left");
                }))
                .hasMessage("no space left");
        run(FIRST);
        assertThat(done).hasSize(2);
    }

    /** A kill in the middle of deleting: what is left is whole for neither key. */
    @Test
    void whatADeletionLeftIsNotGoneOnWith() throws IOException {
        interrupt(FIRST);
        List<Path> deletionFails = new AbstractList<>() {
            @Override
            public Path get(int index) {
                throw new IllegalStateException("killed");
            }

            @Override
            public int size() {
                return 1;
            }
        };
        assertThatThrownBy(() -> runner().run("step", SECOND, deletionFails, () -> done.add("worked")))
                .hasMessage("killed");
        run(FIRST);
        assertThat(done).containsExactly("starts empty");
    }

    @Test
    void keysTellTheirPartsApart() {
        assertThat(StepKey.of("a", "b")).isEqualTo(StepKey.of("a", "b"));
        assertThat(StepKey.of("a", "b")).isNotEqualTo(StepKey.of("b", "a"));
        assertThat(StepKey.of("ab", "c")).isNotEqualTo(StepKey.of("a", "bc"));
        assertThat(StepKey.of("a")).isNotEqualTo(StepKey.of("a", ""));
        assertThat(StepKey.of("a", 1).value()).matches("[0-9a-f]{64}");
    }

    private StepRunner runner() {
        return new StepRunner(folder.resolve("steps"));
    }

    private StepKey run(StepKey key) throws IOException {
        return runner().run("step", key, List.of(output), () -> {
            done.add(Files.exists(output.resolve("part")) ? "goes on" : "starts empty");
            Files.createDirectories(output);
            Files.writeString(output.resolve("part"), key.value());
        });
    }

    private void interrupt(StepKey key) {
        assertThatThrownBy(() -> runner().run("step", key, List.of(output), () -> {
                    Files.createDirectories(output);
                    Files.writeString(output.resolve("part"), "half");
                    throw new IOException("killed");
                }))
                .hasMessage("killed");
    }
}
