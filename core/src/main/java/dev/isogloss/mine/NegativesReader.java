package dev.isogloss.mine;

import dev.isogloss.data.Key;
import dev.isogloss.data.Language;
import dev.isogloss.data.Negative;
import dev.isogloss.data.Query;
import dev.isogloss.data.TrainingExample;
import dev.isogloss.io.BadInputException;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** Reads what {@link NegativesWriter} wrote; the texts of the queries come from elsewhere. */
public final class NegativesReader {
    private static final JsonMapper JSON = JsonMapper.shared();

    private NegativesReader() {}

    /**
     * The training examples of a file, in its order.
     *
     * @param in the uncompressed lines; not closed
     * @param name what the errors call the file
     * @param queries every query of the file by its key
     */
    public static List<TrainingExample> examples(InputStream in, String name, Map<Key, Query> queries)
            throws IOException {
        List<TrainingExample> examples = new ArrayList<>();
        read(in, name, queries, mined -> examples.add(mined.example()));
        return examples;
    }

    /** Gives every query of a file to {@code sink}, in the file's order; parameters as in {@link #examples}. */
    public static void read(InputStream in, String name, Map<Key, Query> queries, Consumer<MinedQuery> sink)
            throws IOException {
        BufferedReader lines = new BufferedReader(new InputStreamReader(in, StandardCharsets.UTF_8));
        int number = 0;
        for (String line = lines.readLine(); line != null; line = lines.readLine()) {
            number++;
            MinedQuery mined;
            try {
                mined = parse(JSON.readTree(line), queries);
            } catch (JacksonException | IllegalArgumentException e) {
                throw new BadInputException(name + ":" + number + ": " + e.getMessage(), e);
            }
            sink.accept(mined);
        }
    }

    private static MinedQuery parse(JsonNode line, Map<Key, Query> queries) {
        Language language = MiningLines.passages(line);
        Key key = new Key(new Language(MiningLines.text(line, "language")), MiningLines.text(line, "query"));
        Query query = queries.get(key);
        if (query == null) {
            throw new IllegalArgumentException("query " + key + " is not among the " + queries.size()
                    + " queries of the collection; mine again or give the collection it was mined from");
        }
        List<Key> positives = MiningLines.keys(line, "positives", language);
        List<Negative> negatives = new ArrayList<>();
        MiningLines.required(line, "negatives").forEach(node -> negatives.add(negative(node, language)));
        List<Float> scores = new ArrayList<>();
        MiningLines.required(line, "positive-scores").forEach(score -> scores.add(score.asFloat()));
        return new MinedQuery(query, positives, scores, negatives, MiningLines.dropped(line, language));
    }

    private static Negative negative(JsonNode node, Language language) {
        String word = MiningLines.text(node, "source");
        Negative.Source source = switch (word) {
            case "judged" -> new Negative.Judged();
            case "retrieved" -> new Negative.Retrieved();
            case "generated" -> new Negative.Generated(MiningLines.text(node, "from"));
            default ->
                throw new IllegalArgumentException("source must be judged, retrieved or generated (got: " + word + ")");
        };
        return new Negative(
                new Key(language, MiningLines.text(node, "id")),
                source,
                MiningLines.ranks(node),
                MiningLines.score(node));
    }
}
