package dev.isogloss.job;

import dev.isogloss.data.Language;
import dev.isogloss.format.TrecRun;
import dev.isogloss.io.BadInputException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.Map;
import java.util.function.UnaryOperator;

/**
 * How the ids of a run meet those of the judgments.
 *
 * @param change applied to every id of the run
 * @param qualified whether every id of the run is {@code lang:id}
 * @param crosses whether some query has a hit in another language than its own; only where ids are qualified
 * @param languages query by its id in the judgments to its language; empty when the judgments' ids say it themselves, or when the
 *     run's do not
 * @param example an id of a query, for messages
 */
record RunIds(
        Path file,
        UnaryOperator<String> change,
        boolean qualified,
        boolean crosses,
        Map<String, String> languages,
        String example) {
    static RunIds of(Path run, Map<String, Map<String, Integer>> judgments) {
        if (!Files.isRegularFile(run)) {
            throw new BadInputException("there is no run file " + run);
        }
        Map<String, String> languages = new HashMap<>();
        String[] example = {"nothing"};
        boolean[] qualified = {true};
        boolean[] crosses = {false};
        TrecRun.read(run, (query, passage, score) -> {
            example[0] = query;
            qualified[0] &= isQualified(query) && isQualified(passage);
            if (qualified[0]) {
                String language = language(query);
                crosses[0] |= !language.equals(language(passage));
                String before = languages.put(bare(query), language);
                if (before != null && !before.equals(language)) {
                    languages.put(bare(query), before + "," + language);
                }
            }
        });
        if (!qualified[0] || isQualified(judgments)) {
            return new RunIds(
                    run, UnaryOperator.identity(), qualified[0], qualified[0] && crosses[0], Map.of(), example[0]);
        }
        languages.forEach((query, language) -> {
            if (language.contains(",")) {
                throw new BadInputException("query " + query + " is in " + run + " for several languages (" + language
                        + "), but the judgments name no language; write the judgments with lang:id too");
            }
        });
        return new RunIds(run, RunIds::bare, true, crosses[0], languages, example[0]);
    }

    /** Whether the judgments name the language of every query. */
    static boolean isQualified(Map<String, Map<String, Integer>> judgments) {
        return judgments.keySet().stream().allMatch(RunIds::isQualified);
    }

    static boolean isQualified(String id) {
        int colon = id.indexOf(':');
        return colon > 0 && colon + 1 < id.length() && Language.isCode(id.substring(0, colon));
    }

    private static String language(String id) {
        return id.substring(0, id.indexOf(':'));
    }

    private static String bare(String id) {
        return id.substring(id.indexOf(':') + 1);
    }
}
