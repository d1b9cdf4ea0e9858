package dev.isogloss.index;

import dev.isogloss.data.Hit;
import dev.isogloss.data.Key;
import dev.isogloss.data.Language;
import dev.isogloss.data.Passage;
import dev.isogloss.data.Query;
import dev.isogloss.data.Ranking;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.zip.GZIPInputStream;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** One language of a collection in MIRACL's layout, read without the readers under test elsewhere, and scored as trec_eval does. */
record MiraclMini(List<Passage> passages, List<Query> queries, Map<Key, Map<Key, Integer>> judgments) {
    private static final JsonMapper JSON = JsonMapper.builder().build();

    /** Passages, and the queries of dev and (where there are any) train. */
    static MiraclMini read(Path folder, Language language) throws IOException {
        List<Passage> passages = new ArrayList<>();
        Path corpus = folder.resolve("miracl-corpus-v1.0-" + language + "/docs-0.jsonl.gz");
        try (BufferedReader lines = new BufferedReader(
                new InputStreamReader(new GZIPInputStream(Files.newInputStream(corpus)), StandardCharsets.UTF_8))) {
            for (String line = lines.readLine(); line != null; line = lines.readLine()) {
                JsonNode json = JSON.readTree(line);
                Key key = new Key(language, json.get("docid").stringValue());
                passages.add(new Passage(
                        key, json.get("title").stringValue(), json.get("text").stringValue()));
            }
        }
        List<Query> queries = new ArrayList<>();
        Map<Key, Map<Key, Integer>> judgments = new TreeMap<>();
        for (String split : List.of("train", "dev")) {
            String name = "miracl-v1.0-" + language + "-" + split + ".tsv";
            Path topics = folder.resolve("miracl-v1.0-" + language + "/topics/topics." + name);
            if (!Files.exists(topics)) {
                continue;
            }
            for (String line : Files.readAllLines(topics)) {
                String[] fields = line.split("\t", 2);
                queries.add(new Query(new Key(language, split + "-" + fields[0]), fields[1]));
            }
            for (String line : Files.readAllLines(folder.resolve("miracl-v1.0-" + language + "/qrels/qrels." + name))) {
                String[] fields = line.split("\\s+");
                judgments
                        .computeIfAbsent(new Key(language, split + "-" + fields[0]), absent -> new HashMap<>())
                        .put(new Key(language, fields[2]), Integer.parseInt(fields[3]));
            }
        }
        return new MiraclMini(passages, queries, judgments);
    }

    /** The mean of nDCG@10 over all judged queries. */
    double ndcgAt10(List<Ranking> rankings) {
        Map<Key, Ranking> byQuery = new HashMap<>();
        rankings.forEach(ranking -> byQuery.put(ranking.query(), ranking));
        double sum = 0;
        for (var judged : judgments.entrySet()) {
            double gained = 0;
            int rank = 1;
            Ranking ranking = byQuery.getOrDefault(judged.getKey(), new Ranking(judged.getKey(), List.of()));
            for (Hit hit : ranking.cut(10).hits()) {
                gained += judged.getValue().getOrDefault(hit.passage(), 0) / log2(++rank);
            }
            double ideal = 0;
            long relevant = judged.getValue().values().stream()
                    .filter(grade -> grade > 0)
                    .count();
            for (int i = 1; i <= Math.min(10, relevant); i++) {
                ideal += 1 / log2(i + 1);
            }
            sum += ideal == 0 ? 0 : gained / ideal;
        }
        return sum / judgments.size();
    }

    /** The mean of Recall@100 over all judged queries. */
    double recallAt100(List<Ranking> rankings) {
        double sum = 0;
        for (Ranking ranking : rankings) {
            Map<Key, Integer> judged = judgments.getOrDefault(ranking.query(), Map.of());
            long relevant = judged.values().stream().filter(grade -> grade > 0).count();
            long found = ranking.cut(100).hits().stream()
                    .filter(hit -> judged.getOrDefault(hit.passage(), 0) > 0)
                    .count();
            sum += relevant == 0 ? 0 : (double) found / relevant;
        }
        return sum / judgments.size();
    }

    private static double log2(double value) {
        return Math.log(value) / Math.log(2);
    }
}
