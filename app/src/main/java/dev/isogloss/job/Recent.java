package dev.isogloss.job;

import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;

/** The values of the keys that were asked for last. Safe for many threads; two that ask for a new key at once may both make its value. */
final class Recent<K, V> {
    private final Map<K, V> values;

    /**
     * A memory of bounded size.
     *
     * @param kept values at most, at least 1
     */
    Recent(int kept) {
        values = new LinkedHashMap<>(16, 0.75f, true) {
            private static final long serialVersionUID = 1L;

            @Override
            protected boolean removeEldestEntry(Map.Entry<K, V> eldest) {
                return size() > kept;
            }
        };
    }

    /** The value of a key, made where it is not here. */
    V get(K key, Function<K, V> make) {
        Optional<V> known = known(key);
        if (known.isPresent()) {
            return known.get();
        }
        V made = make.apply(key);
        put(key, made);
        return made;
    }

    private synchronized Optional<V> known(K key) {
        return Optional.ofNullable(values.get(key));
    }

    private synchronized void put(K key, V value) {
        values.put(key, value);
    }
}
