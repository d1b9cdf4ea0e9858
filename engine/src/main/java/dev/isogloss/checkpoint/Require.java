package dev.isogloss.checkpoint;

/** The checks that the architectures' numbers share. */
final class Require {
    private Require() {}

    static void atLeast(String name, int value, int least) {
        if (value < least) {
            throw new IllegalArgumentException(name + " must be at least " + least + " (got: " + value + ")");
        }
    }

    static void positive(String name, double value) {
        if (!(value > 0)) {
            throw new IllegalArgumentException(name + " must be positive (got: " + value + ")");
        }
    }

    static void dropout(String name, double value) {
        if (!(value >= 0 && value < 1)) {
            throw new IllegalArgumentException(name + " must be in [0, 1) (got: " + value + ")");
        }
    }

    static void multiple(String name, int value, String of, int divisor) {
        if (value % divisor != 0) {
            throw new IllegalArgumentException(
                    name + " must be a multiple of " + of + " (got: " + value + ", " + divisor + ")");
        }
    }
}
