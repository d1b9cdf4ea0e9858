package dev.isogloss.tokenize;

import java.text.Normalizer;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

/**
 * Learns a vocabulary of byte-pair merges over characters (Sennrich, Haddow and Birch, 2016, algorithm 1) and writes it as a Hugging
 * Face {@code tokenizer.json}. Texts are normalised (NFKC, lower case) and split at white space and punctuation, merges stay inside
 * those pieces. Ties go to the pair that sorts first, so the same texts give the same bytes.
 */
public final class BytePairTrainer {
    /** The special tokens, in the order of their ids. */
    public static final List<String> SPECIAL = List.of("<s>", "<pad>", "</s>", "<unk>", "<mask>");

    private final Map<String, Integer> pieceCounts = new TreeMap<>();

    /** Counts the pieces of one text. */
    public void add(String text) {
        String normalised = Normalizer.normalize(text, Normalizer.Form.NFKC).toLowerCase(Locale.ROOT);
        StringBuilder piece = new StringBuilder();
        normalised.codePoints().forEach(point -> {
            if (Character.isWhitespace(point) || Character.isSpaceChar(point) || isPunctuation(point)) {
                count(piece);
                if (isPunctuation(point)) {
                    count(new StringBuilder().appendCodePoint(point));
                }
            } else {
                piece.appendCodePoint(point);
            }
        });
        count(piece);
    }

    /**
     * The {@code tokenizer.json} of a vocabulary with at most {@code size} entries: special tokens, characters (the frequent ones
     * when not all fit), merges.
     *
     * @param size at least 100
     */
    public String train(int size) {
        if (size < 100) {
            throw new IllegalArgumentException("a vocabulary has at least 100 entries (got: " + size + ")");
        }
        Map<String, Integer> ids = new LinkedHashMap<>();
        SPECIAL.forEach(token -> ids.put(token, ids.size()));
        Set<String> alphabet = alphabet(size - ids.size());
        alphabet.forEach(symbol -> ids.put(symbol, ids.size()));
        List<Pair> merges = new ArrayList<>();
        Pieces pieces = new Pieces(pieceCounts, alphabet);
        while (ids.size() < size) {
            Pair best = pieces.mostFrequent();
            if (best == null) {
                break;
            }
            merges.add(best);
            ids.putIfAbsent(best.joined(), ids.size());
            pieces.merge(best);
        }
        return json(ids, merges);
    }

    private void count(StringBuilder piece) {
        if (!piece.isEmpty()) {
            pieceCounts.merge(piece.toString(), 1, Integer::sum);
            piece.setLength(0);
        }
    }

    /** What the {@code BertPreTokenizer} splits at: ASCII symbols and Unicode punctuation. */
    private static boolean isPunctuation(int point) {
        boolean asciiSymbol = point > 32 && point < 127 && !Character.isLetterOrDigit(point);
        return asciiSymbol
                || switch (Character.getType(point)) {
                    case Character.CONNECTOR_PUNCTUATION,
                            Character.DASH_PUNCTUATION,
                            Character.START_PUNCTUATION,
                            Character.END_PUNCTUATION,
                            Character.INITIAL_QUOTE_PUNCTUATION,
                            Character.FINAL_QUOTE_PUNCTUATION,
                            Character.OTHER_PUNCTUATION -> true;
                    default -> false;
                };
    }

    private Set<String> alphabet(int room) {
        Map<String, Integer> counts = new HashMap<>();
        pieceCounts.forEach((piece, count) ->
                piece.codePoints().forEach(point -> counts.merge(Character.toString(point), count, Integer::sum)));
        return new TreeSet<>(counts.entrySet().stream()
                .sorted(Map.Entry.<String, Integer>comparingByValue(Comparator.reverseOrder())
                        .thenComparing(Map.Entry.comparingByKey()))
                .limit(room)
                .map(Map.Entry::getKey)
                .toList());
    }

    private static String json(Map<String, Integer> ids, List<Pair> merges) {
        JsonMapper json = JsonMapper.shared();
        ObjectNode root = json.createObjectNode();
        root.put("version", "1.0").putNull("truncation").putNull("padding");
        ArrayNode added = root.putArray("added_tokens");
        for (int id = 0; id < SPECIAL.size(); id++) {
            added.addObject()
                    .put("id", id)
                    .put("content", SPECIAL.get(id))
                    .put("single_word", false)
                    .put("lstrip", false)
                    .put("rstrip", false)
                    .put("normalized", false)
                    .put("special", true);
        }
        ArrayNode normalizers =
                root.putObject("normalizer").put("type", "Sequence").putArray("normalizers");
        normalizers.addObject().put("type", "NFKC");
        normalizers.addObject().put("type", "Lowercase");
        root.putObject("pre_tokenizer").put("type", "BertPreTokenizer");
        ObjectNode post = root.putObject("post_processor").put("type", "TemplateProcessing");
        template(post.putArray("single"), "A");
        template(post.putArray("pair"), "A", "B");
        ObjectNode special = post.putObject("special_tokens");
        for (String token : List.of("<s>", "</s>")) {
            ObjectNode entry = special.putObject(token).put("id", token);
            entry.putArray("ids").add(SPECIAL.indexOf(token));
            entry.putArray("tokens").add(token);
        }
        root.putNull("decoder");
        ObjectNode model = root.putObject("model");
        model.put("type", "BPE").putNull("dropout").put("unk_token", "<unk>");
        model.putNull("continuing_subword_prefix").putNull("end_of_word_suffix");
        model.put("fuse_unk", false).put("byte_fallback", false).put("ignore_merges", false);
        ObjectNode vocabulary = model.putObject("vocab");
        ids.forEach(vocabulary::put);
        ArrayNode pairs = model.putArray("merges");
        // As one text, which every release of the reader knows; pieces have no space. Pairs are read from tokenizers
        // 0.20 on only.
        merges.forEach(pair -> pairs.add(pair.left() + " " + pair.right()));
        return json.writeValueAsString(root);
    }

    private static void template(ArrayNode into, String... sequences) {
        into.addObject().putObject("SpecialToken").put("id", "<s>").put("type_id", 0);
        for (int i = 0; i < sequences.length; i++) {
            into.addObject().putObject("Sequence").put("id", sequences[i]).put("type_id", i);
            into.addObject().putObject("SpecialToken").put("id", "</s>").put("type_id", i);
        }
    }

    /** Two neighbouring symbols. */
    private record Pair(String left, String right) {
        static final Comparator<Pair> ORDER = Comparator.comparing(Pair::left).thenComparing(Pair::right);

        String joined() {
            return left + right;
        }
    }

    /** The pieces as symbols, with pair counts kept up to date merge by merge. */
    private static final class Pieces {
        private final List<List<String>> symbols = new ArrayList<>();
        private final List<Integer> counts = new ArrayList<>();
        private final Map<Pair, Integer> pairCounts = new HashMap<>();
        private final Map<Pair, Set<Integer>> piecesWith = new HashMap<>();

        Pieces(Map<String, Integer> pieceCounts, Set<String> alphabet) {
            pieceCounts.forEach((piece, count) -> {
                List<String> points =
                        piece.codePoints().mapToObj(Character::toString).toList();
                // A character outside the alphabet becomes <unk>; pieces with one teach no merges.
                if (alphabet.containsAll(points)) {
                    symbols.add(points);
                    counts.add(count);
                    change(symbols.size() - 1, 1);
                }
            });
        }

        /** The pair seen most often, the first in order among equals; null when none is seen twice. */
        @org.jspecify.annotations.Nullable
        Pair mostFrequent() {
            Pair best = null;
            int most = 1;
            for (Map.Entry<Pair, Integer> entry : pairCounts.entrySet()) {
                int count = entry.getValue();
                if (count > most || (count == most && best != null && Pair.ORDER.compare(entry.getKey(), best) < 0)) {
                    best = entry.getKey();
                    most = count;
                }
            }
            return best;
        }

        void merge(Pair pair) {
            for (int piece : new TreeSet<>(piecesWith.getOrDefault(pair, Set.of()))) {
                change(piece, -1);
                List<String> before = symbols.get(piece);
                List<String> after = new ArrayList<>(before.size());
                for (int i = 0; i < before.size(); i++) {
                    boolean here = i + 1 < before.size()
                            && before.get(i).equals(pair.left)
                            && before.get(i + 1).equals(pair.right);
                    after.add(here ? pair.joined() : before.get(i));
                    if (here) {
                        i++;
                    }
                }
                symbols.set(piece, after);
                change(piece, 1);
            }
        }

        /** Adds ({@code sign} 1) or takes away (-1) the pairs of one piece. */
        private void change(int piece, int sign) {
            List<String> of = symbols.get(piece);
            for (int i = 0; i + 1 < of.size(); i++) {
                Pair pair = new Pair(of.get(i), of.get(i + 1));
                int count = pairCounts.merge(pair, sign * counts.get(piece), Integer::sum);
                if (count == 0) {
                    pairCounts.remove(pair);
                }
                Set<Integer> with = piecesWith.computeIfAbsent(pair, p -> new HashSet<>());
                if (sign > 0) {
                    with.add(piece);
                } else {
                    with.remove(piece);
                }
            }
        }
    }
}
