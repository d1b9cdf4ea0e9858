package dev.isogloss.export;

import org.bytedeco.pytorch.global.torch.ScalarType;

/** The element types of {@code TensorProto} that we write, with their numbers there. */
enum OnnxType {
    FLOAT(1, 4, ScalarType.Float),
    UINT8(2, 1, ScalarType.Byte),
    INT8(3, 1, ScalarType.Char),
    INT64(7, 8, ScalarType.Long);

    private final int code;
    private final int bytes;
    private final ScalarType scalarType;

    OnnxType(int code, int bytes, ScalarType scalarType) {
        this.code = code;
        this.bytes = bytes;
        this.scalarType = scalarType;
    }

    /** Its number in {@code TensorProto.DataType}. */
    int code() {
        return code;
    }

    int bytes() {
        return bytes;
    }

    ScalarType scalarType() {
        return scalarType;
    }
}
