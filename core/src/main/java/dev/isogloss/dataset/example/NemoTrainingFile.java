package dev.isogloss.dataset.example;

import dev.isogloss.dataset.BadRows;
import dev.isogloss.dataset.CollectionFiles;
import dev.isogloss.dataset.ExampleFiles;
import dev.isogloss.dataset.ExampleRow;
import dev.isogloss.dataset.RowSink;
import dev.isogloss.io.BadInputException;
import dev.isogloss.io.CompressedFiles;
import dev.isogloss.io.JsonLine;
import dev.isogloss.io.Origin;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import tools.jackson.core.JacksonException;
import tools.jackson.core.JsonParser;
import tools.jackson.core.JsonToken;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** A training file of NeMo: one JSON object whose list {@code data} is read entry by entry. Fields may come in any order. */
record NemoTrainingFile(Path file, BadRows badRows, NemoFormat format) implements ExampleFiles {
    private static final JsonMapper JSON = JsonMapper.shared();
    private static final String DATA = "data";
    private static final String CORPUS = "corpus";

    /** The fields of the object in a file, as far as they can be told from its start; empty where it is no training file. */
    static Optional<String> sees(Path file) {
        try (InputStream in = CompressedFiles.open(file);
                JsonParser parser = JSON.createParser(in)) {
            if (parser.nextToken() != JsonToken.START_OBJECT) {
                return Optional.empty();
            }
            List<String> names = new ArrayList<>();
            while (parser.nextToken() == JsonToken.PROPERTY_NAME) {
                names.add(parser.currentName());
                boolean list = parser.nextToken() == JsonToken.START_ARRAY;
                if (names.getLast().equals(DATA)) {
                    return list ? Optional.of(String.join(", ", names)) : Optional.empty();
                }
                parser.skipChildren();
            }
            return Optional.empty();
        } catch (IOException | JacksonException | BadInputException e) {
            return Optional.empty();
        }
    }

    @Override
    public void examples(RowSink<ExampleRow> sink) throws IOException {
        eachField((name, parser) -> {
            if (!name.equals(DATA)) {
                parser.skipChildren();
                return;
            }
            while (parser.nextToken() != JsonToken.END_ARRAY) {
                Origin origin = Origin.of(
                        file, Math.max(1, parser.currentTokenLocation().getLineNr()));
                JsonNode entry = parser.readValueAsTree();
                ExampleRow row;
                try {
                    if (!entry.isObject()) {
                        throw origin.error("an entry of \"data\" must be an object (got: " + entry + ")");
                    }
                    row = format.entry(new JsonLine(origin, entry));
                } catch (BadInputException e) {
                    badRows.take(origin, entry.toString(), e);
                    continue;
                }
                sink.accept(row, origin);
            }
        });
    }

    @Override
    public Optional<CollectionFiles> texts() {
        List<Path> folders = new ArrayList<>();
        try {
            eachField((name, parser) -> {
                if (!name.equals(CORPUS)) {
                    parser.skipChildren();
                    return;
                }
                JsonNode corpora = parser.readValueAsTree();
                for (JsonNode corpus : corpora.isArray() ? corpora : List.of(corpora)) {
                    String path = corpus.path("path").asString("");
                    if (!path.isEmpty()) {
                        folders.add(folder(path));
                    }
                }
            });
        } catch (IOException e) {
            throw new java.io.UncheckedIOException(e);
        }
        return folders.isEmpty() ? Optional.empty() : Optional.of(NemoFormat.corpora(folders, badRows));
    }

    /** A path in the file counts from where the reader stands; where that is nowhere, from the file itself. */
    private Path folder(String path) {
        Path given = Path.of(path);
        Path beside = file.toAbsolutePath().resolveSibling(given).normalize();
        return Files.isDirectory(beside) || !Files.isDirectory(given) ? beside : given;
    }

    @Override
    public List<Path> files() {
        return List.of(file);
    }

    private interface Field {
        void read(String name, JsonParser parser) throws IOException;
    }

    private void eachField(Field field) throws IOException {
        try (InputStream in = CompressedFiles.open(file);
                JsonParser parser = JSON.createParser(in)) {
            if (parser.nextToken() != JsonToken.START_OBJECT) {
                throw new BadInputException(file + ": expected an object with \"corpus\" and \"data\"");
            }
            while (parser.nextToken() == JsonToken.PROPERTY_NAME) {
                String name = parser.currentName();
                parser.nextToken();
                field.read(name, parser);
            }
        } catch (JacksonException e) {
            throw new BadInputException(
                    file + ":" + Math.max(1, e.getLocation().getLineNr()) + ": " + e.getOriginalMessage(), e);
        }
    }
}
