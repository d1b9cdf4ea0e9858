package dev.isogloss.dataset.convert;

import dev.isogloss.data.Language;
import dev.isogloss.dataset.CollectionFiles;
import dev.isogloss.dataset.CollectionView;
import dev.isogloss.dataset.IdSpace;
import dev.isogloss.dataset.JudgmentRow;
import dev.isogloss.dataset.PassageRow;
import dev.isogloss.dataset.QueryRow;
import dev.isogloss.dataset.RowSink;
import java.io.IOException;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.OptionalInt;
import java.util.Set;

/**
 * A part of a collection: some queries of each language and split with all their judgments, every passage that those judge, and some
 * other passages of each language. Seeded; order is kept. Holds ids, no texts.
 */
public final class SampledCollection extends CollectionView {
    private final Map<String, Lottery> queries = new HashMap<>();
    private final Lottery passages;
    private final boolean allPassages;
    private final Set<String> judged = new HashSet<>();

    /**
     * Draws the sample; reads everything once.
     *
     * @param passages how many passages of each language beside the judged ones; empty for all
     * @param queries how many queries of each language and split; empty for all
     */
    public SampledCollection(CollectionFiles from, long seed, OptionalInt passages, OptionalInt queries)
            throws IOException {
        super(from);
        this.allPassages = passages.isEmpty();
        this.passages = new Lottery(seed, passages.orElse(0));
        for (String split : from.splits()) {
            if (queries.isPresent()) {
                Lottery lottery = new Lottery(seed, queries.getAsInt());
                from.queries(split, (row, origin) -> lottery.enter(row.language(), row.id()));
                this.queries.put(split, lottery);
            }
            judgments(split, (row, origin) -> judged.add(name(row.language(), row.passage())));
        }
        if (!allPassages) {
            from.passages((row, origin) -> {
                if (!judged.contains(name(row.language(), row.id()))) {
                    this.passages.enter(row.language(), row.id());
                }
            });
        }
    }

    @Override
    public void passages(RowSink<PassageRow> sink) throws IOException {
        files.passages((row, origin) -> {
            if (allPassages
                    || judged.contains(name(row.language(), row.id()))
                    || passages.wins(row.language(), row.id())) {
                sink.accept(row, origin);
            }
        });
    }

    @Override
    public void queries(String split, RowSink<QueryRow> sink) throws IOException {
        Lottery lottery = queries.get(split);
        files.queries(split, (row, origin) -> {
            if (lottery == null || lottery.wins(row.language(), row.id())) {
                sink.accept(row, origin);
            }
        });
    }

    @Override
    public void judgments(String split, RowSink<JudgmentRow> sink) throws IOException {
        if (!queries.containsKey(split)) {
            files.judgments(split, sink);
            return;
        }
        Set<String> kept = new HashSet<>();
        queries(split, (row, origin) -> kept.add(name(row.language(), row.id())));
        files.judgments(split, (row, origin) -> {
            if (kept.contains(name(row.language(), row.query()))) {
                sink.accept(row, origin);
            }
        });
    }

    private String name(Language language, String id) {
        return files.idsByLanguage() ? IdSpace.qualified(language, id) : id;
    }
}
