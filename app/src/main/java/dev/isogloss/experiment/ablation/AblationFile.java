package dev.isogloss.experiment.ablation;

import dev.isogloss.eval.Metric;
import dev.isogloss.experiment.MeasuredSystem;
import dev.isogloss.experiment.NearestName;
import dev.isogloss.io.BadInputException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;
import tools.jackson.dataformat.yaml.YAMLMapper;

/**
 * Reads a table file, which is YAML:
 *
 * <pre>
 * experiment: ../mine.yaml   # beside this file; only needed where the table is run by itself
 * title: Mining methods
 * reference: ours            # every row is tested against this one; the first row where it is left out
 * baseline-row: naive        # and against this one; may be left out
 * seeds: 1                   # trainings a row, or a list of their seeds; unless the row says otherwise
 * metrics: [ndcg@10, recall@100]
 * set: {index.hnsw: false}   # differs from the experiment in all rows
 * rows:
 *   - {name: naive, system: naive}
 *   - {name: ours}
 *   - {name: another method, recipe: other.yaml}   # questions, pre-fine-tuning, train-sets, mine, plan, train and rerank of an experiment
 *   - {name: PercPos, seeds: [1, 2, 3], set: {mine.stages: [{perc-pos: paper}], mine.keep: 20}}
 * </pre>
 *
 * A row's system is {@code trained} where it is left out. Keys that would make rows incomparable cannot be set.
 */
public final class AblationFile {
    private static final YAMLMapper YAML = new YAMLMapper();
    private static final List<String> KEYS =
            List.of("experiment", "title", "reference", "baseline-row", "seeds", "metrics", "set", "rows");
    private static final List<String> ROW_KEYS = List.of("name", "system", "seeds", "recipe", "set");

    /** What of an experiment says how it learns; the rest says on what, and what is measured. */
    private static final List<String> RECIPE =
            List.of("questions", "pre-fine-tuning", "train-sets", "mine", "plan", "train", "rerank");

    private static final List<String> SAME_FOR_ALL = List.of(
            "name",
            "seed",
            "train.seed",
            "collection",
            "evaluate.split",
            "evaluate.scope",
            "evaluate.tasks",
            "evaluate.systems",
            "evaluate.metrics",
            "evaluate.also",
            "evaluate.depth");
    private static final int MOST_SEEDS = 100;

    private final Path file;

    private AblationFile(Path file) {
        this.file = file;
    }

    /**
     * The table of a file.
     *
     * @param table a path, or the name of a file {@code NAME.yaml} in {@code tables}
     * @throws BadInputException naming file and row
     */
    public static Ablation read(String table, Path tables) {
        Path given = Path.of(table);
        Path file = Files.isRegularFile(given) ? given : tables.resolve(table + ".yaml");
        if (!Files.isRegularFile(file)) {
            List<String> ready = ready(tables);
            String hint = NearestName.of(table, ready)
                    .map(name -> "; did you mean " + name + "?")
                    .orElse(ready.isEmpty() ? "" : "; there are " + String.join(", ", ready));
            throw new BadInputException("there is no table file " + given + " or " + file + hint);
        }
        try {
            return new AblationFile(file).table(YAML.readTree(Files.readString(file)));
        } catch (JacksonException e) {
            throw new BadInputException(file + ": not YAML: " + e.getOriginalMessage(), e);
        } catch (IOException e) {
            throw new BadInputException("cannot read " + file + ": " + e.getMessage(), e);
        }
    }

    /** Whether a file is a table and not an experiment; a file that cannot be read is none. */
    public static boolean isTable(Path file) {
        try {
            return Files.isRegularFile(file)
                    && YAML.readTree(Files.readString(file)).has("rows");
        } catch (JacksonException | IOException e) {
            return false;
        }
    }

    private static List<String> ready(Path tables) {
        if (!Files.isDirectory(tables)) {
            return List.of();
        }
        try (Stream<Path> files = Files.list(tables)) {
            return files.map(path -> String.valueOf(path.getFileName()))
                    .filter(name -> name.endsWith(".yaml"))
                    .map(name -> name.substring(0, name.length() - ".yaml".length()))
                    .sorted()
                    .toList();
        } catch (IOException e) {
            throw new BadInputException("cannot read the folder " + tables + ": " + e.getMessage(), e);
        }
    }

    private Ablation table(JsonNode tree) {
        requireKeys(tree, KEYS, "");
        String name = String.valueOf(file.getFileName()).replaceFirst("[.][^.]*$", "");
        Seeds seeds = seeds(tree.get("seeds"), Seeds.ONE, "");
        JsonNode list = tree.path("rows");
        if (!list.isArray() || list.isEmpty()) {
            throw refused("", "rows must be a list such as [{name: full}]", tree.get("rows"));
        }
        List<Row> rows = new ArrayList<>();
        Map<String, String> folders = new HashMap<>();
        for (JsonNode item : list) {
            Row row = row(item, rows.size() + 1, seeds);
            String other = folders.putIfAbsent(row.folder(), row.name());
            if (other != null) {
                throw new BadInputException(file + ": rows \"" + other + "\" and \"" + row.name()
                        + "\" would share the folder " + row.folder() + "; give one another name");
            }
            rows.add(row);
        }
        List<String> names = rows.stream().map(Row::name).toList();
        return new Ablation(
                name,
                text(tree.get("experiment"), "experiment").map(this::beside),
                text(tree.get("title"), "title").orElse(name),
                text(tree.get("reference"), "reference")
                        .map(row -> known(row, "reference", names))
                        .orElse(names.getFirst()),
                text(tree.get("baseline-row"), "baseline-row").map(row -> known(row, "baseline-row", names)),
                metrics(tree.get("metrics")),
                changes(tree.get("set"), ""),
                rows);
    }

    private Row row(JsonNode item, int number, Seeds usualSeeds) {
        String which = "row " + number;
        requireKeys(item, ROW_KEYS, which);
        String name = text(item.get("name"), which + ": name").orElseThrow(() -> refused(which, "needs a name", item));
        String where = "row \"" + name + "\"";
        String system = text(item.get("system"), where + ": system").orElse("trained");
        if (!MeasuredSystem.words().contains(system)) {
            throw refused(where, "system must be one of " + MeasuredSystem.words(), item.get("system"));
        }
        try {
            return new Row(
                    name,
                    system,
                    seeds(item.get("seeds"), usualSeeds, where),
                    text(item.get("recipe"), where + ": recipe")
                            .map(this::recipe)
                            .orElseGet(YAML::createObjectNode),
                    changes(item.get("set"), where));
        } catch (IllegalArgumentException e) {
            throw new BadInputException(file + ": " + where + ": " + e.getMessage(), e);
        }
    }

    private Path beside(String other) {
        Path path = file.resolveSibling(other).normalize();
        if (!Files.isRegularFile(path)) {
            throw new BadInputException(file + ": there is no experiment file " + path + " (got: " + other + ")");
        }
        return path;
    }

    /** How another experiment learns. */
    private ObjectNode recipe(String other) {
        Path path = beside(other);
        try {
            ObjectNode recipe = YAML.createObjectNode();
            JsonNode tree = YAML.readTree(Files.readString(path));
            RECIPE.stream().filter(tree::has).forEach(section -> recipe.set(section, tree.get(section)));
            if (recipe.isEmpty()) {
                throw new BadInputException(
                        file + ": " + path + " says nothing of how it learns: it has none of " + RECIPE);
            }
            return recipe;
        } catch (JacksonException | IOException e) {
            throw new BadInputException("cannot read " + path + ": " + e.getMessage(), e);
        }
    }

    private Seeds seeds(@Nullable JsonNode value, Seeds usual, String where) {
        if (value == null) {
            return usual;
        }
        boolean listed = value.isArray();
        List<Integer> numbers = new ArrayList<>();
        for (JsonNode number : listed ? value : List.of(value)) {
            boolean fits = number.isIntegralNumber()
                    && number.canConvertToInt()
                    && (listed || number.intValue() >= 1 && number.intValue() <= MOST_SEEDS)
                    && !numbers.contains(number.intValue());
            if (!fits) {
                throw seedsRefused(where, value);
            }
            numbers.add(number.intValue());
        }
        if (numbers.isEmpty() || numbers.size() > MOST_SEEDS) {
            throw seedsRefused(where, value);
        }
        return listed ? new Seeds.Listed(numbers) : new Seeds.Count(numbers.getFirst());
    }

    private BadInputException seedsRefused(String where, JsonNode value) {
        return refused(
                where,
                "seeds must be a whole number 1 .. " + MOST_SEEDS
                        + " of trainings, or a list of different seeds such as" + " [1, 2, 3]",
                value);
    }

    private List<String> metrics(@Nullable JsonNode value) {
        if (value == null) {
            return List.of("ndcg@10", "recall@100");
        }
        List<String> metrics = new ArrayList<>();
        if (!value.isArray() || value.isEmpty()) {
            throw refused("", "metrics must be a list such as [ndcg@10]", value);
        }
        for (JsonNode metric : value) {
            try {
                Metric parsed = Metric.parse(metric.asString());
                if (parsed.comparesLanguages()) {
                    throw refused("", "metrics must say how good a system is, not how a pool treats languages", metric);
                }
                metrics.add(parsed.name());
            } catch (IllegalArgumentException e) {
                throw new BadInputException(file + ": metrics: " + e.getMessage(), e);
            }
        }
        return metrics;
    }

    private ObjectNode changes(@Nullable JsonNode value, String where) {
        if (value == null) {
            return YAML.createObjectNode();
        }
        if (!(value instanceof ObjectNode changes)) {
            throw refused(where, "set must have keys such as mine.stages", value);
        }
        requireComparable(changes, "", where);
        return changes;
    }

    private void requireComparable(ObjectNode changes, String path, String where) {
        for (Map.Entry<String, JsonNode> change : changes.properties()) {
            String key = path + change.getKey();
            for (String same : SAME_FOR_ALL) {
                if (key.equals(same) || key.startsWith(same + ".")) {
                    throw refused(
                            where,
                            key + " cannot differ inside a table, whose rows are compared query by query; set it for"
                                    + " all with --set" + (same.endsWith("seed") ? ", or ask for several seeds" : ""),
                            change.getValue());
                }
            }
            if (change.getValue() instanceof ObjectNode nested) {
                requireComparable(nested, key + ".", where);
            }
        }
    }

    private void requireKeys(JsonNode node, List<String> known, String where) {
        if (!node.isObject()) {
            throw refused(where, "expected keys out of " + known, node);
        }
        for (String key : node.propertyNames()) {
            if (!known.contains(key)) {
                String hint = NearestName.of(key, known)
                        .map(name -> "; did you mean " + name + "?")
                        .orElse("; known here: " + String.join(", ", known));
                throw new BadInputException(
                        file + ": " + (where.isEmpty() ? "" : where + ": ") + "unknown key " + key + hint);
            }
        }
    }

    private String known(String row, String key, List<String> names) {
        if (!names.contains(row)) {
            String hint = NearestName.of(row, names)
                    .map(name -> "; did you mean " + name + "?")
                    .orElse("; the rows are " + String.join(", ", names));
            throw new BadInputException(file + ": " + key + ": there is no row " + row + hint);
        }
        return row;
    }

    private Optional<String> text(@Nullable JsonNode value, String key) {
        if (value == null) {
            return Optional.empty();
        }
        if (!value.isValueNode() || value.isNull()) {
            throw refused("", key + " must be a text", value);
        }
        return Optional.of(value.asString());
    }

    private BadInputException refused(String where, String wanted, @Nullable JsonNode got) {
        return new BadInputException(
                file + ": " + (where.isEmpty() ? "" : where + ": ") + wanted + " (got: " + got + ")");
    }
}
