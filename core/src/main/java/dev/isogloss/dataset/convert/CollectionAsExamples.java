package dev.isogloss.dataset.convert;

import dev.isogloss.dataset.CollectionFiles;
import dev.isogloss.dataset.ExampleFiles;
import dev.isogloss.dataset.ExamplePassage;
import dev.isogloss.dataset.ExampleRow;
import dev.isogloss.dataset.IdSpace;
import dev.isogloss.dataset.Losses;
import dev.isogloss.dataset.QueryIds;
import dev.isogloss.dataset.QueryRow;
import dev.isogloss.dataset.RowSink;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.SequencedMap;
import java.util.Set;

/**
 * The judged queries of a collection as training examples: relevant passages are positives; negatives are those judged irrelevant,
 * then those of a run that nobody judged. Judgments are held, texts are not.
 */
final class CollectionAsExamples implements ExampleFiles {
    private final CollectionFiles collection;
    private final TextLookup texts;
    private final RunNegatives run;
    private Losses thisPass;

    CollectionAsExamples(CollectionFiles collection, TextLookup texts, RunNegatives run, Losses losses)
            throws IOException {
        this.collection = IdSpace.flat(collection);
        this.texts = texts;
        this.run = run;
        this.thisPass = losses;
    }

    @Override
    public void examples(RowSink<ExampleRow> sink) throws IOException {
        QueryIds ids = new QueryIds();
        for (String split : collection.splits()) {
            Map<String, SequencedMap<String, Boolean>> judgments = new HashMap<>();
            collection.judgments(split, (row, origin) -> {
                Boolean earlier = judgments
                        .computeIfAbsent(row.query(), id -> new LinkedHashMap<>())
                        .putIfAbsent(row.passage(), row.grade() > 0);
                if (earlier != null && earlier != row.grade() > 0) {
                    throw origin.error("query " + row.query() + " and passage " + row.passage()
                            + " are judged twice, once relevant and once not; keep one of the lines");
                }
            });
            collection.queries(split, (query, origin) -> {
                ids.add(query, origin);
                ExampleRow example = example(query, judgments.getOrDefault(query.id(), new LinkedHashMap<>()));
                if (example.positives().isEmpty()) {
                    thisPass.count("queries without a relevant passage, left out");
                } else {
                    sink.accept(example, origin);
                }
            });
        }
        thisPass = new Losses(); // a second reading loses the same again, which is no second loss
    }

    private ExampleRow example(QueryRow query, SequencedMap<String, Boolean> judgments) {
        List<ExamplePassage> positives = new ArrayList<>();
        List<ExamplePassage> negatives = new ArrayList<>();
        Set<String> judged = new HashSet<>(judgments.keySet());
        judgments.forEach((passage, relevant) -> {
            var found = texts.passage(query.language(), ExamplePassage.ofId(passage));
            if (found.isEmpty()) {
                thisPass.count("judged passages without a text, left out");
            } else {
                (relevant ? positives : negatives).add(found.get());
            }
        });
        for (ExamplePassage hit : run.of(query)) {
            texts.passage(query.language(), hit)
                    .filter(found -> judged.add(found.id()))
                    .ifPresent(negatives::add);
        }
        return ExampleRow.of(query.id(), query.language(), query.text(), positives, negatives);
    }

    @Override
    public List<Path> files() {
        return collection.files();
    }
}
