package dev.isogloss.encoder;

import dev.isogloss.checkpoint.ModelFolder;
import dev.isogloss.embed.Role;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** A tiny model that sentence-transformers wrote (interop/make_fixtures.py), and what it makes of some texts with it. */
public record FamilyFixture(Path folder, JsonNode expected) {
    /** Those with nothing but an encoder, by folder. */
    public static final List<String> FAMILIES =
            List.of("bert", "xlm-roberta", "roberta", "distilbert", "mpnet", "modernbert", "qwen3");

    /**
     * Vectors of one role under one way of pooling.
     *
     * @param vectors one a text
     */
    public record Case(Role role, String pooling, boolean includePrompt, List<float[]> vectors) {}

    public static FamilyFixture read(String name) throws IOException {
        Path folder = Path.of("src/test/resources/families", name).toAbsolutePath();
        return new FamilyFixture(
                folder, JsonMapper.shared().readTree(Files.readString(folder.resolve("expected.json"))));
    }

    public List<String> texts() {
        return expected.get("texts").valueStream().map(JsonNode::stringValue).toList();
    }

    /** Token ids of each text with its role's prompt. */
    public List<int[]> ids(Role role) {
        return expected.get("ids")
                .get(name(role))
                .valueStream()
                .map(ids -> ids.valueStream().mapToInt(JsonNode::intValue).toArray())
                .toList();
    }

    public List<Case> cases() {
        List<Case> cases = new ArrayList<>();
        for (JsonNode node : expected.get("cases")) {
            cases.add(new Case(
                    node.get("role").stringValue().equals("query") ? Role.QUERY : Role.PASSAGE,
                    node.get("pooling").stringValue(),
                    node.get("include_prompt").booleanValue(),
                    node.get("vectors").valueStream().map(FamilyFixture::floats).toList()));
        }
        return cases;
    }

    /** The weights of a language model's checkpoint of this family, by name. */
    public Map<String, long[]> languageModel() {
        Map<String, long[]> shapes = new LinkedHashMap<>();
        expected.get("language_model")
                .properties()
                .forEach(entry -> shapes.put(
                        entry.getKey(),
                        entry.getValue()
                                .valueStream()
                                .mapToLong(JsonNode::longValue)
                                .toArray()));
        return shapes;
    }

    /** A copy of the folder with another pooling, in the newer dialect. */
    public ModelFolder with(Path target, String pooling, boolean includePrompt) throws IOException {
        copy(target);
        Files.writeString(
                target.resolve("1_Pooling/config.json"),
                "{\"pooling_mode\": \"%s\", \"include_prompt\": %s}".formatted(pooling, includePrompt));
        return ModelFolder.open(target);
    }

    /** A copy of the folder that a test may change. */
    public void copy(Path target) throws IOException {
        try (Stream<Path> files = Files.walk(folder)) {
            for (Path file : files.filter(Files::isRegularFile).toList()) {
                Path to = target.resolve(folder.relativize(file));
                Files.createDirectories(to.getParent());
                Files.copy(file, to);
            }
        }
    }

    private static String name(Role role) {
        return role == Role.QUERY ? "query" : "document";
    }

    private static float[] floats(JsonNode array) {
        float[] values = new float[array.size()];
        for (int i = 0; i < values.length; i++) {
            values[i] = array.get(i).floatValue();
        }
        return values;
    }
}
