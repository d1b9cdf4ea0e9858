package dev.isogloss.export;

import com.google.protobuf.CodedOutputStream;
import dev.isogloss.io.AtomicFile;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * Writes a graph as an ONNX file ({@code ModelProto} of onnx.proto, IR version 8, operator set 17: what ONNX Runtime reads since
 * 1.12). Protobuf messages end at 2 GiB; larger models put their weights in {@code NAME_data} beside the file, each at a multiple of
 * 64 KiB so that it can be mapped. Same graph, same bytes.
 */
final class OnnxFile {
    /** What may be inside the file itself, leaving room below 2 GiB for the graph. */
    static final long INSIDE = 2_000_000_000L;

    private static final long IR_VERSION = 8;
    private static final long OPERATOR_SET = 17;
    private static final int PLACE = 1 << 16;
    private static final int LEAST_OUTSIDE = 1 << 10;

    private final OnnxGraph graph;
    private final Map<String, String> properties;
    private final Map<Initializer, Long> outside = new LinkedHashMap<>();
    private final String outsideName;

    private OnnxFile(OnnxGraph graph, Map<String, String> properties, String outsideName) {
        this.graph = graph;
        this.properties = properties;
        this.outsideName = outsideName;
    }

    /**
     * Writes the file, and the one beside it where the weights are larger than {@code inside}.
     *
     * @param properties facts that travel in the file, by name
     * @param inside bytes of weights that may be in the file itself
     */
    static void write(Path file, OnnxGraph graph, Map<String, String> properties, long inside) throws IOException {
        String outsideName = file.getFileName() + "_data";
        OnnxFile writer = new OnnxFile(graph, properties, outsideName);
        long bytes = graph.initializers().stream().mapToLong(Initializer::bytes).sum();
        if (bytes > inside) {
            writer.placeOutside();
            AtomicFile.write(file.resolveSibling(outsideName), writer::writeOutside);
        }
        AtomicFile.write(file, writer::writeModel);
    }

    private void placeOutside() {
        long at = 0;
        for (Initializer initializer : graph.initializers()) {
            if (initializer.bytes() >= LEAST_OUTSIDE) {
                outside.put(initializer, at);
                at = (at + initializer.bytes() + PLACE - 1) / PLACE * PLACE;
            }
        }
    }

    private void writeOutside(OutputStream out) throws IOException {
        long at = 0;
        for (var placed : outside.entrySet()) {
            for (; at < placed.getValue(); at++) {
                out.write(0);
            }
            placed.getKey().write(out);
            at += placed.getKey().bytes();
        }
    }

    private void writeModel(OutputStream target) throws IOException {
        CodedOutputStream out = CodedOutputStream.newInstance(target);
        out.writeInt64(1, IR_VERSION);
        out.writeString(2, "isogloss");
        out.writeByteArray(
                8, new ProtoMessage().text(1, "").number(2, OPERATOR_SET).toBytes());
        for (var property : properties.entrySet()) {
            out.writeByteArray(
                    14,
                    new ProtoMessage()
                            .text(1, property.getKey())
                            .text(2, property.getValue())
                            .toBytes());
        }
        out.writeTag(7, 2);
        out.writeUInt64NoTag(graphBytes());
        out.writeString(2, "encoder");
        writeMessages(out, 1, graph.nodes());
        for (Initializer initializer : graph.initializers()) {
            byte[] head = head(initializer);
            out.writeTag(5, 2);
            out.writeUInt64NoTag(tensorBytes(initializer, head));
            out.writeRawBytes(head);
            if (!outside.containsKey(initializer)) {
                out.writeTag(9, 2);
                out.writeUInt64NoTag(initializer.bytes());
                out.flush();
                initializer.write(target);
            }
        }
        writeMessages(out, 11, graph.inputs());
        writeMessages(out, 12, graph.outputs());
        out.flush();
    }

    private static void writeMessages(CodedOutputStream out, int field, List<ProtoMessage> messages)
            throws IOException {
        for (ProtoMessage message : messages) {
            out.writeByteArray(field, message.toBytes());
        }
    }

    private long graphBytes() {
        long bytes = CodedOutputStream.computeStringSize(2, "encoder");
        bytes += messageBytes(1, graph.nodes()) + messageBytes(11, graph.inputs()) + messageBytes(12, graph.outputs());
        for (Initializer initializer : graph.initializers()) {
            bytes += field(5, tensorBytes(initializer, head(initializer)));
        }
        return bytes;
    }

    private static long messageBytes(int field, List<ProtoMessage> messages) {
        return messages.stream()
                .mapToLong(message -> CodedOutputStream.computeByteArraySize(field, message.toBytes()))
                .sum();
    }

    /** {@code TensorProto} without its values: dims 1, data_type 2, name 8, external_data 13, data_location 14. */
    private byte[] head(Initializer initializer) {
        ProtoMessage head = new ProtoMessage();
        initializer.shape().forEach(size -> head.number(1, size));
        head.number(2, initializer.type().code()).text(8, initializer.name());
        Long offset = outside.get(initializer);
        if (offset != null) {
            head.message(13, entry("location", outsideName))
                    .message(13, entry("offset", Long.toString(offset)))
                    .message(13, entry("length", Long.toString(initializer.bytes())))
                    .number(14, 1);
        }
        return head.toBytes();
    }

    private static ProtoMessage entry(String key, String value) {
        return new ProtoMessage().text(1, key).text(2, value);
    }

    private long tensorBytes(Initializer initializer, byte[] head) {
        return head.length + (outside.containsKey(initializer) ? 0 : field(9, initializer.bytes()));
    }

    private static long field(int number, long bytes) {
        return CodedOutputStream.computeTagSize(number) + CodedOutputStream.computeUInt64SizeNoTag(bytes) + bytes;
    }
}
