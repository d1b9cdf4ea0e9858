package dev.isogloss.corpus;

import dev.isogloss.data.Key;
import dev.isogloss.data.Language;
import dev.isogloss.format.CollectionSource;
import dev.isogloss.io.BadInputException;
import dev.isogloss.io.MappedFile;
import dev.isogloss.io.Origin;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Collectors;

/** Writes {@link CorpusFile#ID_ORDER} from the ids already on disk; equal ids meet there, so this is where doubles show. */
final class IdOrder {
    private IdOrder() {}

    static CorpusManifest.Content write(Path folder, List<CorpusManifest.Range> ranges, CollectionSource source)
            throws IOException {
        CorpusOutput order = new CorpusOutput(CorpusFile.ID_ORDER, folder);
        try (order;
                MappedFile ids = MappedFile.open(CorpusFile.IDS.in(folder));
                MappedFile offsets = MappedFile.open(CorpusFile.ID_OFFSETS.in(folder))) {
            IdTable table = new IdTable(ids.segment(), offsets.segment());
            for (CorpusManifest.Range range : ranges) {
                int[] sorted = table.sorted(range.from(), range.to());
                for (int i = 0; i < sorted.length; i++) {
                    if (i > 0 && table.compare(sorted[i - 1], sorted[i]) == 0) {
                        throw twice(new Key(new Language(range.language()), table.id(sorted[i])), source);
                    }
                    order.writeInt(sorted[i]);
                }
            }
        }
        return order.content();
    }

    private static BadInputException twice(Key key, CollectionSource source) {
        List<Origin> origins = new ArrayList<>();
        source.passagesWithOrigin((passage, origin) -> {
            if (passage.key().equals(key)) {
                origins.add(origin);
            }
        });
        return new BadInputException("passage id " + key + " occurs more than once, at "
                + origins.stream().map(Origin::place).collect(Collectors.joining(" and "))
                + "; ids must be unique within a language");
    }
}
