package dev.isogloss.checkpoint;

import dev.isogloss.io.BadInputException;
import dev.isogloss.io.JsonFile;
import java.io.IOException;
import java.nio.file.Path;
import java.util.BitSet;
import java.util.HashMap;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

/**
 * The vocabulary of a {@code tokenizer.json} of Hugging Face's tokenizers: Unigram, WordPiece or BPE, and the tokens added to it.
 * Knows which pieces need each other, and writes the file again with some of them.
 */
final class TokenizerDefinition {
    private static final List<String> MODELS = List.of("Unigram", "WordPiece", "BPE");

    private final ObjectNode file;
    private final ObjectNode model;
    private final String type;
    private final TreeMap<Integer, String> pieces = new TreeMap<>();
    private final Map<String, Integer> ids = new HashMap<>();

    private TokenizerDefinition(Path path, ObjectNode file) {
        this.file = file;
        if (!(file.path("model") instanceof ObjectNode found)) {
            throw new BadInputException(path + " has no \"model\"");
        }
        this.model = found;
        this.type = found.path("type").asString(guess(found));
        if (!MODELS.contains(type)) {
            throw new BadInputException(
                    path + ": the vocabulary of a tokenizer of type " + type + " cannot be trimmed; can be: " + MODELS);
        }
        JsonNode vocabulary = found.path("vocab");
        for (int id = 0; vocabulary.isArray() && id < vocabulary.size(); id++) {
            add(id, vocabulary.get(id).path(0).asString(""));
        }
        if (vocabulary.isObject()) {
            vocabulary.properties().forEach(entry -> add(entry.getValue().asInt(-1), entry.getKey()));
        }
        for (JsonNode token : file.path("added_tokens")) {
            add(token.path("id").asInt(-1), token.path("content").asString(""));
        }
        if (pieces.isEmpty() || pieces.firstKey() < 0) {
            throw new BadInputException(path + " has no vocabulary that can be read");
        }
    }

    /**
     * Reads a {@code tokenizer.json}.
     *
     * @throws BadInputException when its vocabulary is of another kind
     */
    static TokenizerDefinition read(Path path) throws IOException {
        if (!(JsonFile.read(path) instanceof ObjectNode file)) {
            throw new BadInputException(path + ": expected a JSON object");
        }
        return new TokenizerDefinition(path, file);
    }

    /** Old files do not name the type. */
    private static String guess(ObjectNode model) {
        if (model.path("vocab").isArray()) {
            return "Unigram";
        }
        return model.has("merges") ? "BPE" : "WordPiece";
    }

    private void add(int id, String piece) {
        pieces.put(id, piece);
        ids.put(piece, id);
    }

    /** Every piece by its id, added tokens too. */
    Map<Integer, String> pieces() {
        return pieces;
    }

    /** Whether pieces are written in the byte letters of GPT-2. */
    boolean byteLevel() {
        return file.path("pre_tokenizer").toString().contains("\"ByteLevel\"")
                || file.path("decoder").toString().contains("\"ByteLevel\"");
    }

    /**
     * Adds to {@code wanted} what must be there so that texts made of wanted pieces keep their tokens and no text becomes unknown
     * that was not: added tokens and the one for unknown text, bytes, pieces of a single character, the least likely piece (from
     * which Unigram derives the price of unknown text), and everything that merges into a wanted piece.
     */
    void close(BitSet wanted) {
        file.path("added_tokens").forEach(token -> wanted.set(token.path("id").asInt()));
        model.path("unk_id").asIntOpt().ifPresent(wanted::set);
        model.path("unk_token").asStringOpt().map(ids::get).ifPresent(wanted::set);
        pieces.forEach((id, piece) -> {
            if (isSingle(piece)) {
                wanted.set(id);
            }
        });
        leastLikely().ifPresent(wanted::set);
        if (type.equals("BPE")) {
            closeMerges(wanted);
        }
    }

    private boolean isSingle(String piece) {
        String bare = piece.startsWith("##") && piece.length() > 2 ? piece.substring(2) : piece;
        return bare.codePointCount(0, bare.length()) == 1 || piece.matches("<0x[0-9A-F]{2}>");
    }

    private java.util.OptionalInt leastLikely() {
        JsonNode vocabulary = model.path("vocab");
        int least = -1;
        for (int id = 0; vocabulary.isArray() && id < vocabulary.size(); id++) {
            if (least < 0 || score(id) < score(least)) {
                least = id;
            }
        }
        return least < 0 ? java.util.OptionalInt.empty() : java.util.OptionalInt.of(least);
    }

    private double score(int id) {
        return model.path("vocab").get(id).path(1).asDouble(0);
    }

    private void closeMerges(BitSet wanted) {
        Map<String, java.util.ArrayList<Merge>> byResult = new HashMap<>();
        for (JsonNode node : model.path("merges")) {
            Merge merge = Merge.of(node);
            byResult.computeIfAbsent(merge.result(), result -> new java.util.ArrayList<>())
                    .add(merge);
        }
        java.util.ArrayDeque<Integer> open = new java.util.ArrayDeque<>();
        wanted.stream().forEach(open::add);
        while (!open.isEmpty()) {
            String piece = pieces.getOrDefault(open.remove(), "");
            for (Merge merge : byResult.getOrDefault(piece, new java.util.ArrayList<>())) {
                for (String part : List.of(merge.left(), merge.right())) {
                    Integer id = ids.get(part);
                    if (id != null && !wanted.get(id)) {
                        wanted.set(id);
                        open.add(id);
                    }
                }
            }
        }
    }

    /** Two neighbours that become one piece; a text parted by a space in older files, a pair in newer ones. */
    private record Merge(String left, String right) {
        static Merge of(JsonNode node) {
            if (node.isArray()) {
                return new Merge(node.path(0).asString(""), node.path(1).asString(""));
            }
            String text = node.asString("");
            int space = text.indexOf(' ');
            return new Merge(text.substring(0, Math.max(space, 0)), text.substring(space + 1));
        }

        String result() {
            return left + right;
        }
    }

    /** The file with the kept pieces only, in their old order, under their new ids. */
    ObjectNode with(KeptPieces kept) {
        ObjectNode out = file.deepCopy();
        ObjectNode changed = (ObjectNode) out.get("model");
        if (changed.path("vocab") instanceof ArrayNode list) {
            ArrayNode fewer = changed.arrayNode();
            for (int id = 0; id < list.size(); id++) {
                if (kept.contains(id)) {
                    fewer.add(list.get(id));
                }
            }
            changed.set("vocab", fewer);
        } else {
            ObjectNode fewer = changed.objectNode();
            pieces.forEach((id, piece) -> {
                if (kept.contains(id) && model.path("vocab").has(piece)) {
                    fewer.put(piece, kept.newId(id));
                }
            });
            changed.set("vocab", fewer);
        }
        if (changed.path("merges") instanceof ArrayNode merges) {
            Iterator<JsonNode> each = merges.iterator();
            while (each.hasNext()) {
                Merge merge = Merge.of(each.next());
                if (!kept.contains(ids.get(merge.left()))
                        || !kept.contains(ids.get(merge.right()))
                        || !kept.contains(ids.get(merge.result()))) {
                    each.remove();
                }
            }
        }
        renumber(changed, "unk_id", kept);
        out.path("added_tokens").forEach(token -> renumber((ObjectNode) token, "id", kept));
        if (out.path("padding") instanceof ObjectNode padding) {
            renumber(padding, "pad_id", kept);
        }
        renumberTemplate(out.path("post_processor"), kept);
        return out;
    }

    private static void renumber(ObjectNode holder, String key, KeptPieces kept) {
        if (holder.path(key).isIntegralNumber()) {
            holder.put(key, kept.newId(holder.path(key).asInt()));
        }
    }

    /** A template names its special tokens with their ids; the older processors hold pairs of token and id. */
    private static void renumberTemplate(JsonNode processor, KeptPieces kept) {
        processor.path("processors").forEach(inner -> renumberTemplate(inner, kept));
        for (JsonNode token : processor.path("special_tokens")) {
            if (token.path("ids") instanceof ArrayNode numbers) {
                for (int at = 0; at < numbers.size(); at++) {
                    numbers.set(
                            at, numbers.numberNode(kept.newId(numbers.get(at).asInt())));
                }
            }
        }
        for (String role : List.of("cls", "sep")) {
            if (processor.path(role) instanceof ArrayNode pair && pair.size() == 2) {
                pair.set(1, pair.numberNode(kept.newId(pair.get(1).asInt())));
            }
        }
    }
}
