package dev.isogloss.checkpoint;

import dev.isogloss.embed.TextContract;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;

/** The README of a model folder. */
final class ModelCard {
    private ModelCard() {}

    /**
     * The card of a copy in another form: the model's own, licence and figures included, with a note in front of its text.
     *
     * @param note Markdown: what form the copy has, and how to use it
     */
    static String ofCopy(ModelFolder like, String note) throws IOException {
        Path file = like.path().resolve("README.md");
        String own = Files.isRegularFile(file)
                ? Files.readString(file).replace("\r\n", "\n")
                : text(like.architecture(), like.contract());
        int end = own.startsWith("---\n") ? own.indexOf("\n---\n", 3) : -1;
        int text = end < 0 ? 0 : end + "\n---\n".length();
        return own.substring(0, text) + "\n" + note.strip() + "\n\n---\n\n"
                + own.substring(text).stripLeading();
    }

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
