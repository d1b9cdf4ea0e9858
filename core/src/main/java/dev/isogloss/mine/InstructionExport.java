package dev.isogloss.mine;

import dev.isogloss.io.JsonLines;
import dev.isogloss.llm.Prompt;
import dev.isogloss.mine.QueryGenerator.Generated;
import dev.isogloss.mine.QueryGenerator.Made;
import dev.isogloss.mine.QueryGenerator.Refused;
import dev.isogloss.mine.QueryGenerator.Source;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

/**
 * Writes what a language model can be tuned on for the two steps of {@link LlmQueryGenerator}, from a user's own queries and
 * positives: the same prompts, and the answers wanted.
 *
 * <p>One JSON object a line, UTF-8, two lines for a source: first the summary, then the query. The roles are those of chat servers;
 * {@code system} is left out where the template has none. What is wanted as summary is that of any generator, for example the
 * extractive one; what is wanted as query is what a person asked: the training query.
 *
 * <pre>{@code
 * {"task":"summary","language":"sw","messages":[{"role":"system","content":"..."},{"role":"user","content":"..."},
 *  {"role":"assistant","content":"{\"summary\":\"...\"}"}]}
 * }</pre>
 */
public final class InstructionExport {
    private static final JsonMapper JSON = JsonMapper.shared();

    private final GeneratorPrompts prompts;
    private final LlmGeneratorSettings settings;

    public InstructionExport(GeneratorPrompts prompts, LlmGeneratorSettings settings) {
        this.prompts = prompts;
        this.settings = settings;
    }

    /**
     * Writes the file whole or not at all, {@code .gz} and {@code .zst} as its name says.
     *
     * @param sources in the order of the lines
     * @param generated what a generator made of each; a source that was refused is left out
     */
    public Summary write(Path file, List<Source> sources, List<Generated> generated) throws IOException {
        if (sources.size() != generated.size()) {
            throw new IllegalArgumentException(
                    "every source needs what came of it (got: " + sources.size() + " and " + generated.size() + ")");
        }
        LlmQueryGenerator.requireNames(sources);
        Map<String, Integer> languages = new TreeMap<>();
        JsonLines.write(file, lines -> {
            languages.clear();
            for (int i = 0; i < sources.size(); i++) {
                Source source = sources.get(i);
                switch (generated.get(i)) {
                    case Made made -> {
                        lines.write(summaryLine(source, made));
                        lines.write(queryLine(source, made));
                        languages.merge(source.query().language().code(), 1, Integer::sum);
                    }
                    case Refused refused -> {}
                }
            }
        });
        int written = languages.values().stream().mapToInt(Integer::intValue).sum();
        return new Summary(languages, sources.size() - written);
    }

    /**
     * What was written.
     *
     * @param languages sources of each language, two lines each
     * @param leftOut sources without a summary
     */
    public record Summary(Map<String, Integer> languages, int leftOut) {
        public Summary {
            languages = java.util.Collections.unmodifiableMap(new TreeMap<>(languages));
        }

        /** For people. */
        public String text() {
            int sources =
                    languages.values().stream().mapToInt(Integer::intValue).sum();
            return sources + " pairs of query and positive, two lines each: " + languages
                    + (leftOut == 0 ? "" : "; " + leftOut + " left out, for nothing can be summarised in them");
        }
    }

    private ObjectNode summaryLine(Source source, Made made) {
        return line("summary", source, LlmQueryGenerator.summaryPrompt(prompts, source, settings), made.summary());
    }

    private ObjectNode queryLine(Source source, Made made) {
        Prompt prompt = LlmQueryGenerator.queryPrompt(prompts, source, made.summary());
        return line("query", source, prompt, source.query().text());
    }

    private static ObjectNode line(String task, Source source, Prompt prompt, String wanted) {
        ObjectNode line = JSON.createObjectNode();
        line.put("task", task).put("language", source.query().language().code());
        ArrayNode messages = line.putArray("messages");
        if (!prompt.system().isEmpty()) {
            messages.addObject().put("role", "system").put("content", prompt.system());
        }
        messages.addObject().put("role", "user").put("content", prompt.user());
        String answer = JSON.writeValueAsString(JSON.createObjectNode().put(task, wanted));
        messages.addObject().put("role", "assistant").put("content", answer);
        return line;
    }
}
