package dev.isogloss.mine;

import dev.isogloss.llm.PromptTemplate;
import java.io.IOException;
import java.nio.file.Path;
import java.util.Set;

/**
 * What a language model is told to judge by.
 *
 * @param withAnswer with {@code {query}}, {@code {answer}} (a positive) and {@code {passage}}
 * @param withoutAnswer with {@code {query}} and {@code {passage}}
 */
public record JudgePrompts(PromptTemplate withAnswer, PromptTemplate withoutAnswer) {
    private static final Set<String> WITH = Set.of("query", "answer", "passage");
    private static final Set<String> WITHOUT = Set.of("query", "passage");
    private static final Set<String> MAY = Set.of("language");

    /** The templates that come with Isogloss. */
    public static JudgePrompts standard() {
        return new JudgePrompts(
                PromptTemplate.ofResource(JudgePrompts.class, "judge-with-answer.txt", WITH, MAY),
                PromptTemplate.ofResource(JudgePrompts.class, "judge-without-answer.txt", WITHOUT, MAY));
    }

    /** The user's own file in the place of the first; see {@link PromptTemplate#read} for what is refused. */
    public JudgePrompts withAnswerFrom(Path file) throws IOException {
        return new JudgePrompts(PromptTemplate.read(file, WITH, MAY), withoutAnswer);
    }

    /** The user's own file in the place of the second; see {@link PromptTemplate#read} for what is refused. */
    public JudgePrompts withoutAnswerFrom(Path file) throws IOException {
        return new JudgePrompts(withAnswer, PromptTemplate.read(file, WITHOUT, MAY));
    }
}
