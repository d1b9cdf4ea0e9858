package dev.isogloss.experiment;

import dev.isogloss.data.Language;
import dev.isogloss.data.Query;
import dev.isogloss.eval.ResultRow;
import dev.isogloss.experiment.report.FactTable;
import dev.isogloss.io.JsonFile;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/** The report's small tables: the pool's leaning to languages, the collection, what training and evaluation share. */
final class ReportFacts {
    private ReportFacts() {}

    static List<FactTable> tables(Context context, List<ResultRow> rows) throws IOException {
        List<FactTable> tables = new ArrayList<>();
        LanguageBias.table(context, rows).ifPresent(tables::add);
        ProbeStep.table(context).ifPresent(tables::add);
        if (context.experiment().evaluate().wants("balanced")) {
            tables.add(tuned(
                    TunedValue.read(context.base(), "balanced"),
                    "The language balance of the system balanced",
                    "searched in the pool",
                    "share of the language's mean that is taken off"));
        }
        if (context.experiment().evaluate().wants("hybrid")
                && context.experiment().evaluate().tunes("hybrid")) {
            tables.add(tuned(
                    TunedValue.read(context.base(), "hybrid"),
                    "The weight of BM25 in the system hybrid",
                    "each searched in its own language",
                    "weight of BM25"));
        }
        Path mined = FilterStep.report(context);
        if (Files.exists(mined)) {
            tables.addAll(MinedFacts.tables(JsonFile.read(mined)));
        }
        tables.add(collection(context));
        tables.add(overlap(context.data()));
        return tables;
    }

    private static FactTable tuned(TunedValue choice, String title, String where, String setting) {
        List<List<String>> rows = new ArrayList<>();
        choice.quality()
                .forEach((value, quality) -> rows.add(List.of(
                        value + (value == choice.chosen() ? " (chosen)" : ""),
                        String.format(Locale.ROOT, "%.3f", quality))));
        return new FactTable(
                title,
                "Chosen on " + choice.queries() + " training queries that were held out, " + where + ".",
                List.of(setting, "nDCG@10, macro"),
                rows);
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
