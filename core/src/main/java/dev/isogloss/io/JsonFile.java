package dev.isogloss.io;

import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Path;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.JsonNode;

/** Whole JSON files, such as manifests; records in the order of their components, maps by key. */
public final class JsonFile {
    private JsonFile() {}

    /** The one value of a JSON file. */
    public static JsonNode read(Path file) throws IOException {
        return read(file, JsonNode.class);
    }

    /**
     * The one value of a JSON file.
     *
     * @throws BadInputException when the file is missing, not JSON, or does not have the components of {@code type}
     */
    public static <T> T read(Path file, Class<T> type) throws IOException {
        try (InputStream in = CompressedFiles.open(file)) {
            return Json.MAPPER.readValue(in.readAllBytes(), type);
        } catch (JacksonException e) {
            throw new BadInputException(
                    file + ":" + Math.max(1, e.getLocation().getLineNr()) + ": " + e.getOriginalMessage(), e);
        }
    }

    /** Writes one value, indented, whole or not at all. */
    public static void write(Path file, Object value) throws IOException {
        String text = Json.MAPPER.writerWithDefaultPrettyPrinter().writeValueAsString(value);
        CompressedFiles.write(file, out -> out.write((text + "\n").getBytes(java.nio.charset.StandardCharsets.UTF_8)));
    }
}
