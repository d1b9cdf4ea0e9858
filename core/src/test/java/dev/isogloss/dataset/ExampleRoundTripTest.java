package dev.isogloss.dataset;

import static org.assertj.core.api.Assertions.assertThat;

import dev.isogloss.data.Language;
import dev.isogloss.dataset.convert.Formats;
import dev.isogloss.dataset.convert.Languages;
import dev.isogloss.format.LanguageDetector;
import dev.isogloss.io.Origin;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.Combinators;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import org.jspecify.annotations.Nullable;

/** Training examples that two formats can both hold go from one to the other and back, and are the same file. */
class ExampleRoundTripTest {
    /** What a format can hold beside the texts of a query and its passages. */
    private enum Trait {
        IDS,
        TITLES,
        SCORES,
        EXTRAS,
        LANGUAGES,
        SEVERAL_POSITIVES,
        NEGATIVES,
        DIFFERENT_COUNTS,
        ONE_LANGUAGE
    }

    private static final Map<String, Set<Trait>> FORMATS = Map.of(
            "tevatron",
                    traits(
                            Trait.IDS,
                            Trait.TITLES,
                            Trait.LANGUAGES,
                            Trait.SEVERAL_POSITIVES,
                            Trait.NEGATIVES,
                            Trait.DIFFERENT_COUNTS),
            "tevatron-v2",
                    traits(
                            Trait.IDS,
                            Trait.LANGUAGES,
                            Trait.SEVERAL_POSITIVES,
                            Trait.NEGATIVES,
                            Trait.DIFFERENT_COUNTS),
            "flagembedding",
                    traits(
                            Trait.SCORES,
                            Trait.EXTRAS,
                            Trait.LANGUAGES,
                            Trait.SEVERAL_POSITIVES,
                            Trait.NEGATIVES,
                            Trait.DIFFERENT_COUNTS),
            "st-n-tuple", traits(Trait.SCORES, Trait.NEGATIVES),
            "st-triplet", traits(Trait.NEGATIVES),
            "st-labeled-pair", traits(Trait.SEVERAL_POSITIVES, Trait.NEGATIVES, Trait.DIFFERENT_COUNTS),
            "st-labeled-list", traits(Trait.SEVERAL_POSITIVES, Trait.NEGATIVES, Trait.DIFFERENT_COUNTS),
            "nemo",
                    traits(
                            Trait.IDS,
                            Trait.SCORES,
                            Trait.LANGUAGES,
                            Trait.SEVERAL_POSITIVES,
                            Trait.NEGATIVES,
                            Trait.DIFFERENT_COUNTS),
            "swim-ir", traits(Trait.TITLES, Trait.LANGUAGES));

    private static final Language SWAHILI = new Language("sw");

    private static Set<Trait> traits(Trait... traits) {
        return EnumSet.copyOf(List.of(traits));
    }

    /** Two formats and examples that both can hold. */
    private record Journey(String there, String other, List<ExampleRow> rows) {}

    private record Memory(List<ExampleRow> rows) implements ExampleFiles {
        @Override
        public void examples(RowSink<ExampleRow> sink) throws IOException {
            for (ExampleRow row : rows) {
                sink.accept(row, new Origin("memory"));
            }
        }

        @Override
        public List<Path> files() {
            return List.of();
        }
    }

    @Property(tries = 150)
    void comesBack(@ForAll("journeys") Journey journey) throws IOException {
        Path folder = Files.createTempDirectory("round");
        try {
            ExampleFormat there = (ExampleFormat) Formats.named(journey.there());
            Path first = folder.resolve("first");
            // ids that the examples lack are given by the conversion, not by the format: the same ones each time
            Path seed = folder.resolve("seed.jsonl");
            boolean named =
                    !journey.rows().isEmpty() && !journey.rows().getFirst().id().isEmpty();
            if (named) {
                there.write(new Memory(journey.rows()), first, new Losses());
            } else {
                ((ExampleFormat) Formats.named(carrier(journey.rows())))
                        .write(new Memory(journey.rows()), seed, new Losses());
                convert(seed, carrier(journey.rows()), journey.there(), first);
            }
            convert(first, journey.there(), journey.other(), folder.resolve("second"));
            convert(folder.resolve("second"), journey.other(), journey.there(), folder.resolve("third"));
            assertThat(Trees.of(first).values()).as("something went there").noneMatch(String::isBlank);
            assertThat(Trees.of(folder.resolve("third")))
                    .as(journey.there() + " -> " + journey.other() + " -> " + journey.there())
                    .isEqualTo(Trees.of(first));
        } finally {
            Trees.delete(folder);
        }
    }

    /** Whose format has no language is told it, as a person would; every other row says its own. */
    private static void convert(Path input, String from, String to, Path out) throws IOException {
        boolean tells = FORMATS.getOrDefault(from, Set.of()).contains(Trait.LANGUAGES);
        Trees.convert(
                input,
                Formats.named(from),
                Formats.named(to),
                out,
                new Languages(tells || !to.equals("swim-ir") ? null : LanguageDetector.always(SWAHILI), Set.of()),
                BadRows.fail());
    }

    /** Holds examples without ids: titles want swim-ir's rows, everything else fits FlagEmbedding's. */
    private static String carrier(List<ExampleRow> rows) {
        return rows.stream().anyMatch(row -> !row.positives().getFirst().title().isEmpty())
                ? "swim-ir"
                : "flagembedding";
    }

    @Provide
    Arbitrary<Journey> journeys() {
        Arbitrary<String> formats =
                Arbitraries.of(FORMATS.keySet().stream().sorted().toList());
        return Combinators.combine(formats, formats)
                .as((there, other) -> List.of(there, other))
                .flatMap(pair -> rows(common(pair)).map(rows -> new Journey(pair.get(0), pair.get(1), rows)));
    }

    private static Set<Trait> common(List<String> pair) {
        Set<Trait> common = EnumSet.copyOf(FORMATS.getOrDefault(pair.get(0), Set.of()));
        common.retainAll(FORMATS.getOrDefault(pair.get(1), Set.of()));
        if (pair.getFirst().equals("swim-ir")) {
            common.add(Trait.LANGUAGES); // it names one in every row, whether or not the other keeps it
        }
        if (!common.contains(Trait.LANGUAGES) || !bothKeepLanguages(pair)) {
            common.add(Trait.ONE_LANGUAGE);
        }
        return common;
    }

    private static boolean bothKeepLanguages(List<String> pair) {
        return pair.stream()
                .allMatch(word -> FORMATS.getOrDefault(word, Set.of()).contains(Trait.LANGUAGES));
    }

    private static Arbitrary<List<ExampleRow>> rows(Set<Trait> traits) {
        Arbitrary<List<String>> texts = text().list().uniqueElements().ofSize(6);
        Arbitrary<List<String>> queries =
                text().list().uniqueElements().ofMinSize(1).ofMaxSize(4);
        return Combinators.combine(
                        texts,
                        text().list().ofSize(6),
                        queries,
                        Arbitraries.integers().between(0, 5).list().ofSize(40),
                        Arbitraries.integers().between(1, 3))
                .as((passages, titles, asked, dice, tuple) -> {
                    List<ExampleRow> rows = new ArrayList<>();
                    for (int i = 0; i < asked.size(); i++) {
                        rows.add(row(traits, passages, titles, asked.get(i), dice.subList(i * 8, i * 8 + 8), i, tuple));
                    }
                    return rows;
                });
    }

    private static ExampleRow row(
            Set<Trait> traits,
            List<String> texts,
            List<String> titles,
            String query,
            List<Integer> dice,
            int number,
            int tuple) {
        int positives = traits.contains(Trait.SEVERAL_POSITIVES) ? 1 + dice.get(0) % 2 : 1;
        int negatives = !traits.contains(Trait.NEGATIVES)
                ? 0
                : traits.contains(Trait.DIFFERENT_COUNTS) ? dice.get(1) % 4 : traits.contains(Trait.SCORES) ? tuple : 1;
        List<ExamplePassage> all = new ArrayList<>();
        for (int i = 0; i < positives + negatives; i++) {
            int which = dice.get(2 + i % 6);
            Double score = traits.contains(Trait.SCORES) ? which / 4.0 : null;
            all.add(passage(traits, which, texts.get(which), titles.get(which), score));
        }
        return new ExampleRow(
                traits.contains(Trait.IDS) ? "query " + number : "",
                traits.contains(Trait.LANGUAGES)
                        ? number % 2 == 0 || traits.contains(Trait.ONE_LANGUAGE) ? SWAHILI : new Language("zh")
                        : Language.UNDETERMINED,
                query,
                all.subList(0, positives),
                all.subList(positives, all.size()),
                new TreeMap<>(traits.contains(Trait.EXTRAS) && number % 2 == 0 ? Map.of("prompt", "ask ") : Map.of()));
    }

    private static ExamplePassage passage(
            Set<Trait> traits, int which, String text, String title, @Nullable Double score) {
        return new ExamplePassage(
                traits.contains(Trait.IDS) ? "p " + which : "",
                traits.contains(Trait.TITLES) ? title : "",
                text,
                score);
    }

    private static Arbitrary<String> text() {
        return Arbitraries.strings().withChars("aé漢\" \\\t\n{}").ofMinLength(1).ofMaxLength(10);
    }
}
