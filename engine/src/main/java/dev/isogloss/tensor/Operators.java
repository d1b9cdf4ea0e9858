package dev.isogloss.tensor;

import java.util.concurrent.ConcurrentHashMap;
import org.bytedeco.javacpp.PointerScope;
import org.bytedeco.pytorch.Dispatcher;
import org.bytedeco.pytorch.IValue;
import org.bytedeco.pytorch.IValueVector;
import org.bytedeco.pytorch.OperatorHandle;

/** Calls any registered operator by name: what the generated binding leaves out (names that begin with {@code _}, library operators). */
public final class Operators {
    private static final ConcurrentHashMap<String, OperatorHandle> HANDLES = new ConcurrentHashMap<>();

    private Operators() {}

    /**
     * Calls an operator.
     *
     * @param name with its namespace, for example {@code aten::_fused_adamw_}
     * @param overload the overload's name, often empty
     * @return the results in order; belongs to the innermost scope, and so do the views that its {@code get} gives
     */
    public static IValueVector call(String name, String overload, IValue... arguments) {
        IValueVector stack = new IValueVector(arguments);
        handle(name, overload).callBoxed(stack);
        return stack;
    }

    private static OperatorHandle handle(String name, String overload) {
        return HANDLES.computeIfAbsent(name + "." + overload, key -> {
            try (PointerScope scope = new PointerScope()) {
                OperatorHandle handle = Dispatcher.singleton().findSchemaOrThrow(name, overload);
                handle.retainReference();
                scope.detach(handle);
                return handle;
            }
        });
    }
}
