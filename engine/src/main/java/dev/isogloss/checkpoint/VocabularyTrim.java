package dev.isogloss.checkpoint;

import dev.isogloss.embed.TextContract;
import dev.isogloss.io.AtomicFile;
import dev.isogloss.io.BadInputException;
import dev.isogloss.io.Checksums;
import dev.isogloss.io.JsonFile;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.BitSet;
import java.util.Map;
import java.util.TreeMap;
import org.bytedeco.javacpp.PointerScope;
import org.bytedeco.pytorch.Tensor;
import org.bytedeco.pytorch.global.torch;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ObjectNode;

/**
 * Writes a model with fewer word pieces: the tokenizer without the others and the rows of the word embedding that are left. Texts
 * whose pieces all stay keep their tokens and vectors: Unigram's best path and WordPiece's longest matches are still there, and BPE
 * still makes every merge it made. Multilingual encoders spend most of their weights on words (XLM-R: 250,002 pieces).
 */
public final class VocabularyTrim {
    private VocabularyTrim() {}

    /** The ids of all pieces whose text, marks of word boundaries aside, is written in the given scripts. */
    public static BitSet writtenIn(ModelFolder model, WritingSystem scripts) {
        TokenizerDefinition definition = read(model);
        PieceText text = new PieceText(definition.byteLevel());
        BitSet found = new BitSet();
        definition.pieces().forEach((id, piece) -> {
            if (text.of(piece).map(scripts::writes).orElse(true)) {
                found.set(id);
            }
        });
        return found;
    }

    /**
     * Writes the trimmed model folder, whole or not at all.
     *
     * @param wanted ids of word pieces; those that they need, the special tokens and pieces of one character stay too
     * @param layers how many layers to keep, from the first
     * @return how many pieces stayed
     * @throws BadInputException when the tokenizer is none of Unigram, WordPiece and BPE, or has ids that the word embedding lacks
     */
    public static int write(Path target, ModelFolder like, BitSet wanted, int layers) {
        ModelFolderWriter.requireLayers(like, layers);
        TokenizerDefinition definition = read(like);
        BitSet closed = (BitSet) wanted.clone();
        closed.clear(
                like.architecture().vocabulary(),
                Math.max(closed.length(), like.architecture().vocabulary()));
        definition.close(closed);
        if (like.architecture() instanceof BertArchitecture bert) {
            closed.set(0, bert.padId() + 1); // the first position of RoBERTa's families hangs on this id
        }
        closed.and(present(definition));
        if (closed.length() > like.architecture().vocabulary()) {
            throw new BadInputException(like.tokenizerFile() + " has token " + (closed.length() - 1)
                    + ", but the word embedding has " + like.architecture().vocabulary() + " rows");
        }
        KeptPieces kept = new KeptPieces(closed);
        Architecture smaller = like.architecture().withLayers(layers).withVocabulary(kept.size());
        String words = WeightShapes.words(smaller);
        try (Weights weights = Weights.mapped(like);
                PointerScope _ = new PointerScope()) {
            Map<String, Tensor> fewer = new TreeMap<>(weights.tensors());
            fewer.keySet().removeIf(name -> WeightShapes.layerOf(name).orElse(-1) >= layers);
            fewer.computeIfPresent(words, (name, table) -> rows(table, kept.oldIds()));
            ModelFolderWriter.replaceFolder(target, folder -> {
                writeTokenizer(folder, like, definition, kept);
                TextContract contract =
                        like.contract().withTokenizer(Checksums.sha256(folder.resolve("tokenizer.json")));
                ModelFolderWriter.writeConfigured(folder, like, smaller, contract, tokenIds(like, kept));
                ModelFolderWriter.writeWeights(folder, like, fewer, ElementType.F32);
            });
        }
        return kept.size();
    }

    private static BitSet present(TokenizerDefinition definition) {
        BitSet present = new BitSet();
        definition.pieces().keySet().forEach(present::set);
        return present;
    }

    private static TokenizerDefinition read(ModelFolder model) {
        try {
            return TokenizerDefinition.read(model.tokenizerFile());
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static Tensor rows(Tensor table, long[] ids) {
        try (Tensor index = torch.tensor(ids)) {
            return table.index_select(0, index);
        }
    }

    private static void writeTokenizer(Path folder, ModelFolder like, TokenizerDefinition definition, KeptPieces kept)
            throws IOException {
        ModelFolderWriter.copyTokenizer(like, folder);
        AtomicFile.writeString(
                folder.resolve("tokenizer.json"), JsonMapper.shared().writeValueAsString(definition.with(kept)));
        Path config = folder.resolve("tokenizer_config.json");
        if (Files.exists(config)
                && JsonFile.read(config) instanceof ObjectNode values
                && values.path("added_tokens_decoder") instanceof ObjectNode added) {
            ObjectNode renumbered = added.objectNode();
            added.properties().forEach(entry -> {
                int old = Integer.parseInt(entry.getKey());
                if (kept.contains(old)) {
                    renumbered.set(Integer.toString(kept.newId(old)), entry.getValue());
                }
            });
            values.set("added_tokens_decoder", renumbered);
            JsonFile.write(config, values);
        }
    }

    /** The token ids of {@code config.json} under their new numbers. */
    private static Map<String, Object> tokenIds(ModelFolder like, KeptPieces kept) {
        Map<String, Object> changed = new TreeMap<>();
        try {
            JsonNode config = JsonFile.read(like.networkPath().resolve(ConfigFile.NAME));
            config.properties().forEach(entry -> {
                JsonNode value = entry.getValue();
                if (entry.getKey().endsWith("_token_id") && value.isIntegralNumber()) {
                    if (!kept.contains(value.asInt())) {
                        throw new BadInputException(like.networkPath().resolve(ConfigFile.NAME) + ": " + entry.getKey()
                                + " is " + value + ", which is no token of " + like.tokenizerFile());
                    }
                    changed.put(entry.getKey(), kept.newId(value.asInt()));
                }
            });
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return changed;
    }
}
