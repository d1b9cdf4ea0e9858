package dev.isogloss.train;

import dev.isogloss.data.Key;

/** A teacher's vectors of the texts that training may put into a batch. Safe for many threads. */
public interface TeacherVectors {
    /** The vector of a query; without components where the teacher says nothing. */
    float[] query(Key query);

    /** The vector of a passage, as long as those of queries; without components where the teacher says nothing. */
    float[] passage(Key passage);
}
