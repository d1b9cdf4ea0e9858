package dev.isogloss.mine;

import dev.isogloss.data.Key;
import dev.isogloss.data.Language;
import dev.isogloss.data.Passage;
import dev.isogloss.data.Query;
import dev.isogloss.io.Progress;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.function.Predicate;

/**
 * Makes training queries out of passages alone, so that a model can be trained where nobody has asked anything (arXiv 2311.05800). The
 * filters of the generator come first, then those for all queries together.
 *
 * @param generator makes a query from a source whose own query is empty
 * @param languages that queries are asked in, in turn; empty for the passage's own
 * @param forbidden queries that must not be learned from
 * @param roundTrip empty to believe every query
 */
public record QuestionMaker(
        QueryGenerator generator, List<Language> languages, Predicate<Query> forbidden, Optional<RoundTrip> roundTrip) {
    /** Reason of a query that was made before. */
    public static final String TWICE = "the query was made before";

    /** Reason of a query that is measured on. */
    public static final String FORBIDDEN = "the query equals one that is measured on";

    /** Reason of a query that does not find its passage. */
    public static final String LOST = "the query does not find its passage again";

    public QuestionMaker {
        languages = List.copyOf(languages);
    }

    /**
     * A query that can be learned from.
     *
     * @param passage it was made from, which answers it
     */
    public record Question(Query query, Passage passage, String summary) {}

    /**
     * What came of the passages.
     *
     * @param tried passages of each language of queries
     * @param refused how many of them for which reason
     */
    public record Result(
            List<Question> questions,
            SortedMap<Language, Integer> tried,
            SortedMap<Language, SortedMap<String, Integer>> refused) {
        private void refuse(Language language, String reason) {
            refused.computeIfAbsent(language, key -> new TreeMap<>()).merge(reason, 1, Integer::sum);
        }
    }

    /** At most one query a passage, in their order; blank passages give none. */
    public Result make(List<Passage> passages, Progress progress) {
        Result result = new Result(new ArrayList<>(), new TreeMap<>(), new TreeMap<>());
        List<QueryGenerator.Source> sources = new ArrayList<>();
        for (Passage passage : passages) {
            if (!passage.isBlank()) {
                Language language = languages.isEmpty()
                        ? passage.key().language()
                        : languages.get(sources.size() % languages.size());
                sources.add(new QueryGenerator.Source(new Query(key(language, passage.key()), ""), passage));
                result.tried.merge(language, 1, Integer::sum);
            }
        }
        List<QueryGenerator.Generated> generated = generator.generate(sources, progress);
        List<Question> made = new ArrayList<>();
        Set<String> seen = new HashSet<>();
        for (int i = 0; i < sources.size(); i++) {
            Language language = sources.get(i).query().language();
            switch (generated.get(i)) {
                case QueryGenerator.Refused refused -> result.refuse(language, refused.reason());
                case QueryGenerator.Made text -> {
                    Query query = new Query(sources.get(i).query().key(), text.query());
                    if (!seen.add(language + " " + text.query())) {
                        result.refuse(language, TWICE);
                    } else if (forbidden.test(query)) {
                        result.refuse(language, FORBIDDEN);
                    } else {
                        made.add(new Question(query, sources.get(i).positive(), text.summary()));
                    }
                }
            }
        }
        keep(made, result);
        return result;
    }

    private void keep(List<Question> made, Result result) {
        if (roundTrip.isEmpty()) {
            result.questions.addAll(made);
            return;
        }
        List<Boolean> back = roundTrip
                .get()
                .comeBack(made.stream()
                        .map(question -> new RoundTrip.Trip(question.query, question.passage.key()))
                        .toList());
        for (int i = 0; i < made.size(); i++) {
            if (back.get(i)) {
                result.questions.add(made.get(i));
            } else {
                result.refuse(made.get(i).query.language(), LOST);
            }
        }
    }

    /** The passage's id, told from those of people's queries, and by language where that is another. */
    private static Key key(Language language, Key passage) {
        String of = language.equals(passage.language()) ? passage.id() : passage.language() + "~" + passage.id();
        return new Key(language, "made~" + of);
    }
}
