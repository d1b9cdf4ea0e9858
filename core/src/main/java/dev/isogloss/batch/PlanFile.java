package dev.isogloss.batch;

import dev.isogloss.data.Language;
import dev.isogloss.io.BadInputException;
import java.io.BufferedReader;
import java.io.BufferedWriter;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.io.OutputStream;
import java.io.OutputStreamWriter;
import java.io.Writer;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import org.jspecify.annotations.Nullable;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

/**
 * The plan of one epoch, {@code plan/epoch-000.jsonl}: one step a line, UTF-8. Line {@code i} (from 0) is step {@code i}, so a
 * training run resumes by skipping lines.
 *
 * <pre>{@code {"step":0,"language":"sw","queries":[17,4,203],"topics":[2,7,11]}}</pre>
 *
 * <p>{@code queries} are ordinals of the list of training examples, {@code topics} their topics in the same order;
 * {@code language} is {@code "mixed"} where batches mix languages. A step of a further training set has two more fields:
 *
 * <pre>{@code {"step":1,"language":"mixed","set":"ddtp","round":0,"queries":[2088,2310],"topics":[0,0]}}</pre>
 */
public final class PlanFile {
    private static final String MIXED = "mixed";
    private static final JsonMapper JSON = JsonMapper.shared();

    private PlanFile() {}

    /** The name of an epoch's file, for example {@code epoch-000.jsonl}. */
    public static String name(int epoch) {
        return String.format(Locale.ROOT, "epoch-%03d.jsonl", epoch);
    }

    /** Writes all steps; flushes but does not close {@code out}. */
    public static void write(List<PlannedStep> steps, OutputStream out) throws IOException {
        Writer writer = new BufferedWriter(new OutputStreamWriter(out, StandardCharsets.UTF_8));
        for (PlannedStep step : steps) {
            ObjectNode line = JSON.createObjectNode();
            Language language = step.language();
            line.put("step", step.step()).put("language", language == null ? MIXED : language.code());
            PlannedStep.SetRound from = step.from();
            if (from != null) {
                line.put("set", from.set()).put("round", from.round());
            }
            ArrayNode queries = line.putArray("queries");
            step.queries().forEach(queries::add);
            ArrayNode topics = line.putArray("topics");
            step.topics().forEach(topics::add);
            writer.write(JSON.writeValueAsString(line));
            writer.write('\n');
        }
        writer.flush();
    }

    /**
     * Reads what {@link #write} wrote.
     *
     * @param name what the errors call the file
     */
    public static List<PlannedStep> read(InputStream in, String name) throws IOException {
        BufferedReader lines = new BufferedReader(new InputStreamReader(in, StandardCharsets.UTF_8));
        List<PlannedStep> steps = new ArrayList<>();
        for (String line = lines.readLine(); line != null; line = lines.readLine()) {
            try {
                JsonNode node = JSON.readTree(line);
                PlannedStep step = new PlannedStep(
                        required(node, "step").asInt(),
                        language(required(node, "language").asString()),
                        numbers(required(node, "queries")),
                        numbers(required(node, "topics")),
                        from(node));
                if (step.step() != steps.size()) {
                    throw new IllegalArgumentException(
                            "expected step " + steps.size() + " on this line (got: " + step.step() + ")");
                }
                steps.add(step);
            } catch (JacksonException | IllegalArgumentException e) {
                throw new BadInputException(name + ":" + (steps.size() + 1) + ": " + e.getMessage(), e);
            }
        }
        return steps;
    }

    private static @Nullable Language language(String word) {
        return word.equals(MIXED) ? null : new Language(word);
    }

    private static PlannedStep.@Nullable SetRound from(JsonNode node) {
        return node.has("set")
                ? new PlannedStep.SetRound(
                        node.path("set").asString(), required(node, "round").asInt())
                : null;
    }

    private static List<Integer> numbers(JsonNode array) {
        List<Integer> numbers = new ArrayList<>();
        array.forEach(number -> numbers.add(number.asInt()));
        return numbers;
    }

    private static JsonNode required(JsonNode node, String field) {
        JsonNode value = node.get(field);
        if (value == null || value.isNull()) {
            throw new IllegalArgumentException("the field \"" + field + "\" is missing");
        }
        return value;
    }
}
