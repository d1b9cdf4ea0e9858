package dev.isogloss.experiment;

import dev.isogloss.corpus.Corpus;
import dev.isogloss.data.Key;
import dev.isogloss.data.Language;
import dev.isogloss.data.Query;
import dev.isogloss.data.Ranking;
import dev.isogloss.format.KeyResolver;
import dev.isogloss.format.TrecRun;
import dev.isogloss.search.RecordedRun;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * A TREC run made elsewhere, read as a member of the ensemble. Ids are {@code lang:id}, or bare where only one training query has
 * the id; a bare passage is one of the query's language, or else of the one language that has it.
 */
final class RunMember {
    private static final Logger LOG = LoggerFactory.getLogger(RunMember.class);

    private RunMember() {}

    /** Refuses runs that rank a query that is no training query; reads no passages. */
    static void checkQueries(Experiment experiment, ExperimentData data) {
        for (EnsembleMember.Run member : experiment.mine().ensemble().runs()) {
            Queries queries = Queries.of(data, experiment.collection());
            List<Ranking> read = TrecRun.read(member.file(), new KeyResolver() {
                @Override
                public Key query(String id) {
                    return queries.key(id);
                }

                @Override
                public Key passage(String id, Key query) {
                    return new Key(query.language(), id);
                }
            });
            assert read != null;
        }
    }

    /** Refuses runs that rank a passage that the collection does not have. */
    static void checkPassages(Context context) {
        for (EnsembleMember.Run member : context.experiment().mine().ensemble().runs()) {
            RecordedRun read = open(context, member);
            assert read.name().equals(member.name());
        }
    }

    /**
     * Reads a run; passages of other languages than their query's play no part in mining.
     *
     * @throws dev.isogloss.io.BadInputException with file and line where an id leads nowhere
     */
    static RecordedRun open(Context context, EnsembleMember.Run member) {
        Experiment.CollectionChoice collection = context.experiment().collection();
        Passages passages = new Passages(
                context.corpus(), collection.randomPassagesPerLanguage().isPresent());
        Queries queries = Queries.of(context.data(), collection);
        List<Ranking> rankings = new ArrayList<>();
        for (Ranking ranking : TrecRun.read(member.file(), new KeyResolver() {
            @Override
            public Key query(String id) {
                return queries.key(id);
            }

            @Override
            public Key passage(String id, Key query) {
                return passages.key(id, query);
            }
        })) {
            rankings.add(new Ranking(
                    ranking.query(),
                    ranking.hits().stream()
                            .filter(hit -> context.corpus().ordinal(hit.passage()) >= 0)
                            .toList()));
        }
        if (passages.absent > 0) {
            LOG.warn(
                    "{}: {} lines rank passages that are not in the sample of the collection; they are left out",
                    member.file(),
                    passages.absent);
        }
        return new RecordedRun(member.name(), rankings);
    }

    /**
     * The training queries by both of their spellings; those that are not learned from are known too.
     *
     * @param others whether there are languages that the experiment leaves out
     */
    private record Queries(Set<Key> known, Map<String, List<Key>> byId, Set<Language> languages, boolean others) {
        static Queries of(ExperimentData data, Experiment.CollectionChoice collection) {
            Set<Key> known = new HashSet<>();
            Map<String, List<Key>> byId = new HashMap<>();
            for (Query query : data.source().queries(collection.trainSplit())) {
                known.add(query.key());
                byId.computeIfAbsent(query.key().id(), id -> new ArrayList<>()).add(query.key());
            }
            Set<Language> languages = new HashSet<>(data.source().languages());
            return new Queries(known, byId, languages, !collection.languages().equals(List.of("all")));
        }

        Key key(String id) {
            int colon = id.indexOf(':');
            if (colon > 0 && Language.isCode(id.substring(0, colon))) {
                Key key = Key.parse(id);
                if (known.contains(key) || others && !languages.contains(key.language())) {
                    return key;
                }
            }
            List<Key> keys = byId.getOrDefault(id, List.of());
            if (keys.size() > 1) {
                throw new IllegalArgumentException(
                        "query " + id + " is a training query of several languages; write one of " + keys);
            }
            if (keys.isEmpty()) {
                throw new IllegalArgumentException("query " + id + " is none of the " + known.size()
                        + " training queries; a run of the ensemble ranks passages for training queries, with ids as in the"
                        + " collection or as lang:id");
            }
            return keys.getFirst();
        }
    }

    /** The passages of the corpus by both of their spellings. */
    private static final class Passages {
        private final Corpus corpus;
        private final boolean sampled;
        private long absent;

        Passages(Corpus corpus, boolean sampled) {
            this.corpus = corpus;
            this.sampled = sampled;
        }

        Key key(String id, Key query) {
            int colon = id.indexOf(':');
            boolean qualified = colon > 0 && Language.isCode(id.substring(0, colon));
            Key own = new Key(query.language(), id);
            if (qualified && corpus.ordinal(own) < 0) {
                Key key = Key.parse(id);
                if (corpus.ordinal(key) >= 0 || !corpus.languages().contains(key.language())) {
                    return key;
                }
            }
            if (corpus.ordinal(own) >= 0 || !corpus.languages().contains(query.language())) {
                return own;
            }
            if (sampled) {
                absent++;
                return qualified ? Key.parse(id) : own;
            }
            List<Key> others = corpus.languages().stream()
                    .map(language -> new Key(language, id))
                    .filter(key -> corpus.ordinal(key) >= 0)
                    .toList();
            if (others.size() == 1) {
                return others.getFirst();
            }
            if (others.size() > 1) {
                throw new IllegalArgumentException("passage " + id + " is not in " + query.language()
                        + ", the language of its query, but in several others; write one of " + others);
            }
            throw new IllegalArgumentException(
                    "passage " + id + " is none of the " + corpus.size() + " passages of the collection");
        }
    }
}
