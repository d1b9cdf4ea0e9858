package dev.isogloss.job;

import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** An inspection for a person: one fact a line, languages as the rows of a table. */
final class InspectionText {
    private InspectionText() {}

    static String of(Map<String, Object> facts) {
        StringBuilder text = new StringBuilder();
        facts.forEach((name, value) -> fact(text, "", name, value));
        return text.toString().stripTrailing();
    }

    private static void fact(StringBuilder text, String indent, String name, Object value) {
        switch (value) {
            case Map<?, ?> map
            when map.containsKey("languages") -> {
                text.append(indent)
                        .append(name)
                        .append(": ")
                        .append(map.get("count"))
                        .append('\n');
                if (map.get("languages") instanceof Map<?, ?> languages) {
                    table(text, indent + "  ", languages);
                }
                map.forEach((key, inner) -> {
                    if (!key.equals("languages") && !key.equals("count")) {
                        fact(text, indent + "  ", String.valueOf(key), inner);
                    }
                });
            }
            case Map<?, ?> map
            when map.containsKey("count") && map.size() <= 2 -> {
                text.append(indent).append(name).append(": ").append(map.get("count"));
                if (map.containsKey("for-example")) {
                    text.append(" (for example ").append(map.get("for-example")).append(')');
                }
                text.append('\n');
            }
            case Map<?, ?> map -> {
                if (!map.isEmpty()) {
                    text.append(indent).append(name).append(":\n");
                    map.forEach((key, inner) -> fact(text, indent + "  ", String.valueOf(key), inner));
                }
            }
            case List<?> list -> {
                if (!list.isEmpty()) {
                    text.append(indent).append(name).append(":\n");
                    list.forEach(item ->
                            text.append(indent).append("  ").append(item).append('\n'));
                }
            }
            default ->
                text.append(indent).append(name).append(": ").append(value).append('\n');
        }
    }

    private static void table(StringBuilder text, String indent, Map<?, ?> languages) {
        boolean tokens = languages.values().stream()
                .anyMatch(facts -> facts instanceof Map<?, ?> map && map.containsKey("tokens"));
        if (languages.isEmpty()) {
            return;
        }
        text.append(indent)
                .append(String.format(
                        Locale.ROOT,
                        "%-8s %9s %6s %6s  characters: %7s %6s %6s %7s%s%n",
                        "language",
                        "count",
                        "blank",
                        "equal",
                        "mean",
                        "half",
                        "95 %",
                        "longest",
                        tokens
                                ? String.format(
                                        Locale.ROOT,
                                        "  tokens: %7s %6s %6s %7s %7s",
                                        "mean",
                                        "half",
                                        "95 %",
                                        "longest",
                                        "cut")
                                : ""));
        languages.forEach((code, facts) -> {
            if (facts instanceof Map<?, ?> row) {
                text.append(indent)
                        .append(String.format(
                                Locale.ROOT,
                                "%-8s %9s %6s %6s  %11s %s%s%n",
                                code,
                                row.get("count"),
                                row.get("blank"),
                                row.get("equal-to-another"),
                                "",
                                lengths(row.get("characters")),
                                tokens
                                        ? String.format(
                                                Locale.ROOT,
                                                "  %7s %s %7s",
                                                "",
                                                lengths(row.get("tokens")),
                                                row.get("cut"))
                                        : ""));
            }
        });
    }

    private static String lengths(@Nullable Object facts) {
        return facts instanceof Map<?, ?> map
                ? String.format(
                        Locale.ROOT,
                        "%7s %6s %6s %7s",
                        map.get("mean"),
                        map.get("half-up-to"),
                        map.get("95%-up-to"),
                        map.get("longest"))
                : "";
    }
}
