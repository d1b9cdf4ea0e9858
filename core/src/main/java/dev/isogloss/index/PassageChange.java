package dev.isogloss.index;

import dev.isogloss.data.Key;
import dev.isogloss.data.Passage;

/** One change of what an index holds. */
public sealed interface PassageChange {
    /** Whose. */
    Key key();

    /**
     * A passage that is there from now on, in place of one of its key.
     *
     * @param vector as the model made it; of no components in a lexical index
     */
    record Put(Passage passage, float[] vector) implements PassageChange {
        @Override
        public Key key() {
            return passage.key();
        }
    }

    /** A passage that is no more. */
    record Delete(Key key) implements PassageChange {}
}
