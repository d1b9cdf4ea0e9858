package dev.isogloss.llm;

/** A language model that answers prompts. Safe for many threads. */
public interface ChatModel {
    /** The name under which the model is asked for and its answers are recorded, for example {@code qwen2.5-7b-instruct}. */
    String name();

    /**
     * The model's answer, asked for once: whoever wants patience asks through a {@link ChatPool}.
     *
     * @throws ChatFailure when no answer came
     * @throws dev.isogloss.io.BadInputException when none can ever come: a wrong key, an unknown model
     */
    ChatAnswer answer(Prompt prompt, Sampling sampling);
}
