package dev.isogloss.experiment;

import dev.isogloss.io.Checksums;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;

/**
 * The hash of everything a step depends on: settings, inputs, and the keys of the steps before it.
 *
 * @param value SHA-256 in hexadecimal
 */
record StepKey(String value) {
    /** The key of these parts; texts, numbers, trees and other keys, each by its {@code toString}. */
    static StepKey of(Object... parts) {
        String joined =
                String.join("\u0000", Arrays.stream(parts).map(Object::toString).toList());
        return new StepKey(Checksums.sha256(joined.getBytes(StandardCharsets.UTF_8)));
    }

    @Override
    public String toString() {
        return value;
    }
}
