package dev.isogloss.tensor;

import dev.isogloss.io.BadInputException;
import org.bytedeco.pytorch.global.torch;

/** Where tensors live and are computed. */
public enum Device {
    CPU(torch.DeviceType.CPU),
    CUDA(torch.DeviceType.CUDA);

    private final torch.DeviceType type;

    Device(torch.DeviceType type) {
        this.type = type;
    }

    /** The device of a setting, checked to be usable. */
    public static Device parse(String name) {
        return switch (name) {
            case "cpu" -> CPU;
            case "cuda" -> CUDA.requireUsable();
            default -> throw new BadInputException("device must be cpu or cuda (got: " + name + ")");
        };
    }

    /** This device when the machine and this build have it; otherwise an error that says what is missing. */
    public Device requireUsable() {
        if (this == CUDA && !torch.cuda_is_available()) {
            throw new BadInputException("device cuda was asked for, but "
                    + (torch.hasCUDA()
                            ? "libtorch finds no usable NVIDIA GPU; is the driver loaded?"
                            : "this is the CPU build of libtorch; build with `mvn -Pgpu` on a machine with CUDA 13")
                    + " (device cpu works everywhere)");
        }
        return this;
    }

    /** The binding's device; belongs to the innermost scope. */
    public org.bytedeco.pytorch.Device handle() {
        return new org.bytedeco.pytorch.Device(type);
    }
}
