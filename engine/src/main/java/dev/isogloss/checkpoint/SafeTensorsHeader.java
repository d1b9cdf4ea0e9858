package dev.isogloss.checkpoint;

import dev.isogloss.io.BadInputException;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.SortedMap;
import java.util.TreeMap;
import tools.jackson.core.JacksonException;
import tools.jackson.core.StreamReadFeature;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** Reads and checks the header of a {@link SafeTensors} file. */
public final class SafeTensorsHeader {
    private static final JsonMapper JSON = JsonMapper.builder()
            .enable(StreamReadFeature.STRICT_DUPLICATE_DETECTION)
            .build();
    private static final ValueLayout.OfLong LENGTH = ValueLayout.JAVA_LONG_UNALIGNED.withOrder(ByteOrder.LITTLE_ENDIAN);
    private static final long MAX_HEADER = 100_000_000;

    /** The first eight bytes of a pointer file, {@code version}, read as a length. */
    private static final long GIT_LFS = 0x206e6f6973726576L;

    private SafeTensorsHeader() {}

    /**
     * One tensor of a file.
     *
     * @param begin first byte, counted from the end of the header
     * @param end one after the last byte
     */
    public record Entry(String name, ElementType type, List<Long> shape, long begin, long end) {}

    static long length(Path file, MemorySegment bytes) {
        if (bytes.byteSize() < 8) {
            throw new BadInputException(
                    file + " is not a safetensors file: it has " + bytes.byteSize() + " bytes; was it cut short?");
        }
        long length = bytes.get(LENGTH, 0);
        if (length == GIT_LFS) {
            throw new BadInputException(file + " is a Git LFS pointer, not the weights; fetch them with: git lfs pull");
        }
        if (length < 2 || length > MAX_HEADER || length > bytes.byteSize() - 8) {
            throw new BadInputException(file + " is not a safetensors file or was cut short: its header claims "
                    + length + " bytes, the file has " + bytes.byteSize());
        }
        return length;
    }

    static SortedMap<String, Entry> read(Path file, MemorySegment bytes, long headerBytes) {
        String text = new String(bytes.asSlice(8, headerBytes).toArray(ValueLayout.JAVA_BYTE), StandardCharsets.UTF_8);
        SortedMap<String, Entry> entries = new TreeMap<>();
        try {
            JsonNode header = JSON.readTree(text);
            if (!header.isObject()) {
                throw new BadInputException(file + ": the safetensors header is not a JSON object");
            }
            for (var named : header.properties()) {
                if (!named.getKey().equals("__metadata__")) {
                    entries.put(named.getKey(), entry(file, named.getKey(), named.getValue()));
                }
            }
        } catch (JacksonException e) {
            throw new BadInputException(file + ": the safetensors header is not JSON: " + e.getOriginalMessage(), e);
        }
        requireNoGaps(file, entries, bytes.byteSize() - 8 - headerBytes);
        return entries;
    }

    private static Entry entry(Path file, String name, JsonNode node) {
        String typeName = node.path("dtype").asString("nothing");
        ElementType type = ElementType.of(typeName)
                .orElseThrow(() -> new BadInputException(
                        file + ": tensor " + name + " has dtype " + typeName + "; supported: " + ElementType.known()));
        List<Long> shape = new ArrayList<>();
        JsonNode offsets = node.path("data_offsets");
        if (!node.path("shape").isArray() || !offsets.isArray() || offsets.size() != 2) {
            throw new BadInputException(file + ": tensor " + name + " lacks its shape or its data_offsets: " + node);
        }
        long elements = 1;
        try {
            for (JsonNode size : node.path("shape")) {
                shape.add(natural(size));
                elements = Math.multiplyExact(elements, shape.getLast());
            }
            Entry entry = new Entry(name, type, List.copyOf(shape), natural(offsets.get(0)), natural(offsets.get(1)));
            long bytes = Math.multiplyExact(elements, type.bytes());
            if (entry.end() - entry.begin() != bytes) {
                throw new BadInputException(file + ": tensor " + name + " of shape " + shape + " needs " + bytes
                        + " bytes, but its data_offsets are " + offsets);
            }
            return entry;
        } catch (ArithmeticException e) {
            throw new BadInputException(file + ": tensor " + name + " has impossible sizes: " + node, e);
        }
    }

    private static long natural(JsonNode node) {
        if (!node.isIntegralNumber() || !node.canConvertToLong() || node.longValue() < 0) {
            throw new ArithmeticException("not a natural number: " + node);
        }
        return node.longValue();
    }

    private static void requireNoGaps(Path file, SortedMap<String, Entry> entries, long dataBytes) {
        long at = 0;
        List<Entry> inOrder = entries.values().stream()
                .sorted(Comparator.comparingLong(Entry::begin)
                        .thenComparingLong(Entry::end)
                        .thenComparing(Entry::name))
                .toList();
        for (Entry entry : inOrder) {
            if (entry.begin() != at) {
                throw new BadInputException(file + ": tensor " + entry.name() + " begins at byte " + entry.begin()
                        + " of the data, expected " + at + " (tensors overlap, or there is a gap)");
            }
            at = entry.end();
        }
        if (at != dataBytes) {
            throw new BadInputException(file + ": the tensors need " + at + " bytes, but the file has " + dataBytes
                    + (at > dataBytes ? "; it was cut short" : ""));
        }
    }
}
