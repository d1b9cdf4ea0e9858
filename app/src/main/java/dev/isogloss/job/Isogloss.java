package dev.isogloss.job;

import dev.isogloss.io.Progress;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;

/**
 * Search for Java programs: {@code try (Isogloss search = Isogloss.open(folder)) { search.search("why do tides rise"); }}. Safe for
 * many threads.
 */
public final class Isogloss implements AutoCloseable {
    private static final int USUAL_HITS = 10;

    private final OpenIndex index;

    private Isogloss(OpenIndex index) {
        this.index = index;
    }

    /**
     * Opens an index folder, or a run folder with one, with the model that it was made with, on the processor.
     *
     * @throws dev.isogloss.io.BadInputException when there is no finished index, or its model is not here or another
     */
    public static Isogloss open(Path folder) throws IOException {
        return open(folder, EncoderChoice.of(""));
    }

    /**
     * Opens an index folder, or a run folder with one.
     *
     * @param encoder how to encode queries; an empty model and empty lengths mean what the index was built with
     * @throws dev.isogloss.io.BadInputException when there is no finished index, or its model is not here or another
     */
    public static Isogloss open(Path folder, EncoderChoice encoder) throws IOException {
        return new Isogloss(OpenIndex.open(folder, encoder, model -> model, Progress.SILENT));
    }

    /**
     * The ten best passages for a text in any language, best first.
     *
     * @throws dev.isogloss.io.BadInputException for a blank text
     */
    public List<OpenIndex.Found> search(String text) {
        return search(OpenIndex.Question.of(text, USUAL_HITS)).hits();
    }

    /**
     * The answer to a question with wishes.
     *
     * @throws dev.isogloss.io.BadInputException as {@link OpenIndex#search} says
     */
    public OpenIndex.Answer search(OpenIndex.Question question) {
        return index.search(question);
    }

    @Override
    public void close() throws IOException {
        index.close();
    }
}
