package dev.isogloss.experiment.card;

import dev.isogloss.eval.Comparison;
import dev.isogloss.eval.ResultRow;
import java.util.List;
import java.util.Optional;

/**
 * What a model card tells. Nothing in it depends on when or where a model was trained.
 *
 * @param name of the experiment
 * @param system {@code trained} or {@code naive}
 * @param licence of the weights, as the hub names it; empty where none was chosen
 * @param baseModel id on the hub of the model that training began with
 * @param baseName what people call that model
 * @param languages codes, sorted
 * @param shape the network and its texts
 * @param method what was done, one sentence each
 * @param training how the training ended, in words
 * @param settings the experiment's sections that decide the weights, as YAML
 * @param scope of the experiment's own collection
 * @param split that comparisons belong to
 * @param passages how many were searched for the figures of the experiment's own scope
 * @param results of this system and of the untouched one; empty before anything was measured
 * @param comparisons of this system with the untouched one, for the experiment's own scope and split
 * @param limits one sentence each
 */
public record CardData(
        String name,
        String system,
        Optional<String> licence,
        Optional<String> baseModel,
        String baseName,
        List<String> languages,
        Shape shape,
        List<DataSource> data,
        List<String> method,
        String training,
        String settings,
        String scope,
        String split,
        int passages,
        List<ResultRow> results,
        List<Comparison> comparisons,
        List<String> limits) {
    /** The name of the model that training began with, in results. */
    public static final String UNTOUCHED = "untouched";

    public CardData {
        languages = List.copyOf(languages);
        data = List.copyOf(data);
        method = List.copyOf(method);
        results = List.copyOf(results);
        comparisons = List.copyOf(comparisons);
        limits = List.copyOf(limits);
    }

    /** The network and what is done to texts before it. */
    public record Shape(
            String family,
            int layers,
            int hidden,
            int vocabulary,
            int dimension,
            List<Integer> prefixes,
            String pooling,
            boolean normalised,
            String queryPrompt,
            String passagePrompt,
            int queryTokens,
            int passageTokens,
            int longest,
            String titleJoin) {
        public Shape {
            prefixes = List.copyOf(prefixes);
        }
    }

    /** Whether a row is about queries of one language and passages of another. */
    public static boolean isPair(ResultRow row) {
        return row.language().contains(">");
    }

    /** The rows of one system. */
    List<ResultRow> of(String wanted) {
        return results.stream().filter(row -> row.system().equals(wanted)).toList();
    }
}
