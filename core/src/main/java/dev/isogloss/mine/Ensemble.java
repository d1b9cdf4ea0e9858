package dev.isogloss.mine;

import dev.isogloss.data.Hit;
import dev.isogloss.data.Key;
import dev.isogloss.data.Language;
import dev.isogloss.data.Passage;
import dev.isogloss.data.Query;
import dev.isogloss.data.Ranking;
import dev.isogloss.data.TextFingerprint;
import dev.isogloss.search.Retriever;
import dev.isogloss.search.SearchScope;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.function.Function;

/**
 * Several retrievers that propose candidates together: each ranks the passages of the language that the query's positives are in, the fused best become
 * candidates. A known positive, a known judged negative, a copy of a positive's text and an empty passage never do; where these
 * leave too few, the members are asked again twice as deep.
 *
 * @param fusion {@code Fusion::fuse} of the search package fits
 * @param fusionName what the fusion is, parameters included; part of the hash
 * @param memberDepth hits asked of every member at first
 * @param depth candidates wanted per query
 */
public record Ensemble(List<Retriever> members, CandidateFusion fusion, String fusionName, int memberDepth, int depth) {
    /** The name under which the ensemble reports what it refused. */
    public static final String STAGE = "ensemble";

    /** A positive counts as found by a member that ranks it among so many. */
    public static final int POSITIVE_DEPTH = 100;

    /** Reason of a passage that has the text of a positive. */
    public static final String DUPLICATE = "duplicate of a positive";

    /** Reason of a passage without a visible character. */
    public static final String EMPTY = "empty";

    public Ensemble {
        members = List.copyOf(members);
        long names = members.stream().map(Retriever::name).distinct().count();
        if (members.isEmpty() || names != members.size()) {
            throw new IllegalArgumentException("an ensemble needs retrievers with different names (got: "
                    + members.stream().map(Retriever::name).toList() + ")");
        }
        if (depth < 1 || memberDepth < depth) {
            throw new IllegalArgumentException("depth must be at least 1 and the members' depth no smaller (got: "
                    + depth + " and " + memberDepth + ")");
        }
    }

    /** Canonical text of what decides the candidates. */
    public String describe() {
        return STAGE + "(members=" + members.stream().map(Retriever::name).toList() + ", fusion=" + fusionName
                + ", member-depth=" + memberDepth + ", depth=" + depth + ")";
    }

    /**
     * The candidates of every query, in the order of {@code queries}.
     *
     * @param queries no query twice
     * @param passages gives the passage of a key that was retrieved or judged; throws where there is none
     */
    public List<Candidates> candidates(List<MiningQuery> queries, Function<Key, Passage> passages) {
        Map<Key, Candidates> found = new HashMap<>();
        List<MiningQuery> pending = queries;
        for (int asked = memberDepth; !pending.isEmpty(); asked *= 2) {
            List<SortedMap<String, Ranking>> rankings = retrieve(pending, asked);
            List<MiningQuery> starving = new ArrayList<>();
            for (int i = 0; i < pending.size(); i++) {
                MiningQuery query = pending.get(i);
                Candidates candidates = select(query, rankings.get(i), passages);
                int depthNow = asked;
                boolean moreToFind = asked < Integer.MAX_VALUE / 4
                        && rankings.get(i).values().stream()
                                .anyMatch(ranking -> ranking.hits().size() >= depthNow);
                if (candidates.candidates().size() < depth && moreToFind) {
                    starving.add(query);
                } else {
                    found.put(query.query().key(), candidates);
                }
            }
            pending = starving;
        }
        return queries.stream()
                .map(query -> Objects.requireNonNull(found.get(query.query().key())))
                .toList();
    }

    /** What the members together find for queries of which nothing is known, best first; blank passages are among it. */
    public List<Ranking> rank(List<Query> queries, int hits) {
        List<SortedMap<String, Ranking>> rankings =
                retrieve(queries, new SearchScope.OwnLanguage(), Math.max(memberDepth, hits));
        List<Ranking> fused = new ArrayList<>();
        for (int i = 0; i < queries.size(); i++) {
            fused.add(fusion.fuse(queries.get(i).key(), rankings.get(i), hits));
        }
        return fused;
    }

    /** Each query among the passages of the language that its positives are in. */
    private List<SortedMap<String, Ranking>> retrieve(List<MiningQuery> queries, int asked) {
        Map<SearchScope, List<Integer>> parts = new LinkedHashMap<>();
        for (int i = 0; i < queries.size(); i++) {
            parts.computeIfAbsent(scope(queries.get(i)), scope -> new ArrayList<>())
                    .add(i);
        }
        Map<Integer, SortedMap<String, Ranking>> found = new TreeMap<>();
        parts.forEach((scope, part) -> {
            List<SortedMap<String, Ranking>> rankings =
                    retrieve(part.stream().map(i -> queries.get(i).query()).toList(), scope, asked);
            for (int j = 0; j < part.size(); j++) {
                found.put(part.get(j), rankings.get(j));
            }
        });
        return List.copyOf(found.values());
    }

    private static SearchScope scope(MiningQuery query) {
        Language answered = query.positives().getFirst().language();
        return answered.equals(query.query().language())
                ? new SearchScope.OwnLanguage()
                : new SearchScope.Only(answered);
    }

    private List<SortedMap<String, Ranking>> retrieve(List<Query> texts, SearchScope scope, int asked) {
        List<SortedMap<String, Ranking>> byQuery = new ArrayList<>();
        texts.forEach(query -> byQuery.add(new TreeMap<>()));
        for (Retriever member : members) {
            List<Ranking> rankings = member.retrieve(texts, scope, asked);
            for (int i = 0; i < texts.size(); i++) {
                byQuery.get(i).put(member.name(), rankings.get(i));
            }
        }
        return byQuery;
    }

    private Candidates select(MiningQuery query, SortedMap<String, Ranking> rankings, Function<Key, Passage> passages) {
        Set<Key> known = new HashSet<>(query.positives());
        known.addAll(query.judgedNegatives());
        Set<TextFingerprint> answers = new HashSet<>();
        query.positives().forEach(positive -> answers.add(TextFingerprint.of(passages.apply(positive))));
        Map<Key, SortedMap<String, Integer>> ranks = ranks(rankings);
        List<Candidate> candidates = new ArrayList<>();
        List<Dropped> dropped = new ArrayList<>();
        Map<Key, Float> knownScores = new HashMap<>();
        Map<Key, SortedMap<String, Integer>> knownRanks = new HashMap<>();
        for (Hit hit : fusion.fuse(query.query().key(), rankings, ranks.size()).hits()) {
            if (known.contains(hit.passage())) {
                knownScores.put(hit.passage(), hit.score());
                knownRanks.put(hit.passage(), ranks.getOrDefault(hit.passage(), new TreeMap<>()));
                continue;
            }
            if (candidates.size() == depth) {
                continue;
            }
            Passage passage = passages.apply(hit.passage());
            if (passage.isBlank()) {
                dropped.add(new Dropped(hit.passage(), STAGE, EMPTY, hit.score()));
            } else if (answers.contains(TextFingerprint.of(passage))) {
                dropped.add(new Dropped(hit.passage(), STAGE, DUPLICATE, hit.score()));
            } else {
                candidates.add(
                        new Candidate(hit.passage(), ranks.getOrDefault(hit.passage(), new TreeMap<>()), hit.score()));
            }
        }
        return new Candidates(
                query.query(),
                query.positives(),
                query.judgedNegatives(),
                candidates,
                dropped,
                knownScores,
                knownRanks);
    }

    private static Map<Key, SortedMap<String, Integer>> ranks(SortedMap<String, Ranking> rankings) {
        Map<Key, SortedMap<String, Integer>> ranks = new HashMap<>();
        rankings.forEach((member, ranking) -> {
            for (int i = 0; i < ranking.hits().size(); i++) {
                ranks.computeIfAbsent(ranking.hits().get(i).passage(), passage -> new TreeMap<>())
                        .put(member, i + 1);
            }
        });
        return ranks;
    }
}
