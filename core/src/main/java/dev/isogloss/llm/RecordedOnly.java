package dev.isogloss.llm;

import dev.isogloss.io.BadInputException;

/**
 * A model that says nothing new: for repeating somebody's run from the answers they recorded, without a server.
 *
 * @param name the model whose answers were recorded
 */
public record RecordedOnly(String name) implements ChatModel {
    @Override
    public ChatAnswer answer(Prompt prompt, Sampling sampling) {
        String start = prompt.user().strip();
        throw new BadInputException("no answer of " + name + " is recorded to the prompt that begins \""
                + start.substring(0, start.offsetByCodePoints(0, Math.min(80, start.codePointCount(0, start.length()))))
                        .replaceAll("\\s+", " ")
                + "\" and no server may be asked; were templates, sampling or data changed since the recording? Name a"
                + " server to ask for what is missing");
    }
}
