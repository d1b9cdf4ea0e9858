package dev.isogloss.format;

import dev.isogloss.data.Passage;
import dev.isogloss.io.Origin;

/** Takes passages as they are read, with the place each came from. */
@FunctionalInterface
public interface PassageSink {
    void accept(Passage passage, Origin origin);
}
