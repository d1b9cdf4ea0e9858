package dev.isogloss.export;

import dev.isogloss.tensor.Device;
import dev.isogloss.tensor.Tensors;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.SequencedMap;
import java.util.SequencedSet;
import java.util.function.Supplier;
import org.bytedeco.pytorch.Tensor;

/**
 * A graph under construction ({@code GraphProto} of onnx.proto): operators in the order in which they run, constants, inputs and
 * outputs. A value is named by its text; an operator has the name of its first result.
 */
final class OnnxGraph {
    private final List<ProtoMessage> nodes = new ArrayList<>();
    private final SequencedMap<String, Initializer> initializers = new LinkedHashMap<>();
    private final List<ProtoMessage> inputs = new ArrayList<>();
    private final List<ProtoMessage> outputs = new ArrayList<>();
    private final SequencedSet<String> names = new LinkedHashSet<>();

    List<ProtoMessage> nodes() {
        return Collections.unmodifiableList(nodes);
    }

    List<Initializer> initializers() {
        return List.copyOf(initializers.values());
    }

    List<ProtoMessage> inputs() {
        return Collections.unmodifiableList(inputs);
    }

    List<ProtoMessage> outputs() {
        return Collections.unmodifiableList(outputs);
    }

    /**
     * Declares an input.
     *
     * @param shape sizes as digits, or names of sizes that may differ from call to call
     */
    String input(String name, OnnxType type, String... shape) {
        inputs.add(value(name, type, shape));
        return fresh(name);
    }

    /** Gives a value to the outside under a name of its own. */
    void output(String name, String value, OnnxType type, String... shape) {
        outputs.add(value(one("Identity", name, List.of(value)), type, shape));
    }

    private static ProtoMessage value(String name, OnnxType type, String... shape) {
        ProtoMessage dimensions = new ProtoMessage();
        for (String size : shape) {
            dimensions.message(
                    1,
                    Character.isDigit(size.charAt(0))
                            ? new ProtoMessage().number(1, Long.parseLong(size))
                            : new ProtoMessage().text(2, size));
        }
        ProtoMessage tensor = new ProtoMessage().number(1, type.code()).message(2, dimensions);
        return new ProtoMessage().text(1, name).message(2, new ProtoMessage().message(1, tensor));
    }

    /** A constant whose values are made when the file is written. */
    String constant(String name, OnnxType type, List<Long> shape, Supplier<Tensor> values) {
        initializers.put(fresh(name), new Initializer(name, type, shape, values));
        return name;
    }

    /** A small constant of whole numbers, one-dimensional; the same again is the same constant. */
    String longs(long... values) {
        return shared(
                "longs " + Arrays.toString(values),
                OnnxType.INT64,
                List.of((long) values.length),
                () -> Tensors.ofLongs(values, Device.CPU));
    }

    /** A whole number without an axis; the same again is the same constant. */
    String whole(long value) {
        return shared(
                "whole " + value, OnnxType.INT64, List.of(), () -> Tensors.ofLongs(new long[] {value}, Device.CPU));
    }

    /** A number; the same again is the same constant. */
    String real(double value) {
        return shared(
                "real " + value,
                OnnxType.FLOAT,
                List.of(),
                () -> Tensors.ofFloats(new float[] {(float) value}, Device.CPU));
    }

    /** A constant that may be asked for again by its name. */
    String shared(String name, OnnxType type, List<Long> shape, Supplier<Tensor> values) {
        return names.contains(name) ? name : constant(name, type, shape, values);
    }

    /** An operator of one result. */
    String one(String operator, String name, List<String> from) {
        return one(operator, name, from, Map.of());
    }

    /**
     * An operator of one result.
     *
     * @param attributes each a {@code Long}, a {@code Float} or a {@code List<Long>}
     */
    String one(String operator, String name, List<String> from, Map<String, ?> attributes) {
        return several(operator, List.of(name), from, attributes).getFirst();
    }

    /** A value in another element type. */
    String cast(String name, String value, OnnxType type) {
        return one("Cast", name, List.of(value), Map.of("to", (long) type.code()));
    }

    /** An operator of several results. */
    List<String> several(String operator, List<String> results, List<String> from, Map<String, ?> attributes) {
        ProtoMessage node = new ProtoMessage();
        for (String value : from) {
            if (!names.contains(value)) {
                throw new IllegalStateException("no value is named " + value + " yet");
            }
            node.text(1, value);
        }
        results.forEach(result -> node.text(2, fresh(result)));
        node.text(3, results.getFirst()).text(4, operator);
        attributes.entrySet().stream()
                .sorted(Map.Entry.comparingByKey())
                .forEach(attribute -> node.message(5, attribute(attribute.getKey(), attribute.getValue())));
        nodes.add(node);
        return results;
    }

    /** {@code AttributeProto}: name 1, f 2, i 3, ints 8, type 20. */
    private static ProtoMessage attribute(String name, Object value) {
        ProtoMessage message = new ProtoMessage().text(1, name);
        return switch (value) {
            case Float real -> message.real(2, real).number(20, 1);
            case Long whole -> message.number(3, whole).number(20, 2);
            case List<?> several -> {
                several.forEach(element -> message.number(8, (Long) element));
                yield message.number(20, 7);
            }
            default -> throw new IllegalArgumentException("an attribute cannot be " + value);
        };
    }

    private String fresh(String name) {
        if (!names.add(name)) {
            throw new IllegalStateException("two values are named " + name);
        }
        return name;
    }
}
