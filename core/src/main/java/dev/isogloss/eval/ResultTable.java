package dev.isogloss.eval;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.SequencedMap;
import java.util.SequencedSet;
import java.util.function.Function;

/**
 * Results as aligned plain text for a terminal. Systems have letters; a letter behind an interval names a system that this one
 * is significantly better than. Results of different tasks, splits or scopes never share a table.
 */
public final class ResultTable {
    private ResultTable() {}

    private record Place(String task, String split, String scope) {}

    /** Tables of systems by metrics, macro then micro for each task, split and scope, in the order of the rows. */
    public static String averages(List<ResultRow> rows, List<Comparison> comparisons) {
        StringBuilder text = new StringBuilder();
        byPlace(rows).forEach((place, ofPlace) -> {
            for (String language : List.of(ResultRow.MACRO, ResultRow.MICRO)) {
                List<ResultRow> averages = ofPlace.stream()
                        .filter(row -> row.language().equals(language))
                        .toList();
                if (!averages.isEmpty()) {
                    // Comparisons do not name their scope; they are of the first.
                    boolean compared = place.scope.equals(rows.getFirst().scope());
                    text.append(averages(place, language, averages, compared ? comparisons : List.of()))
                            .append('\n');
                }
            }
        });
        return text.toString();
    }

    /** Tables of languages by systems for one metric, one table for each task, split and scope, in the order of the rows. */
    public static String languages(List<ResultRow> rows, Metric metric) {
        StringBuilder text = new StringBuilder();
        List<ResultRow> ofMetric =
                rows.stream().filter(row -> row.metric().equals(metric.name())).toList();
        byPlace(ofMetric).forEach((place, ofPlace) -> {
            SequencedSet<String> systems = distinct(ofPlace, ResultRow::system);
            List<List<String>> table = new ArrayList<>();
            List<String> head = new ArrayList<>(List.of("language", "queries"));
            head.addAll(systems);
            table.add(head);
            SequencedSet<String> languages =
                    distinct(ofPlace.stream().filter(row -> !row.isAverage()).toList(), ResultRow::language);
            languages.add(ResultRow.MACRO);
            languages.add(ResultRow.MICRO);
            for (String language : languages) {
                List<ResultRow> ofLanguage = ofPlace.stream()
                        .filter(row -> row.language().equals(language))
                        .toList();
                if (!ofLanguage.isEmpty()) {
                    List<String> line = new ArrayList<>(List.of(
                            language, Integer.toString(ofLanguage.getFirst().queries())));
                    systems.forEach(system -> line.add(find(ofLanguage, system, metric.name())
                            .map(row -> figure(row.value()))
                            .orElse("-")));
                    table.add(line);
                }
            }
            text.append(title(place)).append(", ").append(metric.name()).append('\n');
            text.append(aligned(table)).append('\n');
        });
        return text.toString();
    }

    private static String averages(Place place, String language, List<ResultRow> rows, List<Comparison> comparisons) {
        List<String> systems = List.copyOf(distinct(rows, ResultRow::system));
        SequencedSet<String> metrics = distinct(rows, ResultRow::metric);
        List<List<String>> table = new ArrayList<>();
        List<String> head = new ArrayList<>(List.of("system"));
        metrics.forEach(metric -> head.add(metric + " [95 % interval]"));
        table.add(head);
        for (String system : systems) {
            List<String> line = new ArrayList<>(List.of(letter(systems, system) + " " + system));
            for (String metric : metrics) {
                line.add(find(rows, system, metric)
                        .map(row -> figure(row.value()) + " [" + figure(row.low()) + ", " + figure(row.high()) + "] "
                                + beaten(row, systems, comparisons))
                        .orElse("-"));
            }
            table.add(line);
        }
        String mean = language.equals(ResultRow.MACRO) ? "macro: mean over languages" : "micro: mean over queries";
        return title(place) + ", " + mean + ", " + rows.getFirst().queries() + " queries\n" + aligned(table);
    }

    /** The letters of the systems that this row's system is significantly better than. */
    private static String beaten(ResultRow row, List<String> systems, List<Comparison> comparisons) {
        StringBuilder letters = new StringBuilder();
        for (String other : systems) {
            boolean better = comparisons.stream()
                    .filter(comparison -> comparison.task().equals(row.task())
                            && comparison.metric().equals(row.metric())
                            && comparison.language().equals(row.language()))
                    .anyMatch(comparison -> comparison.isBetter(row.system(), other));
            if (better) {
                letters.append(letter(systems, other));
            }
        }
        return letters.toString();
    }

    private static String letter(List<String> systems, String system) {
        return Character.toString('a' + systems.indexOf(system) % 26);
    }

    private static Optional<ResultRow> find(List<ResultRow> rows, String system, String metric) {
        return rows.stream()
                .filter(row -> row.system().equals(system) && row.metric().equals(metric))
                .findFirst();
    }

    private static SequencedMap<Place, List<ResultRow>> byPlace(List<ResultRow> rows) {
        SequencedMap<Place, List<ResultRow>> places = new LinkedHashMap<>();
        for (ResultRow row : rows) {
            places.computeIfAbsent(new Place(row.task(), row.split(), row.scope()), unused -> new ArrayList<>())
                    .add(row);
        }
        return places;
    }

    private static SequencedSet<String> distinct(List<ResultRow> rows, Function<ResultRow, String> part) {
        SequencedSet<String> parts = new LinkedHashSet<>();
        rows.forEach(row -> parts.add(part.apply(row)));
        return parts;
    }

    private static String title(Place place) {
        return place.task() + " search, " + place.split() + ", scope " + place.scope();
    }

    private static String figure(double value) {
        return String.format(Locale.ROOT, "%.3f", value);
    }

    private static String aligned(List<List<String>> table) {
        Map<Integer, Integer> widths = new LinkedHashMap<>();
        for (List<String> line : table) {
            for (int column = 0; column < line.size(); column++) {
                widths.merge(column, line.get(column).length(), Math::max);
            }
        }
        StringBuilder text = new StringBuilder();
        for (List<String> line : table) {
            StringBuilder padded = new StringBuilder();
            for (int column = 0; column < line.size(); column++) {
                padded.append("  ").append(line.get(column));
                padded.append(" "
                        .repeat(widths.getOrDefault(column, 0)
                                - line.get(column).length()));
            }
            text.append(padded.toString().stripTrailing()).append('\n');
        }
        return text.toString();
    }
}
