package dev.isogloss.checkpoint;

import dev.isogloss.embed.TextContract;

/** The README of a model folder. */
final class ModelCard {
    private ModelCard() {}

    static String text(Architecture architecture, TextContract contract) {
        return """
                ---
                library_name: sentence-transformers
                pipeline_tag: sentence-similarity
                tags: [sentence-transformers, isogloss]
                ---
                # A dense retriever written by Isogloss
                %s encoder, %d layers, %d wide, %d word pieces; pooling %s%s.

                | | prompt | longest text (tokens) |
                |---|---|---|
                | query | `%s` | %d |
                | passage | `%s` | %d |

                A passage with a title is encoded as title, one separator (`%s`), text.
                Loads in sentence-transformers: `SentenceTransformer(FOLDER).encode_query([...])`.
                """.formatted(
                        architecture.family().modelType(),
                        architecture.layers(),
                        architecture.hidden(),
                        architecture.vocabulary(),
                        contract.pooling(),
                        contract.normalize() ? ", normalised" : "",
                        contract.queryPrompt(),
                        contract.queryTokens(),
                        contract.passagePrompt(),
                        contract.passageTokens(),
                        contract.titleJoin());
    }
}
