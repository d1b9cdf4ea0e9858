package dev.isogloss.checkpoint;

import dev.isogloss.io.BadInputException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Pattern;

/**
 * Finds an encoder's weights among the names of a checkpoint: plain, under the family's prefix where the file was saved with a task
 * head, with the older names of layer norms. Heads that the encoder has no use for may stand beside them; anything else that is left
 * over, or missing, is an error.
 */
final class StoredNames {
    /** Heads of the library's task classes, and buffers that older versions saved. */
    private static final Pattern NEEDLESS = Pattern.compile(
            "(?:pooler|cls|lm_head|classifier|pre_classifier|score|qa_outputs|vocab_transform|vocab_layer_norm|vocab_projector"
                    + "|head|decoder)\\..*|embeddings\\.position_ids|.*rotary_emb\\.inv_freq");

    private StoredNames() {}

    /**
     * The stored name of every expected weight.
     *
     * @param prefix what may stand before a name
     * @param from for messages
     */
    static Map<String, String> find(Set<String> expected, Set<String> stored, String prefix, Path from) {
        Map<String, String> found = new LinkedHashMap<>();
        List<String> missing = new ArrayList<>();
        for (String name : expected) {
            List.of(name, prefix + name, older(name), prefix + older(name)).stream()
                    .filter(stored::contains)
                    .findFirst()
                    .ifPresentOrElse(place -> found.put(name, place), () -> missing.add(name));
        }
        if (!missing.isEmpty()) {
            throw new BadInputException(from + ": the weights lack " + some(missing) + " (nor is there " + prefix
                    + missing.getFirst() + "); does config.json belong to these weights?");
        }
        Set<String> unknown = new TreeSet<>(stored);
        unknown.removeAll(new HashSet<>(found.values()));
        unknown.removeIf(name -> NEEDLESS.matcher(name.startsWith(prefix) ? name.substring(prefix.length()) : name)
                .matches());
        if (!unknown.isEmpty()) {
            throw new BadInputException(from + ": config.json knows nothing of the weights " + some(unknown)
                    + "; adapters, quantised weights and more layers than config.json names are not supported");
        }
        return found;
    }

    /** What layer norms called their weights when BERT came over from TensorFlow. */
    private static String older(String name) {
        return name.replace("LayerNorm.weight", "LayerNorm.gamma").replace("LayerNorm.bias", "LayerNorm.beta");
    }

    private static String some(Iterable<String> names) {
        List<String> all = new ArrayList<>();
        names.forEach(all::add);
        return String.join(", ", all.subList(0, Math.min(3, all.size())))
                + (all.size() > 3 ? " and " + (all.size() - 3) + " more" : "");
    }
}
