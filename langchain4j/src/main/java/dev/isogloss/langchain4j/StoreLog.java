package dev.isogloss.langchain4j;

import dev.isogloss.io.BadInputException;
import dev.isogloss.io.FolderLock;
import dev.isogloss.io.RecordLog;
import dev.langchain4j.data.document.Metadata;
import dev.langchain4j.data.segment.TextSegment;
import java.io.Closeable;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.atomic.AtomicLong;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

/**
 * What happened to a store, in one file: a record is one change, as JSON. {@code {"add": [{"id", "vector", "text", "metadata"}]}} with
 * vectors as base64 of little-endian floats and metadata as {@code {key: [type, value]}}, or {@code {"remove": [ids]}}. A file of which
 * less than half still counts is written anew when it is opened.
 */
final class StoreLog implements Closeable {
    private static final JsonMapper JSON = JsonMapper.shared();
    private static final String FILE = "embeddings.log";

    /** Below this, nothing is written anew. */
    private static final long LEAST_CHANGES = 1000;

    private final FolderLock lock;
    private final RecordLog log;
    private boolean broken;

    private StoreLog(FolderLock lock, RecordLog log) {
        this.lock = lock;
        this.log = log;
    }

    /** Opens a folder's log and makes of it what the store has. */
    static StoreLog open(Path folder, Map<String, StoredEmbedding> entries) throws IOException {
        Files.createDirectories(folder);
        FolderLock lock = FolderLock.acquire(folder);
        try {
            Path file = folder.resolve(FILE);
            AtomicLong changes = new AtomicLong();
            long end = RecordLog.read(file, 0, record -> changes.addAndGet(apply(file, record, entries)));
            if (changes.get() > LEAST_CHANGES && changes.get() > 2L * entries.size()) {
                end = writeAnew(file, List.copyOf(entries.values()));
            }
            return new StoreLog(lock, RecordLog.open(file, end));
        } catch (IOException | RuntimeException e) {
            lock.close();
            throw e;
        }
    }

    private static long writeAnew(Path file, List<StoredEmbedding> entries) throws IOException {
        Path fresh = file.resolveSibling(FILE + ".new");
        Files.deleteIfExists(fresh);
        try (RecordLog log = RecordLog.open(fresh, 0)) {
            for (StoredEmbedding entry : entries) {
                log.append(added(List.of(entry)));
            }
            log.force();
        }
        Files.move(fresh, file, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
        return RecordLog.read(file, 0, record -> {});
    }

    void add(List<StoredEmbedding> entries) throws IOException {
        write(added(entries));
    }

    void remove(List<String> ids) throws IOException {
        ObjectNode change = JSON.createObjectNode();
        ArrayNode removed = change.putArray("remove");
        ids.forEach(removed::add);
        write(JSON.writeValueAsBytes(change));
    }

    private void write(byte[] record) throws IOException {
        if (broken) {
            throw new IOException("the store could not be written before; open it again");
        }
        long before = log.end();
        try {
            log.append(record);
            log.force();
        } catch (IOException e) {
            takeBack(before, e);
            throw e;
        }
    }

    /** Whoever is told that a change failed must not find it after the next start; where that cannot be had, nothing is written behind it. */
    private void takeBack(long to, IOException why) {
        try {
            log.cut(to);
            log.force();
        } catch (IOException e) {
            why.addSuppressed(e);
            broken = true;
        }
    }

    private static byte[] added(List<StoredEmbedding> entries) {
        ObjectNode change = JSON.createObjectNode();
        ArrayNode added = change.putArray("add");
        for (StoredEmbedding entry : entries) {
            ByteBuffer floats =
                    ByteBuffer.allocate(Float.BYTES * entry.vector().length).order(ByteOrder.LITTLE_ENDIAN);
            floats.asFloatBuffer().put(entry.vector());
            ObjectNode one = added.addObject();
            one.put("id", entry.id());
            one.put("vector", Base64.getEncoder().encodeToString(floats.array()));
            TextSegment segment = entry.segment();
            if (segment != null) {
                one.put("text", segment.text());
                ObjectNode metadata = one.putObject("metadata");
                segment.metadata()
                        .toMap()
                        .forEach((key, value) -> metadata.putArray(key)
                                .add(value.getClass().getSimpleName())
                                .add(value.toString()));
            }
        }
        return JSON.writeValueAsBytes(change);
    }

    /** Does what a record says; returns how many entries it named. */
    private static int apply(Path file, byte[] record, Map<String, StoredEmbedding> entries) {
        try {
            JsonNode change = JSON.readTree(record);
            for (JsonNode id : change.path("remove")) {
                entries.remove(id.stringValue());
            }
            for (JsonNode one : change.path("add")) {
                StoredEmbedding entry = entry(one);
                entries.put(entry.id(), entry);
            }
            return change.path("add").size() + change.path("remove").size();
        } catch (JacksonException | IllegalArgumentException e) {
            throw new BadInputException(
                    file + " has a record that no store wrote (" + e.getMessage()
                            + "); the folder must be one of a store",
                    e);
        }
    }

    private static StoredEmbedding entry(JsonNode one) {
        byte[] bytes = Base64.getDecoder().decode(one.required("vector").stringValue());
        float[] vector = new float[bytes.length / Float.BYTES];
        ByteBuffer.wrap(bytes).order(ByteOrder.LITTLE_ENDIAN).asFloatBuffer().get(vector);
        String id = one.required("id").stringValue();
        if (!one.has("text")) {
            return StoredEmbedding.of(id, vector, null);
        }
        Metadata metadata = new Metadata();
        one.required("metadata")
                .properties()
                .forEach(property -> put(
                        metadata,
                        property.getKey(),
                        property.getValue().get(0).stringValue(),
                        property.getValue().get(1).stringValue()));
        return StoredEmbedding.of(
                id, vector, TextSegment.from(one.required("text").stringValue(), metadata));
    }

    /** The types that LangChain4j's metadata may have. */
    private static void put(Metadata metadata, String key, String type, String value) {
        switch (type) {
            case "String" -> metadata.put(key, value);
            case "UUID" -> metadata.put(key, UUID.fromString(value));
            case "Integer" -> metadata.put(key, Integer.parseInt(value));
            case "Long" -> metadata.put(key, Long.parseLong(value));
            case "Float" -> metadata.put(key, Float.parseFloat(value));
            case "Double" -> metadata.put(key, Double.parseDouble(value));
            default -> throw new IllegalArgumentException("metadata of type " + type);
        }
    }

    @Override
    public void close() throws IOException {
        try (lock) {
            log.close();
        }
    }
}
