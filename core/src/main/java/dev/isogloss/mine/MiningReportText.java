package dev.isogloss.mine;

import dev.isogloss.data.Language;
import java.util.Locale;
import java.util.SortedMap;
import java.util.StringJoiner;
import java.util.TreeMap;

/** Lays a mining report out as plain text. */
final class MiningReportText {
    private MiningReportText() {}

    static String of(MiningReport report) {
        StringBuilder text = new StringBuilder("Mining plan\n");
        report.plan().lines().forEach(line -> text.append("  ").append(line).append('\n'));
        report.calibrations().forEach(line -> text.append("  ").append(line).append('\n'));
        if (!report.warnings().isEmpty()) {
            text.append("\nWarnings\n");
            report.warnings().forEach(line -> text.append("  ").append(line).append('\n'));
        }
        text.append(ensemble(report.ensemble()));
        text.append("\nBy language (short: fewer than ").append(report.enough()).append(" negatives)\n");
        text.append(table(report));
        text.append("\n").append(report.shares().toText());
        text.append("\nDropped, by stage and reason\n").append(reasons(report));
        if (!report.checks().isEmpty() || !report.judges().isEmpty()) {
            text.append("\nAgreement with people's judgments\n");
            report.checks().forEach(check -> text.append(check.toText()));
            report.judges().forEach(judge -> text.append(judge.toText()));
        }
        text.append("\nExamples\n");
        report.languages().forEach(language -> language.examples().forEach(example -> text.append(example(example))));
        return text.toString();
    }

    private static String ensemble(EnsembleReport ensemble) {
        if (ensemble.members().isEmpty()) {
            return "";
        }
        StringBuilder text = new StringBuilder(
                "\nWhat each member of the ensemble found (only: no other member did; positives: among its first "
                        + Ensemble.POSITIVE_DEPTH + ")\n");
        if (!ensemble.weighting().isEmpty()) {
            text.append("  ").append(ensemble.weighting()).append('\n');
        }
        text.append(String.format(
                Locale.ROOT,
                "  %-16s %6s  %-8s %10s %8s %8s %8s %10s %8s\n",
                "member",
                "weight",
                "lang",
                "candidates",
                "only",
                "kept",
                "only",
                "positives",
                "only"));
        for (EnsembleReport.Member member : ensemble.members()) {
            member.languages().forEach((language, found) -> text.append(found(member, language.code(), found)));
            text.append(found(member, "all", member.total()));
        }
        return text.toString();
    }

    private static String found(EnsembleReport.Member member, String language, EnsembleReport.Found found) {
        return String.format(
                Locale.ROOT,
                "  %-16s %6s  %-8s %10d %8d %8d %8d %10d %8d\n",
                member.name(),
                Double.toString(member.weight()),
                language,
                found.candidates(),
                found.onlyCandidates(),
                found.kept(),
                found.onlyKept(),
                found.positives(),
                found.onlyPositives());
    }

    private static String table(MiningReport report) {
        StringBuilder text = new StringBuilder(String.format(
                Locale.ROOT,
                "  %-8s %8s %10s %8s %8s %8s %9s %8s %8s\n",
                "lang",
                "queries",
                "candidates",
                "dropped",
                "beyond",
                "kept",
                "generated",
                "judged",
                "short"));
        long[] total = new long[8];
        for (MiningReport.LanguageReport language : report.languages()) {
            long filtered = language.candidates() - language.kept() - language.beyond();
            long[] row = {
                language.queries(),
                language.candidates(),
                filtered,
                language.beyond(),
                language.kept(),
                language.generated(),
                language.judged(),
                language.shortQueries()
            };
            for (int i = 0; i < row.length; i++) {
                total[i] += row[i];
            }
            text.append(row(language.language().code(), row));
        }
        return text.append(row("all", total)).toString();
    }

    private static String row(String name, long[] figures) {
        return String.format(
                Locale.ROOT,
                "  %-8s %8d %10d %8d %8d %8d %9d %8d %8d\n",
                name,
                figures[0],
                figures[1],
                figures[2],
                figures[3],
                figures[4],
                figures[5],
                figures[6],
                figures[7]);
    }

    private static String reasons(MiningReport report) {
        SortedMap<String, SortedMap<Language, Long>> counts = new TreeMap<>();
        for (MiningReport.LanguageReport language : report.languages()) {
            for (MiningReport.Drops drops : language.dropped()) {
                counts.computeIfAbsent(drops.stage() + ": " + drops.reason(), reason -> new TreeMap<>())
                        .merge(language.language(), drops.count(), Long::sum);
            }
        }
        StringBuilder text = new StringBuilder();
        counts.forEach((reason, languages) -> {
            long total = languages.values().stream().mapToLong(Long::longValue).sum();
            text.append(String.format(Locale.ROOT, "  %8d  %s  (", total, reason));
            StringJoiner joiner = new StringJoiner(", ", "", ")\n");
            languages.forEach((language, count) -> joiner.add(language + " " + count));
            text.append(joiner);
        });
        return text.toString();
    }

    private static String example(MiningReport.Example example) {
        String against = Double.isFinite(example.positiveScore())
                ? String.format(Locale.ROOT, "%.4f against %.4f", example.score(), example.positiveScore())
                : String.format(Locale.ROOT, "%.4f", example.score());
        return "  " + example.stage() + ": " + example.reason() + " (" + against + ")\n"
                + "    query    " + example.query() + "  " + example.queryText() + "\n"
                + "    positive " + example.positive() + "  " + example.positiveText() + "\n"
                + "    dropped  " + example.passage() + "  " + example.text() + "\n";
    }
}
