package dev.isogloss.tensor;

import java.io.IOException;
import java.io.OutputStream;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import org.bytedeco.javacpp.FloatPointer;
import org.bytedeco.javacpp.LongPointer;
import org.bytedeco.javacpp.Pointer;
import org.bytedeco.javacpp.PointerScope;
import org.bytedeco.pytorch.Tensor;
import org.bytedeco.pytorch.TensorOptions;
import org.bytedeco.pytorch.global.torch;
import org.bytedeco.pytorch.global.torch.ScalarType;

/** Java arrays and memory to tensors and back. Results belong to the innermost scope. */
public final class Tensors {
    private static final int CHUNK = 1 << 20;

    private Tensors() {}

    /** A one-dimensional tensor of 64-bit integers, copied. */
    public static Tensor ofLongs(long[] values, Device device) {
        Tensor tensor = torch.empty(new long[] {values.length}, new TensorOptions(ScalarType.Long), null);
        if (values.length > 0) {
            new LongPointer(tensor.data_ptr()).put(values, 0, values.length);
        }
        return on(tensor, device);
    }

    /** A tensor of 32-bit floats, copied. */
    public static Tensor ofFloats(float[] values, Device device, long... shape) {
        Tensor tensor = torch.empty(shape, new TensorOptions(ScalarType.Float), null);
        if (tensor.numel() != values.length) {
            throw new IllegalArgumentException(
                    "the shape has " + tensor.numel() + " places, but there are " + values.length + " values");
        }
        if (values.length > 0) {
            new FloatPointer(tensor.data_ptr()).put(values, 0, values.length);
        }
        return on(tensor, device);
    }

    /** The same tensor on a device. */
    public static Tensor on(Tensor tensor, Device device) {
        return device == Device.CPU ? tensor : tensor.to(device.handle(), tensor.scalar_type());
    }

    /**
     * A tensor over memory that the caller keeps alive and unchanged for as long as the tensor is used; nothing is copied.
     *
     * @param memory off-heap
     */
    public static Tensor over(MemorySegment memory, ScalarType type, long... shape) {
        return torch.from_blob(pointer(memory), shape, new TensorOptions(type));
    }

    /** All values of a tensor as 32-bit floats, row-major. */
    public static float[] toFloats(Tensor tensor) {
        Tensor flat = onCpu(tensor);
        float[] values = new float[Math.toIntExact(flat.numel())];
        if (values.length > 0) {
            new FloatPointer(flat.data_ptr()).get(values, 0, values.length);
        }
        return values;
    }

    /** The rows of a {@code (rows, columns)} tensor. */
    public static float[][] toRows(Tensor tensor) {
        int rows = Math.toIntExact(tensor.size(0));
        int columns = Math.toIntExact(tensor.size(1));
        MemorySegment values = MemorySegment.ofArray(toFloats(tensor));
        float[][] result = new float[rows][columns];
        for (int row = 0; row < rows; row++) {
            MemorySegment.copy(values, ValueLayout.JAVA_FLOAT, 4L * row * columns, result[row], 0, columns);
        }
        return result;
    }

    private static Tensor onCpu(Tensor tensor) {
        Tensor detached = tensor.detach();
        Tensor local = detached.is_cpu() ? detached : detached.cpu();
        return local.to(ScalarType.Float).contiguous();
    }

    /** A contiguous tensor's memory, valid while the tensor is. */
    @SuppressWarnings("restricted") // the size is the tensor's own
    public static MemorySegment memory(Tensor tensor) {
        long bytes = tensor.numel() * tensor.element_size();
        return bytes == 0
                ? MemorySegment.NULL
                : MemorySegment.ofAddress(tensor.data_ptr().address()).reinterpret(bytes);
    }

    /** Writes a tensor's values as they lie in memory, row-major and little-endian, in its own number format. */
    public static void write(Tensor tensor, OutputStream out) throws IOException {
        try (PointerScope _ = new PointerScope()) {
            Tensor local = tensor.detach();
            Tensor contiguous = (local.is_cpu() ? local : local.cpu()).contiguous();
            MemorySegment memory = memory(contiguous);
            byte[] chunk = new byte[(int) Math.min(CHUNK, memory.byteSize())];
            for (long at = 0; at < memory.byteSize(); at += chunk.length) {
                int length = (int) Math.min(chunk.length, memory.byteSize() - at);
                MemorySegment.copy(memory, ValueLayout.JAVA_BYTE, at, chunk, 0, length);
                out.write(chunk, 0, length);
            }
        }
    }

    private static Pointer pointer(MemorySegment memory) {
        if (!memory.isNative()) {
            throw new IllegalArgumentException("memory must be off-heap (got: " + memory + ")");
        }
        return new Address(memory.address());
    }

    /** JavaCPP's pointer to memory that it does not own. */
    private static final class Address extends Pointer {
        Address(long address) {
            super((Pointer) null);
            this.address = address;
        }
    }
}
