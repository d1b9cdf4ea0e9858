package dev.isogloss.checkpoint;

import java.util.Arrays;
import java.util.Optional;
import java.util.stream.Collectors;
import org.bytedeco.pytorch.global.torch.ScalarType;

/** The number formats of safetensors files that are understood. */
public enum ElementType {
    F64(8, ScalarType.Double),
    F32(4, ScalarType.Float),
    F16(2, ScalarType.Half),
    BF16(2, ScalarType.BFloat16),
    I64(8, ScalarType.Long),
    I32(4, ScalarType.Int);

    private final int bytes;
    private final ScalarType scalarType;

    ElementType(int bytes, ScalarType scalarType) {
        this.bytes = bytes;
        this.scalarType = scalarType;
    }

    public int bytes() {
        return bytes;
    }

    ScalarType scalarType() {
        return scalarType;
    }

    /** {@code torch_dtype} in {@code config.json}. */
    String configName() {
        return switch (this) {
            case F64 -> "float64";
            case F32 -> "float32";
            case F16 -> "float16";
            case BF16 -> "bfloat16";
            case I64 -> "int64";
            case I32 -> "int32";
        };
    }

    /** Whether values may be not-a-number or infinite. */
    boolean isFloating() {
        return this != I64 && this != I32;
    }

    static Optional<ElementType> of(String name) {
        return Arrays.stream(values()).filter(type -> type.name().equals(name)).findFirst();
    }

    static Optional<ElementType> of(ScalarType scalarType) {
        return Arrays.stream(values())
                .filter(type -> type.scalarType.value == scalarType.value)
                .findFirst();
    }

    static String known() {
        return Arrays.stream(values()).map(ElementType::name).collect(Collectors.joining(", "));
    }
}
