package dev.isogloss.checkpoint;

import dev.isogloss.io.BadInputException;
import dev.isogloss.io.JsonFile;
import java.io.IOException;
import java.nio.file.Path;
import java.util.OptionalInt;
import java.util.Set;
import tools.jackson.databind.JsonNode;

/**
 * A causal or masked language model of Hugging Face, read and checked: the network, and the head that predicts tokens.
 *
 * @param mask the token that hides another; empty for causal models
 */
public record LanguageModelFolder(ModelFolder body, LanguageHead head, OptionalInt mask) {
    private static final Set<String> MASKS = Set.of("[MASK]", "<mask>");

    /**
     * Opens a language model, by folder or hub id.
     *
     * @throws BadInputException when a file is missing or damaged, or when it is no language model that we know the head of
     */
    public static LanguageModelFolder open(String folderOrId) {
        ModelFolder body = ModelFolder.open(folderOrId);
        Path file = body.networkPath().resolve(ConfigFile.NAME);
        try {
            JsonObject config = JsonObject.read(file);
            String name = config.node().path("architectures").path(0).asString("(none)");
            if (name.endsWith("ForCausalLM") && body.architecture() instanceof DecoderArchitecture) {
                boolean tied = config.flag("tie_word_embeddings", !hasOwnMatrix(body));
                return new LanguageModelFolder(
                        body, LanguageHead.causal(body.architecture(), tied), OptionalInt.empty());
            }
            if (name.endsWith("ForMaskedLM") && config.flag("tie_word_embeddings", true)) {
                LanguageHead head = LanguageHead.masked(body.architecture()).orElseThrow(() -> unknown(file, name));
                return new LanguageModelFolder(body, head, OptionalInt.of(mask(body)));
            }
            throw unknown(file, name);
        } catch (IOException e) {
            throw new BadInputException("cannot read " + file + ": " + e.getMessage(), e);
        }
    }

    private static BadInputException unknown(Path file, String name) {
        return new BadInputException(file + ": " + name + " is no language model that we can ask; supported are"
                + " Qwen3ForCausalLM, BertForMaskedLM, RobertaForMaskedLM and XLMRobertaForMaskedLM (the masked ones with the"
                + " word embedding as their last layer)");
    }

    private static boolean hasOwnMatrix(ModelFolder body) throws IOException {
        for (Path file : body.weightFiles()) {
            try (SafeTensors weights = SafeTensors.open(file)) {
                if (weights.entries().containsKey("lm_head.weight")) {
                    return true;
                }
            }
        }
        return false;
    }

    private static int mask(ModelFolder body) throws IOException {
        for (JsonNode token : JsonFile.read(body.tokenizerFile()).path("added_tokens")) {
            if (MASKS.contains(token.path("content").asString(""))) {
                return token.path("id").intValue();
            }
        }
        throw new BadInputException(body.tokenizerFile()
                + " has no token [MASK] or <mask>, without which a masked language" + " model cannot be asked");
    }

    /** {@link ModelFolder#networkHash()}, which covers the head's weights, and what the head is; reads all weights. */
    public String networkHash() {
        return body.networkHash() + " with " + head.matrix() + (mask.isPresent() ? ", mask " + mask.getAsInt() : "");
    }
}
