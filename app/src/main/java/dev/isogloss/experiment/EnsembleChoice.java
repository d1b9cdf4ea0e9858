package dev.isogloss.experiment;

import dev.isogloss.index.LexicalUnit;
import dev.isogloss.io.BadInputException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.stream.Stream;
import tools.jackson.databind.JsonNode;

/**
 * The retrievers that propose candidates, and what each weighs: {@code mine.ensemble} and {@code mine.weights}.
 *
 * @param members in the order of the file, which decides nothing
 */
public record EnsembleChoice(List<EnsembleMember> members, Weights weights) {
    private static final String MEMBERS = "ensemble";
    private static final String WEIGHTS = "weights";
    private static final String WANTED =
            "a list out of bm25, bm25-4gram, dense, {encoder: {name: e5, path: FOLDER}} and"
                    + " {run: {name: other, path: FILE.trec}}";
    private static final List<String> WORDS =
            List.of(LexicalUnit.WORD.retriever(), LexicalUnit.FOUR_GRAM.retriever(), EnsembleMember.Dense.NAME);
    private static final List<String> KINDS = List.of("encoder", "run");

    /** Names of folders, reports and teachers that a member would be mistaken for. */
    private static final List<String> TAKEN = Stream.concat(
                    MeasuredSystem.words().stream(), Experiment.DistillationChoice.TEACHERS.stream())
            .toList();

    public EnsembleChoice {
        members = List.copyOf(members);
    }

    /** What the members weigh in the fusion. */
    public sealed interface Weights {
        /** All alike. */
        record Equal() implements Weights {}

        /**
         * As somebody set them.
         *
         * @param byName at least 0, of every member
         */
        record Given(SortedMap<String, Double> byName) implements Weights {
            public Given {
                byName = Collections.unmodifiableSortedMap(new TreeMap<>(byName));
            }
        }

        /** Chosen on held-out training queries. */
        record Learned() implements Weights {}
    }

    /** The dense encoders besides the experiment's own. */
    List<EnsembleMember.Encoder> encoders() {
        return members.stream()
                .filter(EnsembleMember.Encoder.class::isInstance)
                .map(EnsembleMember.Encoder.class::cast)
                .toList();
    }

    /** The runs made elsewhere. */
    List<EnsembleMember.Run> runs() {
        return members.stream()
                .filter(EnsembleMember.Run.class::isInstance)
                .map(EnsembleMember.Run.class::cast)
                .toList();
    }

    /** Whether BM25 over these units is a member. */
    boolean counts(LexicalUnit unit) {
        return members.contains(new EnsembleMember.Lexical(unit));
    }

    /** The scorers that rules may name. */
    List<String> scorers() {
        List<String> names = new ArrayList<>(List.of(EnsembleMember.Dense.NAME));
        encoders().forEach(encoder -> names.add(encoder.name()));
        return names;
    }

    static EnsembleChoice of(Settings in) {
        JsonNode list = in.node().path(MEMBERS);
        List<EnsembleMember> members = new ArrayList<>();
        for (JsonNode item : list.isArray() ? list : List.of(list)) {
            EnsembleMember member = member(in, item);
            if (members.stream().anyMatch(other -> other.name().equals(member.name()))) {
                throw in.refused(
                        MEMBERS, "a list of members with different names, but two are called " + member.name());
            }
            members.add(member);
        }
        if (members.isEmpty()) {
            throw in.refused(MEMBERS, WANTED);
        }
        return new EnsembleChoice(
                members, weights(in, members.stream().map(EnsembleMember::name).toList()));
    }

    private static EnsembleMember member(Settings in, JsonNode item) {
        if (item.isString()) {
            return switch (item.stringValue()) {
                case "bm25" -> new EnsembleMember.Lexical(LexicalUnit.WORD);
                case "bm25-4gram" -> new EnsembleMember.Lexical(LexicalUnit.FOUR_GRAM);
                case EnsembleMember.Dense.NAME -> new EnsembleMember.Dense();
                default -> throw unknown(in, item.stringValue(), WORDS);
            };
        }
        if (!item.isObject() || item.size() != 1) {
            throw in.refused(MEMBERS, WANTED);
        }
        Map.Entry<String, JsonNode> entry = item.properties().iterator().next();
        Settings of = new Settings(in.path() + "." + MEMBERS + "." + entry.getKey(), entry.getValue());
        return switch (entry.getKey()) {
            case "encoder" -> {
                requireKeys(of, List.of("name", "path"), List.of("query-tokens", "passage-tokens"));
                yield new EnsembleMember.Encoder(
                        name(of),
                        of.text("path"),
                        of.optionalIntegerIfPresent("query-tokens", 4, 8192),
                        of.optionalIntegerIfPresent("passage-tokens", 4, 8192));
            }
            case "run" -> {
                requireKeys(of, List.of("name", "path"), List.of());
                yield new EnsembleMember.Run(name(of), Path.of(of.text("path")));
            }
            default -> throw unknown(in, entry.getKey(), KINDS);
        };
    }

    private static BadInputException unknown(Settings in, String word, List<String> known) {
        String hint = NearestName.of(word, known)
                .map(name -> "; did you mean " + name + "?")
                .orElse("");
        String why = WORDS.contains(word) ? " stands alone, without a value" : " is none of these";
        return in.refused(MEMBERS, WANTED + "; " + word + why + hint);
    }

    private static void requireKeys(Settings of, List<String> needed, List<String> allowed) {
        List<String> known = new ArrayList<>(needed);
        known.addAll(allowed);
        boolean complete = of.node().isObject() && of.node().propertyNames().containsAll(needed);
        if (!complete || !known.containsAll(of.node().propertyNames())) {
            throw new BadInputException(of.path() + " must have the keys " + needed
                    + (allowed.isEmpty() ? "" : " and may have " + allowed) + " (got: " + of.node() + ")");
        }
    }

    private static String name(Settings of) {
        String name = of.text("name");
        if (!name.matches("[A-Za-z0-9][A-Za-z0-9._-]*") || TAKEN.contains(name) || WORDS.contains(name)) {
            throw of.refused(
                    "name",
                    "letters, digits, '.', '_' and '-', and none of " + TAKEN + " or " + WORDS + " (it names folders)");
        }
        return name;
    }

    private static Weights weights(Settings in, List<String> members) {
        JsonNode weights = in.node().path(WEIGHTS);
        if (weights.isNull()) {
            return new Weights.Equal();
        }
        if (weights.isString() && weights.stringValue().equals("learned")) {
            return new Weights.Learned();
        }
        String wanted = "null, learned, or a number from 0 for each of " + members + ", one of them above 0";
        if (!weights.isObject()) {
            throw in.refused(WEIGHTS, wanted);
        }
        SortedMap<String, Double> byName = new TreeMap<>();
        for (Map.Entry<String, JsonNode> entry : weights.properties()) {
            if (!members.contains(entry.getKey())) {
                String hint = NearestName.of(entry.getKey(), members)
                        .map(name -> "; did you mean " + name + "?")
                        .orElse("");
                throw in.refused(WEIGHTS, wanted + "; " + entry.getKey() + " is no member" + hint);
            }
            Optional<Double> number = Settings.asNumber(entry.getValue());
            if (number.isEmpty() || !(number.get() >= 0 && Double.isFinite(number.get()))) {
                throw in.refused(WEIGHTS, wanted);
            }
            byName.put(entry.getKey(), number.get());
        }
        if (!byName.keySet().containsAll(members) || byName.values().stream().noneMatch(weight -> weight > 0)) {
            throw in.refused(WEIGHTS, wanted);
        }
        return new Weights.Given(byName);
    }
}
