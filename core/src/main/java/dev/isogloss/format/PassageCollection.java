package dev.isogloss.format;

import dev.isogloss.data.Judgments;
import dev.isogloss.data.Language;
import dev.isogloss.data.Passage;
import dev.isogloss.data.Query;
import dev.isogloss.io.BadInputException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.Consumer;

/** A single passage file ({@link PassageFile}) as a collection without queries: what an index is built from. */
public final class PassageCollection implements CollectionSource {
    private final Path file;
    private final LanguageDetector detector;

    private PassageCollection(Path file, LanguageDetector detector) {
        this.file = file;
        this.detector = detector;
    }

    /**
     * Opens a file.
     *
     * @param detector asked for the language of passages without {@code lang}
     */
    public static PassageCollection open(Path file, LanguageDetector detector) {
        if (!Files.isRegularFile(file)) {
            throw new BadInputException("there is no passage file " + file);
        }
        return new PassageCollection(file, detector);
    }

    @Override
    public String format() {
        return "passages";
    }

    @Override
    public List<Language> languages() {
        Set<Language> languages = new TreeSet<>();
        passages(passage -> languages.add(passage.language()));
        return List.copyOf(languages);
    }

    @Override
    public void passages(Consumer<Passage> sink) {
        passagesWithOrigin((passage, origin) -> sink.accept(passage));
    }

    @Override
    public void passagesWithOrigin(PassageSink sink) {
        PassageFile.read(file, detector, sink);
    }

    @Override
    public List<Query> queries(String split) {
        return List.of();
    }

    @Override
    public Judgments judgments(String split) {
        return Judgments.of(Map.of());
    }

    @Override
    public Set<String> splits() {
        return Set.of();
    }

    @Override
    public List<Path> files() {
        return List.of(file);
    }
}
