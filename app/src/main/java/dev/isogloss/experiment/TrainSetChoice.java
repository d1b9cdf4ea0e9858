package dev.isogloss.experiment;

import dev.isogloss.data.Language;
import dev.isogloss.io.BadInputException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

/**
 * One further set to learn from, an item of {@code train-sets}: its passages are neither mined, indexed nor searched.
 *
 * @param name tells the sets apart; the last part of the path unless set
 * @param kind {@code retrieval} (a collection with judgments) or {@code parallel} (sentences and their translations)
 * @param split of a retrieval set; empty for {@code train}, or all of a set without splits
 * @param only the languages that are learned from, queries and passages; empty for all
 * @param languages {@code any}, or whether positives of the query's own language ({@code same}) or of others ({@code cross}) go first
 * @param pivot of parallel text in files {@code LANG.tsv}, the language of the translations; and of {@code targets: pivot}
 * @param share of all steps, above 0; empty for one round an epoch
 * @param limit examples drawn from it; empty for all
 * @param batch queries of a step; empty for {@code train.batch}
 * @param taughtByPivot whether the teacher's vector of a text's version in the pivot language is what its own vector is drawn to
 * @param topics what its batches are chosen by: {@code title} (a few titles fill a batch), or a file of topics; empty for nothing
 */
public record TrainSetChoice(
        String name,
        String path,
        String kind,
        Optional<String> split,
        Set<Language> only,
        String languages,
        Language pivot,
        Optional<Double> share,
        OptionalInt limit,
        OptionalInt batch,
        Optional<String> topics,
        boolean taughtByPivot) {
    /** The value of {@link #topics} that means the titles of the passages. */
    static final String TITLE = "title";

    private static final String KEY = "train-sets";

    /** Every key of an item in the order in which they are written out; the first must be there. */
    private static final List<String> KEYS = List.of(
            "path",
            "name",
            "kind",
            "split",
            "only",
            "languages",
            "pivot",
            "share",
            "limit",
            "batch",
            "topics",
            "targets");

    public TrainSetChoice {
        only = Collections.unmodifiableSet(only);
    }

    /** The list with every default written out, names too. */
    static ArrayNode completed(JsonNode list) {
        ArrayNode complete = JsonMapper.shared().createArrayNode();
        if (!list.isArray()) {
            throw new BadInputException(
                    KEY + " must be a list such as [{path: FOLDER, share: 0.3}] (got: " + list + ")");
        }
        for (JsonNode item : list) {
            if (!item.isObject()
                    || !item.path("path").isValueNode()
                    || item.path("path").isNull()) {
                throw new BadInputException(
                        KEY + " must have items such as {path: FOLDER, share: 0.3} (got: " + item + ")");
            }
            for (String key : item.propertyNames()) {
                if (!KEYS.contains(key)) {
                    throw new BadInputException(KEY + ": unknown key " + key
                            + NearestName.of(key, KEYS)
                                    .map(name -> "; did you mean " + name + "?")
                                    .orElse("; known here: " + String.join(", ", KEYS)));
                }
            }
            complete.add(completed((ObjectNode) item));
        }
        return complete;
    }

    private static ObjectNode completed(ObjectNode item) {
        ObjectNode complete = JsonMapper.shared().createObjectNode();
        String path = item.path("path").asString();
        complete.put("path", path);
        complete.put("name", String.valueOf(Path.of(path).normalize().getFileName()));
        complete.put("kind", "retrieval").putNull("split");
        complete.put("only", "all").put("languages", "any").put("pivot", "en");
        complete.putNull("share").putNull("limit").putNull("batch").putNull("topics");
        complete.put("targets", "none");
        complete.setAll(item);
        return complete;
    }

    /** The items of a list that is {@link #completed}. */
    static List<TrainSetChoice> of(JsonNode list) {
        List<TrainSetChoice> choices = new ArrayList<>();
        Set<String> names = new HashSet<>();
        double shares = 0;
        for (JsonNode item : list) {
            TrainSetChoice choice = of(new Settings(KEY + "[" + choices.size() + "]", item));
            if (!names.add(choice.name())) {
                throw new BadInputException(KEY + ": two sets are called " + choice.name()
                        + "; give one of them a name of its own with name: NAME");
            }
            shares += choice.share().orElse(0.0);
            choices.add(choice);
        }
        if (shares >= 1) {
            throw new BadInputException(KEY + ": the shares must be below 1 together, the rest is the main collection's"
                    + " (got: " + shares + ")");
        }
        return List.copyOf(choices);
    }

    private static Set<Language> only(Settings in) {
        List<String> codes = in.words("only");
        if (codes.equals(List.of("all"))) {
            return Set.of();
        }
        if (!codes.stream().allMatch(Language::isCode)) {
            throw in.refused("only", "all, or a list of languages such as [de, en]");
        }
        return codes.stream().map(Language::new).collect(Collectors.toCollection(TreeSet::new));
    }

    private static TrainSetChoice of(Settings in) {
        String name = in.text("name");
        if (!name.matches("[A-Za-z0-9][A-Za-z0-9._-]*")) {
            throw in.refused("name", "letters, digits, '.', '_' and '-' (it names a folder)");
        }
        String pivot = in.text("pivot");
        if (!Language.isCode(pivot)) {
            throw in.refused("pivot", "the code of a language, for example en");
        }
        String kind = in.word("kind", "retrieval", "parallel");
        Optional<String> split = in.optionalText("split");
        if (kind.equals("parallel") && split.isPresent()) {
            throw in.refused("split", "null, as parallel text has no splits");
        }
        boolean taughtByPivot = in.word("targets", "none", "pivot").equals("pivot");
        Set<Language> only = only(in);
        if (taughtByPivot && !kind.equals("parallel")) {
            throw in.refused(
                    "targets", "none, as only of parallel text (kind: parallel) it is known what is a version of what");
        }
        if (taughtByPivot && !only.isEmpty() && !only.contains(new Language(pivot))) {
            throw in.refused("only", "with targets: pivot a list that has the pivot, " + pivot + ",");
        }
        return new TrainSetChoice(
                name,
                in.text("path"),
                kind,
                split,
                only,
                in.word("languages", "any", "same", "cross"),
                new Language(pivot),
                in.optionalNumber("share", 1e-6, 0.999),
                in.optionalInteger("limit", 1, Integer.MAX_VALUE),
                in.optionalInteger("batch", 2, 65_536),
                in.optionalText("topics"),
                taughtByPivot);
    }
}
