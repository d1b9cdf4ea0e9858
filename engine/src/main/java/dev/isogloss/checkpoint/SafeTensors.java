package dev.isogloss.checkpoint;

import dev.isogloss.io.AtomicFile;
import dev.isogloss.io.BadInputException;
import dev.isogloss.io.MappedFile;
import dev.isogloss.tensor.Tensors;
import java.io.IOException;
import java.lang.foreign.MemorySegment;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;
import org.bytedeco.pytorch.Tensor;
import org.bytedeco.pytorch.TensorOptions;
import org.bytedeco.pytorch.global.torch;
import tools.jackson.databind.json.JsonMapper;

/**
 * A safetensors file, mapped from disk: the length of the header (8 bytes, little-endian), a JSON header with the type, shape and
 * place of each tensor, then the values, row-major and little-endian, without gaps.
 *
 * <p>We write tensors sorted by name, the header padded with blanks to a multiple of 8 and the metadata {@code format: pt}: equal
 * tensors give equal bytes.
 */
public final class SafeTensors implements AutoCloseable {
    private static final JsonMapper JSON = JsonMapper.builder().build();

    private final Path file;
    private final MappedFile mapped;
    private final SortedMap<String, SafeTensorsHeader.Entry> entries;
    private final long dataStart;

    private SafeTensors(
            Path file, MappedFile mapped, SortedMap<String, SafeTensorsHeader.Entry> entries, long dataStart) {
        this.file = file;
        this.mapped = mapped;
        this.entries = entries;
        this.dataStart = dataStart;
    }

    /**
     * Opens a file and checks its header against its size.
     *
     * @throws BadInputException when the file is missing, half-written or not a safetensors file
     */
    public static SafeTensors open(Path file) throws IOException {
        MappedFile mapped = MappedFile.open(file);
        try {
            long headerBytes = SafeTensorsHeader.length(file, mapped.segment());
            return new SafeTensors(
                    file, mapped, SafeTensorsHeader.read(file, mapped.segment(), headerBytes), 8 + headerBytes);
        } catch (RuntimeException e) {
            mapped.close();
            throw e;
        }
    }

    /** What the file holds, by name. */
    public SortedMap<String, SafeTensorsHeader.Entry> entries() {
        return Collections.unmodifiableSortedMap(entries);
    }

    /**
     * A tensor in its own number format. It may be a view of the file, which must not be written to and must not be used after
     * {@link #close}.
     */
    public Tensor view(String name) {
        SafeTensorsHeader.Entry entry = entries.get(name);
        if (entry == null) {
            throw new BadInputException(file + " has no tensor " + name);
        }
        MemorySegment memory = mapped.segment().asSlice(dataStart + entry.begin(), entry.end() - entry.begin());
        long[] shape = entry.shape().stream().mapToLong(Long::longValue).toArray();
        if (memory.byteSize() > 0 && memory.address() % entry.type().bytes() == 0) {
            return Tensors.over(memory, entry.type().scalarType(), shape);
        }
        Tensor copy = torch.empty(shape, new TensorOptions(entry.type().scalarType()), null);
        MemorySegment.copy(memory, 0, Tensors.memory(copy), 0, memory.byteSize());
        return copy;
    }

    /** Writes tensors, whole or not at all. Equal tensors give equal bytes. */
    public static void write(Path file, Map<String, Tensor> tensors) throws IOException {
        SortedMap<String, Tensor> sorted = new TreeMap<>(tensors);
        byte[] header = header(sorted);
        AtomicFile.write(file, out -> {
            out.write(ByteBuffer.allocate(8)
                    .order(ByteOrder.LITTLE_ENDIAN)
                    .putLong(0, header.length)
                    .array());
            out.write(header);
            for (Tensor tensor : sorted.values()) {
                Tensors.write(tensor, out);
            }
        });
    }

    private static byte[] header(SortedMap<String, Tensor> tensors) {
        Map<String, Object> header = new LinkedHashMap<>();
        header.put("__metadata__", Map.of("format", "pt"));
        long offset = 0;
        for (var named : tensors.entrySet()) {
            Tensor tensor = named.getValue();
            ElementType type = ElementType.of(tensor.scalar_type())
                    .orElseThrow(() -> new IllegalArgumentException(named.getKey() + " must be one of "
                            + ElementType.known() + " (got: " + tensor.scalar_type() + ")"));
            long end = offset + tensor.numel() * type.bytes();
            Map<String, Object> entry = new LinkedHashMap<>();
            entry.put("dtype", type.name());
            entry.put("shape", tensor.sizes().vec().get());
            entry.put("data_offsets", new long[] {offset, end});
            header.put(named.getKey(), entry);
            offset = end;
        }
        byte[] json = JSON.writeValueAsString(header).getBytes(StandardCharsets.UTF_8);
        byte[] padded = java.util.Arrays.copyOf(json, (json.length + 7) / 8 * 8);
        java.util.Arrays.fill(padded, json.length, padded.length, (byte) ' ');
        return padded;
    }

    @Override
    public void close() {
        mapped.close();
    }
}
