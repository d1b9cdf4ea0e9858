package dev.isogloss.dataset;

import java.util.Optional;

/** A way to put a data set into files: one of two shapes. Stateless, safe for many threads. */
public sealed interface DatasetFormat permits CollectionFormat, ExampleFormat {
    /** The word for it on the command line. */
    String word();

    /** A sentence that says which files and fields make this format. */
    String description();

    /** Why a path looks like this format; empty when it does not. */
    Optional<String> recognise(Sighting sighting);
}
