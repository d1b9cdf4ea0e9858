package dev.isogloss.export;

import dev.isogloss.tensor.Tensors;
import java.io.IOException;
import java.io.OutputStream;
import java.util.List;
import java.util.function.Supplier;
import org.bytedeco.javacpp.PointerScope;
import org.bytedeco.pytorch.Tensor;

/**
 * A constant of a graph. Its values are made when they are written and freed afterwards, so that a model is never in memory twice.
 *
 * @param values makes a tensor of this type and shape in the innermost scope
 */
record Initializer(String name, OnnxType type, List<Long> shape, Supplier<Tensor> values) {
    Initializer {
        shape = List.copyOf(shape);
    }

    long bytes() {
        return shape.stream().reduce((long) type.bytes(), Math::multiplyExact);
    }

    void write(OutputStream out) throws IOException {
        try (PointerScope _ = new PointerScope()) {
            Tensor tensor = values.get();
            if (tensor.scalar_type().value != type.scalarType().value || tensor.numel() * type.bytes() != bytes()) {
                throw new IllegalStateException(name + " must be " + type + " " + shape + " (got: "
                        + tensor.scalar_type() + ", " + tensor.numel() + " values)");
            }
            Tensors.write(tensor, out);
        }
    }
}
