package dev.isogloss.index;

import dev.isogloss.data.Key;
import dev.isogloss.data.Passage;
import dev.isogloss.io.BadInputException;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.BufferUnderflowException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;

/**
 * Changes that belong together as one record of a log: their number (int), and for each a byte, 1 for a passage that is there from
 * now on and 2 for one that is no more; the key; and for the first title, text, and components of the vector. Texts are UTF-8 behind
 * their length in bytes (int), components 32-bit floats behind their number (int); all big-endian.
 */
final class ChangeRecord {
    private static final int PUT = 1;
    private static final int DELETE = 2;

    private ChangeRecord() {}

    static byte[] bytes(List<PassageChange> changes) {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        try (DataOutputStream out = new DataOutputStream(bytes)) {
            out.writeInt(changes.size());
            for (PassageChange change : changes) {
                write(out, change);
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return bytes.toByteArray();
    }

    private static void write(DataOutputStream out, PassageChange change) throws IOException {
        switch (change) {
            case PassageChange.Put(Passage passage, float[] vector) -> {
                out.writeByte(PUT);
                text(out, passage.key().toString());
                text(out, passage.title());
                text(out, passage.text());
                ByteBuffer components = ByteBuffer.allocate(vector.length * Float.BYTES);
                components.asFloatBuffer().put(vector);
                out.writeInt(vector.length);
                out.write(components.array());
            }
            case PassageChange.Delete(Key key) -> {
                out.writeByte(DELETE);
                text(out, key.toString());
            }
        }
    }

    private static void text(DataOutputStream out, String text) throws IOException {
        byte[] utf8 = text.getBytes(StandardCharsets.UTF_8);
        out.writeInt(utf8.length);
        out.write(utf8);
    }

    /**
     * What {@link #bytes} wrote.
     *
     * @throws BadInputException when it is something else
     */
    static List<PassageChange> changes(byte[] record) {
        try (DataInputStream in = new DataInputStream(new ByteArrayInputStream(record))) {
            int count = in.readInt();
            List<PassageChange> changes = new ArrayList<>();
            for (int i = 0; i < count; i++) {
                changes.add(change(in));
            }
            if (in.available() > 0) {
                throw new BadInputException("a record of changes has " + in.available() + " bytes too many");
            }
            return changes;
        } catch (IOException | IllegalArgumentException | BufferUnderflowException | NegativeArraySizeException e) {
            throw new BadInputException("a record of changes cannot be read: " + e, e);
        }
    }

    private static PassageChange change(DataInputStream in) throws IOException {
        int kind = in.readByte();
        Key key = Key.parse(text(in));
        return switch (kind) {
            case PUT -> {
                Passage passage = new Passage(key, text(in), text(in));
                float[] vector = new float[in.readInt()];
                ByteBuffer.wrap(in.readNBytes(vector.length * Float.BYTES))
                        .asFloatBuffer()
                        .get(vector);
                yield new PassageChange.Put(passage, vector);
            }
            case DELETE -> new PassageChange.Delete(key);
            default -> throw new BadInputException("a change is of kind 1 or 2 (got: " + kind + ")");
        };
    }

    private static String text(DataInputStream in) throws IOException {
        byte[] utf8 = in.readNBytes(in.readInt());
        return new String(utf8, StandardCharsets.UTF_8);
    }
}
