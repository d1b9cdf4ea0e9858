package dev.isogloss.checkpoint;

import dev.isogloss.io.BadInputException;
import dev.isogloss.tensor.Scoped;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.SequencedMap;
import java.util.function.UnaryOperator;
import org.bytedeco.javacpp.PointerScope;
import org.bytedeco.pytorch.Tensor;
import org.bytedeco.pytorch.global.torch;
import org.bytedeco.pytorch.global.torch.ScalarType;

/** Collects weights from safetensors files; what it collected is freed when one of them is missing or damaged. */
final class WeightReader {
    private final SequencedMap<String, Tensor> tensors = new LinkedHashMap<>();
    private final List<SafeTensors> files = new ArrayList<>();
    private final boolean copy;

    /** Reads weights into memory of their own ({@code copy}), or leaves them in the mapped files where they can stay. */
    WeightReader(boolean copy) {
        this.copy = copy;
    }

    SequencedMap<String, Tensor> tensors() {
        return tensors;
    }

    /** The files that the tensors need to stay open. */
    List<SafeTensors> files() {
        return files;
    }

    /** The encoder of a folder, with or without a head. */
    void encoder(ModelFolder folder, SequencedMap<String, List<Long>> shapes) {
        read(
                folder.path(),
                folder.weightFiles(),
                shapes,
                folder.architecture().family().prefix());
    }

    /** A module after the pooling. */
    void dense(ModelFolder folder, DenseLayer layer) {
        module(
                folder.path().resolve(layer.folder()),
                layer.weightFile(folder.path()),
                layer.shapes(),
                layer::storedName);
    }

    /** The prompts of languages. */
    void languagePrompts(ModelFolder folder, LanguagePrompts prompts) {
        module(
                LanguagePrompts.folder(folder.path()),
                LanguagePrompts.weightFile(folder.path()),
                prompts.shapes(),
                LanguagePrompts::storedName);
    }

    private void module(
            Path from, Path file, SequencedMap<String, List<Long>> shapes, UnaryOperator<String> storedName) {
        SequencedMap<String, List<Long>> stored = new LinkedHashMap<>();
        shapes.forEach((name, shape) -> stored.put(storedName.apply(name), shape));
        WeightReader module = new WeightReader(copy);
        try {
            module.read(from, List.of(file), stored, "");
        } catch (RuntimeException e) {
            free();
            throw e;
        }
        for (String name : shapes.keySet()) {
            tensors.put(name, Objects.requireNonNull(module.tensors.get(storedName.apply(name))));
        }
        files.addAll(module.files);
    }

    private void read(Path from, List<Path> paths, SequencedMap<String, List<Long>> shapes, String prefix) {
        try {
            Map<String, SafeTensors> places = new HashMap<>();
            List<SafeTensors> opened = new ArrayList<>();
            for (Path path : paths) {
                SafeTensors file = SafeTensors.open(path);
                files.add(file);
                opened.add(file);
                file.entries().keySet().forEach(name -> places.put(name, file));
            }
            Map<String, String> stored = StoredNames.find(shapes.keySet(), places.keySet(), prefix, from);
            for (var expected : shapes.entrySet()) {
                String name = Objects.requireNonNull(stored.get(expected.getKey()));
                tensors.put(
                        expected.getKey(),
                        load(from, Objects.requireNonNull(places.get(name)), name, expected.getValue()));
            }
            if (copy) {
                opened.forEach(SafeTensors::close);
                files.removeAll(opened);
            }
        } catch (IOException e) {
            free();
            throw new BadInputException("cannot read the weights of " + from + ": " + e.getMessage(), e);
        } catch (RuntimeException e) {
            free();
            throw e;
        }
    }

    private Tensor load(Path from, SafeTensors file, String name, List<Long> shape) {
        SafeTensorsHeader.Entry entry = Objects.requireNonNull(file.entries().get(name));
        if (!entry.shape().equals(shape)) {
            throw new BadInputException(
                    from + ": weight " + name + " has shape " + entry.shape() + ", but config.json asks for " + shape);
        }
        if (!entry.type().isFloating()) {
            throw new BadInputException(
                    from + ": weight " + name + " has dtype " + entry.type() + ", expected floating point");
        }
        try (PointerScope scope = new PointerScope()) {
            Tensor view = file.view(name);
            Tensor single = view.to(ScalarType.Float);
            requireFinite(from, name, single);
            boolean shared = entry.type() == ElementType.F32;
            Tensor result = copy && shared ? single.clone() : single;
            Scoped.keep(result);
            scope.detach(result);
            return result;
        }
    }

    /** A sum is not finite when an element is not; only then is it worth looking at each. */
    private static void requireFinite(Path from, String name, Tensor tensor) {
        if (!Double.isFinite(tensor.sum().item_double())
                && !torch.isfinite(tensor).all().item_bool()) {
            throw new BadInputException(from + ": weight " + name
                    + " holds NaN or infinite values; the checkpoint is damaged, or its training diverged");
        }
    }

    private void free() {
        tensors.values().forEach(Scoped::release);
        files.forEach(SafeTensors::close);
    }
}
