package dev.isogloss.checkpoint;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.isogloss.io.BadInputException;
import dev.isogloss.tensor.Device;
import dev.isogloss.tensor.Tensors;
import java.io.IOException;
import java.lang.foreign.ValueLayout;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.Size;
import org.bytedeco.javacpp.PointerScope;
import org.bytedeco.pytorch.Tensor;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

class SafeTensorsTest {
    @TempDir
    Path folder;

    @Test
    void namesAPointerThatStandsForTheWeights() throws IOException {
        Path file = Files.writeString(
                folder.resolve("pointer.safetensors"),
                "version https://git-lfs.github.com/spec/v1\noid sha256:00\nsize 4\n");
        assertThatThrownBy(() -> SafeTensors.open(file))
                .isInstanceOf(BadInputException.class)
                .hasMessageContaining("git lfs pull");
    }

    @Property(tries = 60)
    void givesBackEveryBit(@ForAll @Size(max = 4) List<float[]> values) throws IOException {
        Path file = Files.createTempFile("round", ".safetensors");
        try (PointerScope _ = new PointerScope()) {
            Map<String, Tensor> tensors = new LinkedHashMap<>();
            for (int i = values.size() - 1; i >= 0; i--) {
                tensors.put(
                        "tensor \"" + i + "\" ü", Tensors.ofFloats(values.get(i), Device.CPU, values.get(i).length));
            }
            SafeTensors.write(file, tensors);
            byte[] bytes = Files.readAllBytes(file);
            try (SafeTensors opened = SafeTensors.open(file)) {
                assertThat(opened.entries().keySet()).containsExactlyInAnyOrderElementsOf(tensors.keySet());
                for (String name : tensors.keySet()) {
                    assertThat(bytesOf(opened.view(name))).containsExactly(bytesOf(tensors.get(name)));
                }
                SafeTensors.write(file, tensors);
            }
            assertThat(Files.readAllBytes(file)).containsExactly(bytes);
        } finally {
            Files.delete(file);
        }
    }

    @ParameterizedTest
    @EnumSource(ElementType.class)
    void keepsEveryNumberFormat(ElementType type) throws IOException {
        Path file = folder.resolve("a.safetensors");
        try (PointerScope _ = new PointerScope()) {
            Tensor tensor = Tensors.ofFloats(new float[] {1, -2, 0, 3, 4, -100}, Device.CPU, 2, 3)
                    .to(type.scalarType());
            SafeTensors.write(file, Map.of("x", tensor));
            try (SafeTensors opened = SafeTensors.open(file)) {
                assertThat(opened.entries().get("x"))
                        .isEqualTo(new SafeTensorsHeader.Entry("x", type, List.of(2L, 3L), 0, 6L * type.bytes()));
                assertThat(Tensors.toFloats(opened.view("x"))).containsExactly(1, -2, 0, 3, 4, -100);
            }
        }
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "{\"x\":{\"dtype\":\"F32\",\"shape\":[2],\"data_offsets\":[0,4]}}",
                "{\"x\":{\"dtype\":\"F32\",\"shape\":[2],\"data_offsets\":[0,9]}}",
                "{\"x\":{\"dtype\":\"F32\",\"shape\":[2],\"data_offsets\":[4,12]}}",
                "{\"x\":{\"dtype\":\"F32\",\"shape\":[2],\"data_offsets\":[-8,0]}}",
                "{\"x\":{\"dtype\":\"F32\",\"shape\":[9223372036854775807,4],\"data_offsets\":[0,8]}}",
                "{\"x\":{\"dtype\":\"F32\",\"shape\":[1],\"data_offsets\":[0,4]}}",
                "{\"x\":{\"dtype\":\"F32\",\"shape\":[2],\"data_offsets\":[0,8]},"
                        + "\"y\":{\"dtype\":\"F32\",\"shape\":[1],\"data_offsets\":[4,8]}}",
                "{\"x\":{\"dtype\":\"Q4\",\"shape\":[2],\"data_offsets\":[0,8]}}",
                "{\"x\":{\"dtype\":\"F32\",\"data_offsets\":[0,8]}}",
                "{\"x\":{\"dtype\":\"F32\",\"shape\":[2],\"data_offsets\":[0,8]},"
                        + "\"x\":{\"dtype\":\"F32\",\"shape\":[2],\"data_offsets\":[0,8]}}",
                "[1]",
                "{\"x\":",
                "{}"
            })
    void refusesDamagedHeaders(String header) throws IOException {
        Path file = folder.resolve("damaged.safetensors");
        byte[] json = header.getBytes(StandardCharsets.UTF_8);
        Files.write(
                file,
                ByteBuffer.allocate(16 + json.length)
                        .order(ByteOrder.LITTLE_ENDIAN)
                        .putLong(json.length)
                        .put(json)
                        .array());
        assertThatThrownBy(() -> SafeTensors.open(file))
                .isInstanceOf(BadInputException.class)
                .hasMessageContaining("damaged.safetensors");
    }

    @Test
    void refusesEveryHalfWrittenFile() throws IOException {
        Path file = folder.resolve("whole.safetensors");
        try (PointerScope _ = new PointerScope()) {
            SafeTensors.write(file, Map.of("x", Tensors.ofFloats(new float[] {1, 2, 3}, Device.CPU, 3)));
        }
        byte[] bytes = Files.readAllBytes(file);
        Path half = folder.resolve("half.safetensors");
        for (int length = 0; length < bytes.length; length++) {
            Files.write(half, Arrays.copyOf(bytes, length));
            assertThatThrownBy(() -> SafeTensors.open(half)).isInstanceOf(BadInputException.class);
        }
    }

    private static byte[] bytesOf(Tensor tensor) {
        return Tensors.memory(tensor).toArray(ValueLayout.JAVA_BYTE);
    }
}
