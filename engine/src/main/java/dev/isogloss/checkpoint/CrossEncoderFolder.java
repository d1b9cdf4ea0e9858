package dev.isogloss.checkpoint;

import dev.isogloss.io.BadInputException;
import dev.isogloss.io.JsonFile;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.OptionalLong;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;

/**
 * A sequence classification checkpoint of Hugging Face, read and checked: an encoder's folder and a head. The head's weights are in
 * the folder, or they are drawn from a seed to be trained.
 *
 * @param freshSeed the seed of fresh head weights; null when the folder has them
 */
public record CrossEncoderFolder(
        ModelFolder body,
        ClassificationHead head,
        PairContract contract,
        @Nullable Long freshSeed) {
    /** Longest pair unless a folder says otherwise; what rerankers are trained with, and what attention can afford. */
    private static final int USUAL_TOKENS = 512;

    /**
     * Opens a trained cross-encoder, by folder or hub id.
     *
     * @throws BadInputException when a file is missing or damaged, or when it is no sequence classification model
     */
    public static CrossEncoderFolder open(String folderOrId) {
        return open(ModelFolder.open(folderOrId));
    }

    /** As {@link #open(String)}, of a folder. */
    public static CrossEncoderFolder open(Path folder) {
        return open(ModelFolder.open(folder));
    }

    private static CrossEncoderFolder open(ModelFolder body) {
        Path file = body.networkPath().resolve(ConfigFile.NAME);
        try {
            JsonObject config = JsonObject.read(file);
            String name = config.node().path("architectures").path(0).asString("(none)");
            if (!name.endsWith("ForSequenceClassification")) {
                throw new BadInputException(file + ": " + name + " is no cross-encoder: its architecture must end in"
                        + " ForSequenceClassification; to make one of this encoder, train it with `isogloss train --task"
                        + " rerank`");
            }
            ClassificationHead head = ClassificationHead.read(body.architecture(), config);
            return new CrossEncoderFolder(body, head, contract(body), null);
        } catch (IOException e) {
            throw new BadInputException("cannot read " + file + ": " + e.getMessage(), e);
        }
    }

    /** An encoder with a fresh head of one label, to be trained. */
    public static CrossEncoderFolder fresh(ModelFolder backbone, long seed) {
        try {
            return new CrossEncoderFolder(
                    backbone, ClassificationHead.of(backbone.architecture()), contract(backbone), seed);
        } catch (IOException e) {
            throw new BadInputException("cannot read " + backbone.path() + ": " + e.getMessage(), e);
        } catch (IllegalArgumentException e) {
            throw new BadInputException(backbone.path() + ": " + e.getMessage(), e);
        }
    }

    private static PairContract contract(ModelFolder body) throws IOException {
        Path file = body.path().resolve(PairContract.FILE);
        String hash = body.contract().tokenizerHash();
        int longest = body.architecture().maxTokens();
        if (!Files.exists(file)) {
            return new PairContract(
                    Math.min(USUAL_TOKENS, longest), body.contract().titleJoin(), hash);
        }
        PairContract saved = JsonFile.read(file, PairContract.class);
        if (!saved.tokenizerHash().equals(hash)) {
            throw new BadInputException(file + ": the model was written with another tokenizer.json (SHA-256 "
                    + saved.tokenizerHash() + ", now " + hash + "); restore it");
        }
        if (saved.maxTokens() > longest) {
            throw new BadInputException(file + ": pairs may have " + saved.maxTokens()
                    + " tokens, but the network has positions for " + longest);
        }
        return saved;
    }

    /** The same model with pairs of another length. */
    public CrossEncoderFolder withMaxTokens(int tokens) {
        if (tokens > body.architecture().maxTokens()) {
            throw new BadInputException("pairs of " + tokens + " tokens were asked for, but " + body.path()
                    + " has positions for " + body.architecture().maxTokens());
        }
        return new CrossEncoderFolder(body, head, contract.withMaxTokens(tokens), freshSeed);
    }

    /**
     * Whether the network is told which of a pair's two texts a token is of. The RoBERTa families never are; a BERT is, unless somebody
     * else wrote the folder and its tokenizer, one of the RoBERTa families', keeps it back.
     */
    public boolean hasSegments() {
        return body.architecture().family() == Family.BERT
                && body.architecture().types() > 1
                && (!hasTrainedHead() || isOurs() || namesSegments());
    }

    private boolean isOurs() {
        return Files.exists(body.path().resolve(PairContract.FILE));
    }

    private boolean namesSegments() {
        Path file = body.networkPath().resolve("tokenizer_config.json");
        if (!Files.exists(file)) {
            return true;
        }
        try {
            JsonNode config = JsonFile.read(file);
            JsonNode names = config.path("model_input_names");
            return names.isArray()
                    ? names.valueStream().anyMatch(name -> name.asString("").equals("token_type_ids"))
                    : !config.path("tokenizer_class").asString("").contains("Roberta");
        } catch (IOException e) {
            throw new BadInputException("cannot read " + file + ": " + e.getMessage(), e);
        }
    }

    /** Whether the head has been trained already. */
    public boolean hasTrainedHead() {
        return freshSeed == null;
    }

    /** The seed of fresh head weights; empty when the folder has the head's weights. */
    OptionalLong freshHead() {
        return freshSeed == null ? OptionalLong.empty() : OptionalLong.of(freshSeed);
    }

    /**
     * Hash of everything but the {@link #contract()} that decides a score: the {@link ModelFolder#networkHash()} of the encoder, and the
     * head. It belongs in every key of what the model makes; reads all weights.
     */
    public String networkHash() {
        return body.networkHash() + " with " + head + (freshSeed == null ? "" : " of seed " + freshSeed);
    }

    /** SHA-256 of the weights (and the seed of a fresh head), in hexadecimal; reads all of them. */
    public String weightsHash() {
        return body.weightsHash() + (freshSeed == null ? "" : " with a fresh head " + freshSeed);
    }
}
