package dev.isogloss.job;

import dev.isogloss.data.Key;
import dev.isogloss.data.Language;
import dev.isogloss.data.Passage;
import dev.isogloss.embed.Vectors;
import dev.isogloss.index.LivePassages;
import dev.isogloss.io.BadInputException;
import java.util.List;
import java.util.Optional;

/** What an open index holds at one moment, its passages by the ids that hits have. Never changes; safe for many threads. */
public final class IndexMoment {
    private final IndexFolder folder;
    private final LivePassages live;
    private final Optional<Vectors> built;

    /** @param built the vectors of the index as it was built */
    IndexMoment(IndexFolder folder, LivePassages live, Optional<Vectors> built) {
        this.folder = folder;
        this.live = live;
        this.built = built;
    }

    LivePassages live() {
        return live;
    }

    /** How many passages there are. */
    public int passages() {
        return folder.corpus().size() - live.hiddenPassages() + live.putPassages();
    }

    /** The passages' vectors, as the model made them, where the index has any. */
    public Optional<Vectors> vectors() {
        return built.map(live::over);
    }

    /**
     * A passage by the id that hits have.
     *
     * @param id {@code lang:id}; the bare id too where the index has one language
     */
    public Optional<Passage> passage(String id) {
        List<Language> languages = folder.corpus().languages();
        try {
            Optional<Passage> bare = languages.size() == 1 ? find(new Key(languages.getFirst(), id)) : Optional.empty();
            return bare.isPresent() ? bare : find(Key.parse(id));
        } catch (IllegalArgumentException e) {
            return Optional.empty();
        }
    }

    /** A passage that is known to be there. */
    Passage passage(Key key) {
        return find(key).orElseThrow();
    }

    private Optional<Passage> find(Key key) {
        return live.passage(key, folder.corpus());
    }

    /**
     * The keys of passages, each once.
     *
     * @throws BadInputException for an id that is not here
     */
    List<Key> keys(List<String> ids) {
        return ids.stream()
                .map(id -> passage(id)
                        .orElseThrow(() -> new BadInputException(
                                "the index has no passage " + id + "; an id is written as in the hits of a search"))
                        .key())
                .distinct()
                .toList();
    }
}
