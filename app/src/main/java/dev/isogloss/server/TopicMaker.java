package dev.isogloss.server;

import dev.isogloss.data.Key;
import dev.isogloss.data.Passage;
import dev.isogloss.embed.Cosine;
import dev.isogloss.embed.Embedder;
import dev.isogloss.embed.Profile;
import dev.isogloss.embed.Role;
import dev.isogloss.embed.Vectors;
import dev.isogloss.job.IndexMoment;
import dev.isogloss.search.PlattScaling;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import tools.jackson.databind.JsonNode;

/** Topics out of what people say of them. */
record TopicMaker(IndexMoment index, Embedder embedder, Vectors vectors) {
    private static final int MOST_EXAMPLES = 1000;
    private static final int MOST_JUDGED = 10_000;
    private static final int LONGEST = 100_000;

    /** A topic as the fields describe it: by one of description, query and examples; fitted where judged texts are there. */
    Topic of(String name, Fields fields) {
        fields.only("description", "query", "examples", "judged");
        float[] vector = vector(fields);
        List<Judged> judged = judged(fields);
        double[] scores = new double[judged.size()];
        boolean[] relevant = new boolean[judged.size()];
        List<float[]> texts = vectors(judged.stream().map(Judged::idOrText).toList());
        for (int i = 0; i < scores.length; i++) {
            scores[i] = Cosine.of(vector, texts.get(i));
            relevant[i] = judged.get(i).relevant;
        }
        if (vectors.size() == 0) {
            throw Problem.badValue(
                    "the index has no passages any more, by which a topic's probabilities could be guessed");
        }
        PlattScaling scaling = scores.length == 0 ? Topic.guessed(vector, vectors) : fitted(scores, relevant);
        return new Topic(
                name, fields.object(), embedder.networkHash(), vector, scaling, scores.length > 0, scores, relevant);
    }

    private static PlattScaling fitted(double[] scores, boolean[] relevant) {
        try {
            return PlattScaling.fit(scores, relevant);
        } catch (IllegalArgumentException e) {
            throw Problem.badValue("judged: " + e.getMessage());
        }
    }

    private float[] vector(Fields fields) {
        Optional<String> text = fields.text("description", LONGEST).or(() -> fields.text("query", LONGEST));
        long said = List.of("description", "query", "examples").stream()
                .filter(field -> fields.value(field).isPresent())
                .count();
        if (said != 1) {
            throw Problem.badValue(
                    "a topic is described by exactly one of description, query and examples (got: " + said + ")");
        }
        return text.map(words -> embedder.embed(List.of(words), Role.QUERY).vectors()[0])
                .orElseGet(() -> Profile.of(vectors(fields.texts("examples", LONGEST, MOST_EXAMPLES)), List.of(), 0));
    }

    private record Judged(String idOrText, boolean relevant) {}

    private List<Judged> judged(Fields fields) {
        Optional<JsonNode> list = fields.value("judged");
        if (list.isEmpty()) {
            return List.of();
        }
        if (!list.get().isArray() || list.get().isEmpty() || list.get().size() > MOST_JUDGED) {
            throw Problem.badValue("judged must be a list of 1 .. " + MOST_JUDGED
                    + " objects, for example {\"id\": \"en:1\", \"relevant\": true}");
        }
        List<Judged> judged = new ArrayList<>();
        for (JsonNode one : list.get()) {
            if (!one.isObject()) {
                throw Fields.wrong("judged[" + judged.size() + "]", "an object with id or text, and relevant", one);
            }
            Fields own = new Fields(one).only("id", "text", "relevant");
            String id = own.text("id", LONGEST).orElse("");
            if (own.value("relevant").isEmpty()
                    || id.isEmpty() == own.value("text").isEmpty()) {
                throw Problem.badValue("judged[" + judged.size() + "] needs relevant, and either id or text");
            }
            if (!id.isEmpty() && index.passage(id).isEmpty()) {
                throw Problem.badValue("judged[" + judged.size() + "]: the index has no passage " + Fields.shown(id));
            }
            judged.add(new Judged(id.isEmpty() ? own.requiredText("text", LONGEST) : id, own.flag("relevant", false)));
        }
        return judged;
    }

    /** One vector each: of the passage where it is an id, else of the text as a passage. */
    private List<float[]> vectors(List<String> idsOrTexts) {
        List<float[]> found = new ArrayList<>();
        for (String one : idsOrTexts) {
            Optional<Key> key = index.passage(one).map(Passage::key);
            found.add(key.map(known -> vectors.vector(vectors.row(known)))
                    .orElseGet(() -> embedder.embed(List.of(one), Role.PASSAGE).vectors()[0]));
        }
        return found;
    }
}
