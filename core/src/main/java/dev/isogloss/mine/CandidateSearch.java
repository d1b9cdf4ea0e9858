package dev.isogloss.mine;

import dev.isogloss.data.Key;
import dev.isogloss.data.Passage;
import dev.isogloss.data.Query;
import dev.isogloss.data.Ranking;
import dev.isogloss.search.Retriever;
import dev.isogloss.search.SearchScope;
import java.util.Comparator;
import java.util.Iterator;
import java.util.List;
import java.util.NoSuchElementException;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * Asks an ensemble for the candidates of many queries, a few at a time, as somebody takes them. Two passes over the same queries
 * that go side by side, say one that knows people's negatives and one that does not, ask the members once. One thread.
 */
public final class CandidateSearch {
    /** Queries that the members are asked about together. */
    static final int CHUNK = 64;

    private final Ensemble ensemble;
    private final Function<Key, Passage> passages;

    /** A search whose {@code passages} gives the passage of a key that is retrieved or judged, and throws where there is none. */
    public CandidateSearch(Ensemble ensemble, Function<Key, Passage> passages) {
        List<Retriever> members = ensemble.members().stream()
                .map(member -> (Retriever) new LastAnswer(member))
                .toList();
        this.ensemble = new Ensemble(
                members, ensemble.fusion(), ensemble.fusionName(), ensemble.memberDepth(), ensemble.depth());
        this.passages = passages;
    }

    /**
     * The candidates of every query, in the order of query keys.
     *
     * @param queries no query twice
     */
    public Iterator<Candidates> of(List<MiningQuery> queries) {
        List<MiningQuery> ordered = queries.stream()
                .sorted(Comparator.comparing(query -> query.query().key()))
                .toList();
        for (int i = 1; i < ordered.size(); i++) {
            if (ordered.get(i).query().key().equals(ordered.get(i - 1).query().key())) {
                throw new IllegalArgumentException(
                        "query " + ordered.get(i).query().key() + " is there twice");
            }
        }
        return new Pass(ordered);
    }

    private final class Pass implements Iterator<Candidates> {
        private final List<MiningQuery> queries;
        private List<Candidates> chunk = List.of();
        private int from;
        private int next;

        Pass(List<MiningQuery> queries) {
            this.queries = queries;
        }

        @Override
        public boolean hasNext() {
            return next < queries.size();
        }

        @Override
        public Candidates next() {
            if (!hasNext()) {
                throw new NoSuchElementException("there were " + queries.size() + " queries");
            }
            if (next == from + chunk.size()) {
                from = next;
                chunk = ensemble.candidates(queries.subList(from, Math.min(from + CHUNK, queries.size())), passages);
            }
            return chunk.get(next++ - from);
        }
    }

    /** Gives the last answer again when it is asked the same again. */
    private static final class LastAnswer implements Retriever {
        private record Question(List<Query> queries, SearchScope scope, int depth) {}

        private final Retriever member;
        private @Nullable Question question;
        private List<Ranking> answer = List.of();

        LastAnswer(Retriever member) {
            this.member = member;
        }

        @Override
        public String name() {
            return member.name();
        }

        @Override
        public synchronized List<Ranking> retrieve(List<Query> queries, SearchScope scope, int depth) {
            Question asked = new Question(List.copyOf(queries), scope, depth);
            if (!asked.equals(question)) {
                answer = member.retrieve(queries, scope, depth);
                question = asked;
            }
            return answer;
        }
    }
}
