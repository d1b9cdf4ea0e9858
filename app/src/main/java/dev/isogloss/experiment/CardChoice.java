package dev.isogloss.experiment;

import java.util.Optional;

/**
 * What only people can say on the model card. Changes no weights and no figure.
 *
 * @param licence of the weights, as the hub names it, for example {@code apache-2.0}
 * @param baseModel hub id of the model that training begins with, where {@code model.path} is a folder
 */
public record CardChoice(Optional<String> licence, Optional<String> baseModel) {
    static CardChoice of(Settings in) {
        Optional<String> licence = in.optionalText("license");
        if (licence.isPresent() && !licence.get().matches("[a-z0-9][a-z0-9.+-]*")) {
            throw in.refused(
                    "license", "the hub's short name of a licence, for example apache-2.0, mit or cc-by-sa-4.0");
        }
        Optional<String> base = in.optionalText("base-model");
        if (base.isPresent() && !base.get().matches("[A-Za-z0-9_.-]+/[A-Za-z0-9_.-]+")) {
            throw in.refused("base-model", "a hub id, for example intfloat/multilingual-e5-small");
        }
        return new CardChoice(licence, base);
    }
}
