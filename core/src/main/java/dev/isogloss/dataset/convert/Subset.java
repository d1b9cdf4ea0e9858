package dev.isogloss.dataset.convert;

import dev.isogloss.dataset.CollectionFiles;
import dev.isogloss.dataset.ExampleFiles;
import java.io.IOException;

/** Which part of a data set is meant. */
public interface Subset {
    /** Everything. */
    Subset ALL = new Subset() {
        @Override
        public CollectionFiles of(CollectionFiles files) {
            return files;
        }

        @Override
        public ExampleFiles of(ExampleFiles files) {
            return files;
        }
    };

    CollectionFiles of(CollectionFiles files) throws IOException;

    /** The part of examples whose texts are known. */
    ExampleFiles of(ExampleFiles files) throws IOException;
}
