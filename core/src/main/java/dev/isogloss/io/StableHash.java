package dev.isogloss.io;

/** A 64-bit hash of text that is the same on every machine and for ever; not for secrets. */
public final class StableHash {
    private static final long FNV_BASIS = 0xcbf29ce484222325L;
    private static final long FNV_PRIME = 0x100000001b3L;

    private StableHash() {}

    /** FNV-1a over the UTF-16 units, then the finalizer of SplitMix64, so that every bit depends on every unit and the seed. */
    public static long of(long seed, CharSequence text) {
        long hash = FNV_BASIS ^ mix(seed);
        for (int i = 0; i < text.length(); i++) {
            hash = (hash ^ text.charAt(i)) * FNV_PRIME;
        }
        return mix(hash);
    }

    private static long mix(long value) {
        long z = value + 0x9e3779b97f4a7c15L;
        z = (z ^ (z >>> 30)) * 0xbf58476d1ce4e5b9L;
        z = (z ^ (z >>> 27)) * 0x94d049bb133111ebL;
        return z ^ (z >>> 31);
    }
}
