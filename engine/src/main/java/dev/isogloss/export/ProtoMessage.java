package dev.isogloss.export;

import com.google.protobuf.CodedOutputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;

/**
 * A small protobuf message in memory, field by field. ONNX's own classes are not generated, because a message of theirs holds all
 * weights on the heap; here only what is small is held, and {@link OnnxFile} streams the rest.
 */
final class ProtoMessage {
    private final ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    private final CodedOutputStream out = CodedOutputStream.newInstance(bytes, 64);

    private interface Write {
        void run() throws IOException;
    }

    ProtoMessage number(int field, long value) {
        return write(() -> out.writeInt64(field, value));
    }

    ProtoMessage real(int field, float value) {
        return write(() -> out.writeFloat(field, value));
    }

    ProtoMessage text(int field, String value) {
        return write(() -> out.writeString(field, value));
    }

    ProtoMessage message(int field, ProtoMessage value) {
        return write(() -> out.writeByteArray(field, value.toBytes()));
    }

    byte[] toBytes() {
        write(out::flush);
        return bytes.toByteArray();
    }

    private ProtoMessage write(Write step) {
        try {
            step.run();
            return this;
        } catch (IOException e) {
            throw new UncheckedIOException("memory cannot fail to be written", e);
        }
    }
}
