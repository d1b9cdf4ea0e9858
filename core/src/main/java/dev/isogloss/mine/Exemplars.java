package dev.isogloss.mine;

import dev.isogloss.data.Language;
import dev.isogloss.io.BadInputException;
import dev.isogloss.io.Checksums;
import dev.isogloss.io.JsonLines;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Collectors;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/**
 * Worked examples that a language model is shown before it is asked for a query (few-shot prompting): passages with a summary in their
 * own language and a query about it in the same or another one.
 */
public record Exemplars(List<Exemplar> all) {
    /** How many are shown where a query is in another language than its passage, as in arXiv 2311.05800; and where in the same. */
    private static final int ACROSS = 5;

    private static final int WITHIN = 3;

    /** No examples. */
    public static final Exemplars NONE = new Exemplars(List.of());

    /** One example. */
    public record Exemplar(Language passageLanguage, String passage, String summary, Language language, String query) {
        boolean crosses() {
            return !passageLanguage.equals(language);
        }
    }

    public Exemplars {
        all = List.copyOf(all);
    }

    /** Those that come with Isogloss: five across languages and three within one. */
    public static Exemplars standard() {
        try (InputStream in = Exemplars.class.getResourceAsStream("exemplars.jsonl")) {
            if (in == null) {
                throw new IllegalStateException("resource exemplars.jsonl is missing");
            }
            List<Exemplar> read = new ArrayList<>();
            for (String line : new String(in.readAllBytes(), StandardCharsets.UTF_8).split("\n")) {
                JsonNode json = JsonMapper.shared().readTree(line);
                read.add(new Exemplar(
                        new Language(json.path("lang").asString()),
                        json.path("passage").asString(),
                        json.path("summary").asString(),
                        new Language(json.path("query-lang").asString()),
                        json.path("query").asString()));
            }
            return new Exemplars(read);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /**
     * The user's own: JSON lines {@code {"lang", "passage", "summary", "query-lang", "query"}}.
     *
     * @throws BadInputException when the file is not there, has no line, or a line lacks a field
     */
    public static Exemplars read(Path file) throws IOException {
        List<Exemplar> read = new ArrayList<>();
        JsonLines.read(
                file,
                line -> read.add(new Exemplar(
                        new Language(line.requiredText("lang")),
                        line.requiredText("passage"),
                        line.requiredText("summary"),
                        new Language(line.requiredText("query-lang")),
                        line.requiredText("query"))));
        if (read.isEmpty()) {
            throw new BadInputException(
                    "the exemplars " + file + " hold no line; give at least one {\"lang\", \"passage\","
                            + " \"summary\", \"query-lang\", \"query\"}");
        }
        return new Exemplars(read);
    }

    /** A short mark that changes whenever they do. */
    String mark() {
        return all.isEmpty()
                ? "none"
                : Checksums.sha256(all.toString().getBytes(StandardCharsets.UTF_8))
                        .substring(0, 12);
    }

    /** Passages with their summaries, as text. */
    String summaries(QueryGenerator.Source source) {
        return shown(source).stream()
                .map(example -> "Passage: " + example.passage + "\nSummary: " + example.summary)
                .collect(Collectors.joining("\n\n"));
    }

    /** Summaries with the queries about them, as text. */
    String queries(QueryGenerator.Source source) {
        return shown(source).stream()
                .map(example -> "Summary: " + example.summary + "\nSearch in " + LanguageName.of(example.language)
                        + ": " + example.query)
                .collect(Collectors.joining("\n\n"));
    }

    /** Those of the wanted kind, first the ones in the wanted language; where there are none, any. */
    private List<Exemplar> shown(QueryGenerator.Source source) {
        Language wanted = source.query().language();
        boolean crosses = !wanted.equals(source.positive().key().language());
        List<Exemplar> kind =
                all.stream().filter(example -> example.crosses() == crosses).toList();
        List<Exemplar> pool = kind.isEmpty() ? all : kind;
        List<Exemplar> ordered = new ArrayList<>(
                pool.stream().filter(example -> example.language.equals(wanted)).toList());
        pool.stream().filter(example -> !example.language.equals(wanted)).forEach(ordered::add);
        return ordered.subList(0, Math.min(crosses ? ACROSS : WITHIN, ordered.size()));
    }
}
