package dev.isogloss.format;

import dev.isogloss.data.Key;
import dev.isogloss.data.Language;
import dev.isogloss.data.Passage;
import dev.isogloss.io.JsonLine;
import dev.isogloss.io.JsonLines;
import dev.isogloss.io.StableHash;
import java.nio.file.Path;
import java.util.stream.Stream;

/** Texts to encode, {@code {_id, text, title?, lang?}} a line, in the order of the file; a text without language is {@code und}. */
public record TextFile(Path file) {
    /** The texts from the beginning, one by one; close it. */
    public Stream<Passage> stream() {
        return JsonLines.stream(file).map(TextFile::text);
    }

    /**
     * The number of texts; reads the whole file, and so finds what is wrong with it before anything long starts.
     *
     * @throws dev.isogloss.io.BadInputException when a line is not a text, or an id occurs twice in a language
     */
    public long count() {
        LongSet seen = new LongSet();
        try (Stream<JsonLine> lines = JsonLines.stream(file)) {
            return lines.mapToLong(line -> {
                        Key key = text(line).key();
                        if (!seen.add(StableHash.of(0, key.toString()))) {
                            throw line.error("id " + key.id() + " occurs more than once (language " + key.language()
                                    + "); ids must be unique within a language");
                        }
                        return 1;
                    })
                    .sum();
        }
    }

    private static Passage text(JsonLine line) {
        Language language = PassageFile.declaredLanguage(line).orElse(Language.UNDETERMINED);
        Key key = ReadKeys.key(line.origin(), language, line.requiredText("_id", "docid", "query_id"));
        return new Passage(key, line.text("title").orElse(""), line.requiredText("text", "query", "query_text"));
    }
}
