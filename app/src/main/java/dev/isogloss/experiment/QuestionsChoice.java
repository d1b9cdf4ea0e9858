package dev.isogloss.experiment;

import dev.isogloss.data.Language;
import dev.isogloss.io.Checksums;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * What queries an experiment learns from, and who says what answers them: {@code questions}.
 *
 * @param source {@link #PEOPLE}, {@link #UNLABELLED} or {@link #GENERATED}
 * @param passagesPerLanguage wanted, of generated ones; at least 1
 * @param generator {@code extractive} or {@code llm}
 * @param languages that generated queries are in, in turn; empty for the passage's own
 * @param roundTrip a generated query's passage must be among so many hits; 0 to believe all
 * @param labeller a cross-encoder that says which candidate of an unlabelled query is taken for relevant; empty for the ensemble
 * @param labelDepth how many candidates it is shown
 */
public record QuestionsChoice(
        String source,
        int passagesPerLanguage,
        String generator,
        List<Language> languages,
        int roundTrip,
        Optional<Path> exemplars,
        Optional<Path> summaryPrompt,
        Optional<Path> queryPrompt,
        Optional<String> labeller,
        int labelDepth) {
    /** The training split of the collection, as people judged it. */
    static final String PEOPLE = "people";

    /** Its queries, without what people said of them. */
    static final String UNLABELLED = "unlabelled";

    /** Queries made from passages. */
    static final String GENERATED = "generated";

    /** The word of a language model as generator. */
    static final String LLM = "llm";

    public QuestionsChoice {
        languages = List.copyOf(languages);
    }

    static QuestionsChoice of(Settings in) {
        String source = in.word("from", PEOPLE, UNLABELLED, GENERATED);
        String generator = in.word("generator", "extractive", LLM);
        List<String> codes = in.words("languages");
        List<Language> languages = new ArrayList<>();
        if (!codes.equals(List.of("same"))) {
            for (String code : codes) {
                try {
                    languages.add(new Language(code));
                } catch (IllegalArgumentException e) {
                    throw in.refused("languages", "same, or a list of language codes such as [sw, te]");
                }
            }
            if (generator.equals("extractive")) {
                throw in.refused("languages", "same with questions.generator: extractive, which cannot translate");
            }
        }
        return new QuestionsChoice(
                source,
                in.integer("passages-per-language", 1, 10_000_000),
                generator,
                languages,
                in.integer("round-trip", 0, 1000),
                in.optionalText("exemplars").map(Path::of),
                in.optionalText("summary-prompt").map(Path::of),
                in.optionalText("query-prompt").map(Path::of),
                in.optionalText("labeller"),
                in.integer("label-depth", 1, 1000));
    }

    boolean byPeople() {
        return source.equals(PEOPLE);
    }

    boolean areGenerated() {
        return source.equals(GENERATED);
    }

    boolean areUnlabelled() {
        return source.equals(UNLABELLED);
    }

    /** Whether a language model makes them. */
    boolean wantLlm() {
        return areGenerated() && generator.equals(LLM);
    }

    /** What generated queries depend on, beside passages and models. */
    List<Object> generating(JudgingChoice judging) throws IOException {
        List<Object> deciding =
                new ArrayList<>(List.of(GENERATED, passagesPerLanguage, generator, languages, roundTrip));
        if (wantLlm()) {
            deciding.add(judging.llm().model());
            for (Optional<Path> file : List.of(exemplars, summaryPrompt, queryPrompt)) {
                deciding.add(file.isPresent() ? Checksums.sha256(file.get()) : "usual");
            }
        } else {
            deciding.add(judging.extractive());
        }
        return deciding;
    }
}
