package dev.isogloss.job;

import dev.isogloss.checkpoint.ModelFolder;
import dev.isogloss.checkpoint.VocabularyTrim;
import dev.isogloss.checkpoint.WritingSystem;
import dev.isogloss.data.Language;
import dev.isogloss.io.BadInputException;
import dev.isogloss.io.Progress;
import java.io.IOException;
import java.nio.file.Path;
import java.util.BitSet;
import java.util.List;
import java.util.OptionalInt;

/** Writes a model with the word pieces that some texts or languages need. */
public final class TrimJob {
    private TrimJob() {}

    /**
     * Trims, and says what came out.
     *
     * @param corpora data sets whose texts keep their tokens and vectors; may be empty where languages are given
     * @param languages codes of languages whose scripts stay whole; may be empty where corpora are given
     * @param layers how many layers to keep; empty for all
     * @param out a folder that is not there yet, or is empty
     */
    public static ModelJob.Summary run(
            String model, List<Path> corpora, List<String> languages, OptionalInt layers, Path out, Progress progress)
            throws IOException {
        if (corpora.isEmpty() && languages.isEmpty()) {
            throw new BadInputException("what to keep? Name texts (--corpus), languages (--keep-languages), or both");
        }
        Folders.requireFree(out);
        List<Language> kept = languages.stream().map(TrimJob::language).toList();
        WritingSystem scripts = WritingSystem.of(kept);
        NamedModel.fetch(model, progress);
        ModelFolder whole = ModelFolder.open(model);
        BitSet wanted = kept.isEmpty() ? new BitSet() : VocabularyTrim.writtenIn(whole, scripts);
        try (UsedTokens used = new UsedTokens(whole, progress)) {
            for (Path corpus : corpora) {
                used.read(corpus);
            }
            wanted.or(used.ids());
        }
        VocabularyTrim.write(
                out, whole, wanted, layers.orElse(whole.architecture().layers()));
        return ModelJob.run(out.toString(), progress);
    }

    private static Language language(String code) {
        try {
            return new Language(code);
        } catch (IllegalArgumentException e) {
            throw new BadInputException(String.valueOf(e.getMessage()), e);
        }
    }
}
