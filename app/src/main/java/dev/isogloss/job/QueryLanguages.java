package dev.isogloss.job;

import dev.isogloss.data.Query;
import dev.isogloss.eval.QueryScores;
import dev.isogloss.format.LinguaDetector;
import dev.isogloss.format.QueryFile;
import dev.isogloss.io.BadInputException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;

/**
 * The languages of judged queries whose ids do not say them. A run tells those of the queries it has hits for; a file of the queries
 * tells the others.
 *
 * @param languages query to language; empty where ids say it themselves or nobody says it
 * @param note what is missing when some languages are known and others are not
 */
record QueryLanguages(Map<String, String> languages, Optional<String> note) {
    /** @param runs all runs that are measured: what one lacks another may know */
    static QueryLanguages of(Map<String, Map<String, Integer>> judgments, List<RunIds> runs, Optional<Path> queryFile) {
        if (RunIds.isQualified(judgments)) {
            return new QueryLanguages(Map.of(), Optional.empty());
        }
        Map<String, String> known = new HashMap<>();
        queryFile.ifPresent(file -> read(file, judgments, known));
        for (RunIds run : runs) {
            run.languages().forEach((query, language) -> {
                String before = known.put(query, language);
                if (before != null && !before.equals(language) && judgments.containsKey(query)) {
                    throw new BadInputException("query " + query + " is in language " + language + " in " + run.file()
                            + " and in language " + before + " elsewhere; do run and queries belong together?");
                }
            });
        }
        List<String> unknown = judgments.keySet().stream()
                .filter(query -> !known.containsKey(query))
                .sorted()
                .toList();
        if (known.isEmpty() || unknown.isEmpty()) {
            return new QueryLanguages(known, Optional.empty());
        }
        return new QueryLanguages(
                Map.of(),
                Optional.of("no figures by language: the judgments have bare ids, and the language of " + unknown.size()
                        + " judged queries without hits is not known (e.g. " + unknown.getFirst() + "); "
                        + (queryFile.isPresent()
                                ? queryFile.get() + " does not have them"
                                : "name the file of the queries with --queries, or write the judgments with lang:id")));
    }

    private static void read(Path file, Map<String, Map<String, Integer>> judgments, Map<String, String> known) {
        if (!Files.isRegularFile(file)) {
            throw new BadInputException("there is no query file " + file);
        }
        for (Query query : QueryFile.read(file, Optional.empty(), LinguaDetector.ofCommonLanguages())) {
            String language = query.language().code();
            String before = known.put(query.key().id(), language);
            if (before != null && judgments.containsKey(query.key().id())) {
                throw new BadInputException("query " + query.key().id() + " is in " + file + " for several languages ("
                        + before + ", " + language
                        + "), but the judgments name no language; write the judgments with lang:id");
            }
        }
    }

    /** The same values by language, where all languages are known. */
    QueryScores grouped(QueryScores scores) {
        if (languages.isEmpty()) {
            return scores;
        }
        SortedMap<String, SortedMap<String, Double>> byLanguage = new TreeMap<>();
        scores.byLanguage()
                .values()
                .forEach(values -> values.forEach((query, value) -> byLanguage
                        .computeIfAbsent(languages.get(query), language -> new TreeMap<>())
                        .put(query, value)));
        return new QueryScores(scores.metric(), byLanguage);
    }
}
