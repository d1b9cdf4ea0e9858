package dev.isogloss.server;

import dev.isogloss.cli.IndexedAnew;
import dev.isogloss.experiment.SampleExperiment;
import dev.isogloss.io.JsonLines;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** Indexes of the sample's passages, or of somewhat other ones. */
record OtherPassages(Path model, Path folder) {
    /**
     * Built by the command.
     *
     * @param put objects with id, title and text, as they are written to a server
     * @param without {@code lang:id} of passages of the sample
     */
    Path index(String name, List<String> put, List<String> without) throws IOException {
        Map<String, Object> passages = new TreeMap<>();
        JsonLines.read(SampleExperiment.COLLECTION.resolve("corpus.jsonl"), line -> {
            JsonNode json = line.json();
            passages.put(json.get("lang").stringValue() + ":" + json.get("_id").stringValue(), json);
        });
        passages.keySet().removeAll(without);
        for (String one : put) {
            JsonNode json = JsonMapper.shared().readTree(one);
            String id = json.get("id").stringValue();
            passages.put(
                    id,
                    Map.of(
                            "_id", id.substring(id.indexOf(':') + 1),
                            "lang", id.substring(0, id.indexOf(':')),
                            "title", json.get("title").stringValue(),
                            "text", json.get("text").stringValue()));
        }
        Path file = Files.createDirectories(folder).resolve(name + ".jsonl");
        JsonLines.write(file, lines -> {
            for (Object passage : passages.values()) {
                lines.write(passage);
            }
        });
        return IndexedAnew.of(model, file, folder.resolve(name));
    }
}
