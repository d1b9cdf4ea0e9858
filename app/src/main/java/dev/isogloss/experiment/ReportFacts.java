package dev.isogloss.experiment;

import dev.isogloss.data.Language;
import dev.isogloss.data.Query;
import dev.isogloss.eval.ResultRow;
import dev.isogloss.experiment.report.FactTable;
import java.util.ArrayList;
import java.util.List;

/** The report's small tables: the pool's leaning to languages, the collection, what training and evaluation share. */
final class ReportFacts {
    private ReportFacts() {}

    static List<FactTable> tables(Context context, List<ResultRow> rows) {
        List<FactTable> tables = new ArrayList<>();
        LanguageBias.table(context, rows).ifPresent(tables::add);
        tables.add(collection(context));
        tables.add(overlap(context.data()));
        return tables;
    }

    private static FactTable collection(Context context) {
        List<List<String>> rows = new ArrayList<>();
        for (Language language : context.corpus().languages()) {
            rows.add(List.of(
                    language.code(),
                    Integer.toString(
                            context.corpus().to(language) - context.corpus().from(language)),
                    count(context.data().trainQueries(), language),
                    count(context.data().evaluationQueries(), language)));
        }
        return new FactTable(
                "The collection",
                context.corpus().size() + " passages in "
                        + context.corpus().languages().size() + " languages.",
                List.of(
                        "language",
                        "passages",
                        "training queries",
                        context.experiment().evaluate().split() + " queries"),
                rows);
    }

    private static String count(List<Query> queries, Language language) {
        return Long.toString(queries.stream()
                .filter(query -> query.language().equals(language))
                .count());
    }

    private static FactTable overlap(ExperimentData data) {
        return new FactTable(
                "What training and evaluation share",
                "Equal queries (ignoring case, spaces and punctuation) are dropped from training.",
                List.of("what", "count"),
                List.of(
                        List.of(
                                "training queries dropped because an evaluation query equals them",
                                Integer.toString(data.dropped().size())),
                        List.of(
                                "training queries skipped because nobody judged a passage relevant",
                                Integer.toString(data.withoutPositive())),
                        List.of(
                                "evaluation queries with a positive that is a training positive too",
                                Integer.toString(data.shared().size())),
                        List.of(
                                "evaluation queries",
                                Integer.toString(data.evaluationQueries().size()))));
    }
}
