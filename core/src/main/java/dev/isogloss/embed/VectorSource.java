package dev.isogloss.embed;

/**
 * What vectors are made from: when any of it changes, they are made anew.
 *
 * @param weights {@link Embedder#networkHash()} of the model: its weights and the network's settings
 * @param contract hash of the {@link TextContract}
 * @param role what the texts are
 * @param input hash of the texts
 */
public record VectorSource(String weights, String contract, Role role, String input) {
    VectorSource withInput(String newInput) {
        return new VectorSource(weights, contract, role, newInput);
    }
}
