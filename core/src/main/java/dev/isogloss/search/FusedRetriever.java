package dev.isogloss.search;

import dev.isogloss.data.Query;
import dev.isogloss.data.Ranking;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.SortedMap;
import java.util.TreeMap;

/** Several retrievers that answer as one. Safe for many threads, as its members are. */
public final class FusedRetriever implements Retriever {
    private final String name;
    private final SortedMap<String, Retriever> members;
    private final Fusion fusion;

    /** The members under the usual name, {@code hybrid}. */
    public FusedRetriever(List<Retriever> members, Fusion fusion) {
        this("hybrid", members, fusion);
    }

    /** The members under a given name; their own names must differ. */
    public FusedRetriever(String name, List<Retriever> members, Fusion fusion) {
        SortedMap<String, Retriever> byName = new TreeMap<>();
        for (Retriever member : members) {
            if (byName.put(member.name(), member) != null) {
                throw new IllegalArgumentException(
                        "two retrievers to be fused in " + name + " are both called " + member.name());
            }
        }
        if (byName.isEmpty()) {
            throw new IllegalArgumentException("no retrievers to be fused in " + name);
        }
        this.name = name;
        this.members = Collections.unmodifiableSortedMap(byName);
        this.fusion = fusion;
    }

    @Override
    public String name() {
        return name;
    }

    @Override
    public List<Ranking> retrieve(List<Query> queries, SearchScope scope, int depth) {
        SortedMap<String, List<Ranking>> found = new TreeMap<>();
        members.forEach((member, retriever) ->
                found.put(member, retriever.retrieve(queries, scope, Math.max(depth, Fusion.MEMBER_DEPTH))));
        List<Ranking> fused = new ArrayList<>(queries.size());
        for (int i = 0; i < queries.size(); i++) {
            int position = i;
            SortedMap<String, Ranking> ofQuery = new TreeMap<>();
            found.forEach((member, rankings) -> ofQuery.put(member, rankings.get(position)));
            fused.add(fusion.fuse(queries.get(i).key(), ofQuery, depth));
        }
        return fused;
    }
}
