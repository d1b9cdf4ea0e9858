package dev.isogloss.checkpoint;

import dev.isogloss.embed.TextContract;
import dev.isogloss.io.BadInputException;
import dev.isogloss.io.JsonFile;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;

/** {@code isogloss_text_contract.json}: the {@link TextContract} a model was trained with, field by field. */
final class ContractFile {
    static final String NAME = "isogloss_text_contract.json";

    private ContractFile() {}

    static Optional<TextContract> read(Path folder) throws IOException {
        Path file = folder.resolve(NAME);
        return Files.exists(file) ? Optional.of(JsonFile.read(file, TextContract.class)) : Optional.empty();
    }

    static void write(Path folder, TextContract contract) throws IOException {
        JsonFile.write(folder.resolve(NAME), contract);
    }

    /** The saved contract must say what the folder's other files say; otherwise somebody changed one of them. */
    static void requireAgreement(Path folder, TextContract saved, TextContract found) {
        requireEqual(folder, "tokenizer hash", saved.tokenizerHash(), found.tokenizerHash());
        requireEqual(folder, "pooling", saved.pooling(), found.pooling());
        requireEqual(folder, "includePrompt", saved.includePrompt(), found.includePrompt());
        requireEqual(folder, "normalize", saved.normalize(), found.normalize());
        requireEqual(folder, "queryPrompt", saved.queryPrompt(), found.queryPrompt());
        requireEqual(folder, "passagePrompt", saved.passagePrompt(), found.passagePrompt());
    }

    private static void requireEqual(Path folder, String what, Object saved, Object found) {
        if (!saved.equals(found)) {
            throw new BadInputException(folder + ": " + NAME + " says " + what + " \"" + saved
                    + "\", but the folder's other files say \"" + found + "\"; restore the model, or delete " + NAME
                    + " if the change was meant");
        }
    }
}
