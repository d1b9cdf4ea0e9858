package dev.isogloss.eval;

import java.io.BufferedReader;
import java.io.BufferedWriter;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;

/** Runs and judgments as files, made to be awkward: ties, gaps in ranks, unjudged passages, missing and unknown queries. */
final class RunFiles {
    private RunFiles() {}

    static void writeJudgments(Path file, Map<String, ? extends Map<String, Integer>> judgments) throws IOException {
        try (BufferedWriter writer = Files.newBufferedWriter(file)) {
            for (Map.Entry<String, ? extends Map<String, Integer>> query : judgments.entrySet()) {
                for (Map.Entry<String, Integer> passage : query.getValue().entrySet()) {
                    writer.write(query.getKey() + " 0 " + passage.getKey() + " " + passage.getValue() + "\n");
                }
            }
        }
    }

    static void writeRun(Path file, Map<String, ? extends Map<String, Integer>> judgments, SplittableRandom random)
            throws IOException {
        List<String> strangers = new ArrayList<>();
        try (BufferedWriter writer = Files.newBufferedWriter(file)) {
            for (Map.Entry<String, ? extends Map<String, Integer>> query : judgments.entrySet()) {
                List<String> judged = List.copyOf(query.getValue().keySet());
                if (random.nextInt(20) > 0) {
                    writeRanking(writer, query.getKey(), judged, strangers, random);
                }
                if (random.nextInt(20) == 0) {
                    writeRanking(writer, "unknown-" + query.getKey(), judged, strangers, random);
                }
                strangers = judged;
            }
        }
    }

    private static void writeRanking(
            BufferedWriter writer, String query, List<String> judged, List<String> strangers, SplittableRandom random)
            throws IOException {
        List<String> passages = new ArrayList<>();
        judged.stream().filter(passage -> random.nextInt(4) > 0).forEach(passages::add);
        strangers.stream()
                .filter(passage -> !judged.contains(passage) && random.nextInt(3) == 0)
                .forEach(passages::add);
        int kind = random.nextInt(20);
        int unjudged = kind == 0 ? random.nextInt(90, 130) : kind < 6 ? random.nextInt(50) : random.nextInt(8);
        for (int i = 0; i < unjudged; i++) {
            passages.add("unjudged\u00e9#" + random.nextInt(1_000) + "-" + i);
        }
        if (passages.isEmpty()) {
            passages.add("alone");
        }
        int levels = random.nextInt(1, 30);
        for (String passage : passages) {
            // Scores on a coarse grid tie; the last digits differ as doubles but not as 32-bit floats.
            double coarse = random.nextInt(levels) / 8.0 - 1.5;
            String score = coarse + (random.nextBoolean() ? "0000000001" : "");
            writer.write(query + " Q0 " + passage + " " + random.nextInt(1_000) + " " + score + " test\n");
        }
    }

    static void read(Path run, RunEvaluator.LineConsumer lines) throws IOException {
        try (BufferedReader reader = Files.newBufferedReader(run)) {
            for (String line = reader.readLine(); line != null; line = reader.readLine()) {
                String[] parts = line.split(" ");
                lines.accept(parts[0], parts[2], (float) Double.parseDouble(parts[4]));
            }
        }
    }
}
