package dev.isogloss.embed;

import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;

/** How the components of a vector are stored. */
public enum VectorFormat {
    F32("f32", 4),
    /** The upper half of a 32-bit float, rounded to nearest, ties to even; reading expands it. */
    BF16("bf16", 2);

    private static final ValueLayout.OfShort SHORT =
            ValueLayout.JAVA_SHORT_UNALIGNED.withOrder(ByteOrder.LITTLE_ENDIAN);
    private static final ValueLayout.OfFloat FLOAT =
            ValueLayout.JAVA_FLOAT_UNALIGNED.withOrder(ByteOrder.LITTLE_ENDIAN);

    private final String extension;
    private final int bytes;

    VectorFormat(String extension, int bytes) {
        this.extension = extension;
        this.bytes = bytes;
    }

    /** Of a shard's file, without the dot. */
    public String extension() {
        return extension;
    }

    /** Of one component. */
    public int bytes() {
        return bytes;
    }

    /** A vector's bytes, little-endian. */
    byte[] encode(float[] vector) {
        ByteBuffer buffer = ByteBuffer.allocate(vector.length * bytes).order(ByteOrder.LITTLE_ENDIAN);
        switch (this) {
            case F32 -> {
                for (float value : vector) {
                    buffer = buffer.putFloat(value);
                }
            }
            case BF16 -> {
                for (float value : vector) {
                    buffer = buffer.putShort(toBf16(value));
                }
            }
        }
        return buffer.array();
    }

    /** Copies components from a shard to memory in native 32-bit floats. */
    void decode(MemorySegment shard, long fromComponent, MemorySegment to, long toComponent, long components) {
        switch (this) {
            case F32 -> {
                for (long i = 0; i < components; i++) {
                    to.set(
                            ValueLayout.JAVA_FLOAT_UNALIGNED,
                            4 * (toComponent + i),
                            shard.get(FLOAT, 4 * (fromComponent + i)));
                }
            }
            case BF16 -> {
                for (long i = 0; i < components; i++) {
                    to.set(
                            ValueLayout.JAVA_FLOAT_UNALIGNED,
                            4 * (toComponent + i),
                            Float.intBitsToFloat(shard.get(SHORT, 2 * (fromComponent + i)) << 16));
                }
            }
        }
    }

    private static short toBf16(float value) {
        int bits = Float.floatToRawIntBits(value);
        return Float.isNaN(value) ? (short) 0x7fc0 : (short) ((bits + 0x7fff + ((bits >>> 16) & 1)) >>> 16);
    }
}
