package dev.isogloss.experiment;

import dev.isogloss.io.StableHash;
import dev.isogloss.testing.MiniMiracl;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.TreeMap;

/**
 * A made-up collection: three languages, 30 passages each about ten topics of three words, 13 training and 6 development queries
 * each. Query {@code n} asks for topic {@code n % 10}; passages {@code t}, {@code t + 10} and {@code t + 20} are about topic
 * {@code t}. The last training query of every language is the first development query, written differently.
 */
public final class TinyCollection {
    /** The language codes, in their order. */
    public static final List<String> LANGUAGES = List.of("de", "en", "sw");

    private static final int TOPICS = 10;
    private static final int PASSAGES = 30;
    private static final int TRAIN = 12;
    private static final int DEV = 6;
    private static final Map<String, String[]> TOPIC_WORDS = new TreeMap<>(Map.of(
            "de",
            ("biene honig blüte brücke bogen stein welle meer wind brot mehl ofen zug gleis bahn stern nacht himmel"
                            + " baum wurzel blatt pferd hafer stall uhr zeiger pendel schnee berg lawine")
                    .split(" "),
            "en",
            ("bee honey flower bridge arch stone wave sea wind bread flour oven train rail track star night sky"
                            + " tree root leaf horse oats stable clock hand pendulum snow mountain avalanche")
                    .split(" "),
            "sw",
            ("nyuki asali ua daraja tao jiwe wimbi bahari upepo mkate unga tanuri treni reli njia nyota usiku mbingu"
                            + " mti mzizi jani farasi shayiri zizi saa mshale pendo theluji mlima poromoko")
                    .split(" ")));
    private static final Map<String, String[]> COMMON_WORDS = new TreeMap<>(Map.of(
            "de", "oft heute immer klein groß alt neu hier dort viel".split(" "),
            "en", "often today always small large old new here there much".split(" "),
            "sw", "mara leo daima ndogo kubwa zamani mpya hapa huko sana".split(" ")));

    private TinyCollection() {}

    /** Writes the plain layout; judgments of development queries cross languages. */
    public static Path plain(Path folder) throws IOException {
        Files.createDirectories(folder.resolve("qrels"));
        List<String> corpus = new ArrayList<>();
        Map<String, List<String>> queries = new TreeMap<>();
        Map<String, List<String>> judgments = new TreeMap<>();
        for (String split : List.of("train", "dev")) {
            queries.put(split, new ArrayList<>());
            judgments.put(split, new ArrayList<>(List.of("query-id\tcorpus-id\tscore")));
        }
        for (String language : LANGUAGES) {
            for (int n = 0; n < PASSAGES; n++) {
                corpus.add("{\"_id\": \"%s-%d\", \"lang\": \"%s\", \"title\": \"%s\", \"text\": \"%s\"}"
                        .formatted(language, n, language, title(language, n), text(language, n)));
            }
            for (Asked asked : asked(language)) {
                of(queries, asked.split)
                        .add("{\"_id\": \"%s-%s\", \"lang\": \"%s\", \"text\": \"%s\"}"
                                .formatted(language, asked.id, language, asked.text));
                asked.grades.forEach((passage, grade) -> of(judgments, asked.split)
                        .add("%s-%s\t%s-%d\t%d".formatted(language, asked.id, language, passage, grade)));
                if (asked.split.equals("dev")) {
                    String other = LANGUAGES.get((LANGUAGES.indexOf(language) + 1) % LANGUAGES.size());
                    of(judgments, "dev").add("%s-%s\t%s-%d\t1".formatted(language, asked.id, other, asked.topic + 20));
                }
            }
        }
        Files.write(folder.resolve("corpus.jsonl"), corpus);
        for (String split : List.of("train", "dev")) {
            Files.write(folder.resolve("queries-" + split + ".jsonl"), of(queries, split));
            Files.write(folder.resolve("qrels/" + split + ".tsv"), of(judgments, split));
        }
        return folder;
    }

    /** Writes the layout of MIRACL, where ids recur across languages and judgments stay within one. */
    public static Path miracl(Path folder) throws IOException {
        for (String language : LANGUAGES) {
            List<String> lines = new ArrayList<>();
            for (int n = 0; n < PASSAGES; n++) {
                lines.add(MiniMiracl.line(n + "#0", title(language, n), text(language, n)));
            }
            Path first =
                    MiniMiracl.corpus(folder, language, 0, lines.subList(0, 20).toArray(String[]::new));
            Path second = MiniMiracl.corpus(
                    folder, language, 1, lines.subList(20, PASSAGES).toArray(String[]::new));
            if (first.equals(second)) {
                throw new IOException("one file for two parts: " + first);
            }
            for (String split : List.of("train", "dev")) {
                StringBuilder topics = new StringBuilder();
                StringBuilder judgments = new StringBuilder();
                for (Asked asked : asked(language)) {
                    if (asked.split.equals(split)) {
                        topics.append(asked.id).append('\t').append(asked.text).append('\n');
                        asked.grades.forEach((passage, grade) ->
                                judgments.append("%s\tQ0\t%d#0\t%d%n".formatted(asked.id, passage, grade)));
                    }
                }
                MiniMiracl.split(folder, language, split, topics.toString(), judgments.toString());
            }
        }
        return folder;
    }

    /** The text of the training query that equals a development query; it must not be learned from. */
    public static String repeatedQuery(String language) {
        return asked(language).getLast().id;
    }

    private record Asked(String split, String id, int topic, String text, Map<Integer, Integer> grades) {}

    private static List<Asked> asked(String language) {
        List<Asked> asked = new ArrayList<>();
        for (int n = 0; n < TRAIN; n++) {
            int topic = n % TOPICS;
            Map<Integer, Integer> grades = new TreeMap<>(Map.of(topic, 1));
            if (n % 2 == 0) {
                grades.put((topic + 3) % TOPICS, 0);
            }
            asked.add(new Asked("train", "train" + n, topic, question(language, topic, n), grades));
        }
        for (int n = 0; n < DEV; n++) {
            int topic = n + 2;
            // Half of the positives are those of training queries, half are seen in evaluation only.
            Map<Integer, Integer> grades =
                    new TreeMap<>(Map.of(n % 2 == 0 ? topic : topic + 10, 1, (topic + 5) % TOPICS + 10, 0));
            asked.add(new Asked("dev", "dev" + n, topic, question(language, topic, 100 + n), grades));
        }
        Asked first = asked.get(TRAIN);
        String otherwise =
                first.text.substring(0, 1).toUpperCase(java.util.Locale.ROOT) + first.text.substring(1) + " ?";
        asked.add(new Asked("train", "repeated", first.topic, otherwise, Map.of(first.topic, 1)));
        return asked;
    }

    private static String title(String language, int passage) {
        return of(TOPIC_WORDS, language)[passage % TOPICS * 3];
    }

    private static String text(String language, int passage) {
        StringBuilder text = new StringBuilder();
        for (int i = 0; i < 12; i++) {
            String[] words = i % 3 == 0 ? topic(language, passage % TOPICS) : of(COMMON_WORDS, language);
            text.append(i == 0 ? "" : " ").append(pick(words, language + " passage " + passage + " " + i));
        }
        return text.append('.').toString();
    }

    private static String question(String language, int topic, int number) {
        String[] words = topic(language, topic);
        return words[number % 3]
                + " " + pick(of(COMMON_WORDS, language), language + " query " + number)
                + " " + words[(number + 1) % 3];
    }

    private static String[] topic(String language, int topic) {
        return java.util.Arrays.copyOfRange(of(TOPIC_WORDS, language), topic * 3, topic * 3 + 3);
    }

    private static String pick(String[] words, String from) {
        return words[Math.floorMod(StableHash.of(7, from), words.length)];
    }

    private static <T> T of(Map<String, T> values, String key) {
        return Objects.requireNonNull(values.get(key), key);
    }
}
