package dev.isogloss.job;

import dev.isogloss.checkpoint.ModelFolder;
import dev.isogloss.dataset.BadRows;
import dev.isogloss.dataset.CollectionFormat;
import dev.isogloss.dataset.DatasetFormat;
import dev.isogloss.dataset.ExampleFormat;
import dev.isogloss.dataset.convert.Formats;
import dev.isogloss.dataset.convert.Inspection;
import dev.isogloss.dataset.convert.Languages;
import dev.isogloss.dataset.convert.RunInspection;
import dev.isogloss.dataset.convert.TokenCounter;
import dev.isogloss.embed.Role;
import dev.isogloss.embed.TextContract;
import dev.isogloss.encoder.HuggingFaceTextTokenizer;
import dev.isogloss.io.BadInputException;
import dev.isogloss.io.Progress;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.SerializationFeature;
import tools.jackson.databind.json.JsonMapper;

/** Looks at a data set: what it is, what is in it, what is wrong with it, what a model would cut. */
public final class DataInspectJob {
    private static final JsonMapper JSON = JsonMapper.builder()
            .disable(SerializationFeature.ORDER_MAP_ENTRIES_BY_KEYS)
            .build();

    private DataInspectJob() {}

    /** What was seen, as text for a person and as JSON for a program. */
    public record Summary(String text, String json) {}

    /**
     * Inspects.
     *
     * @param model a folder or hub id whose tokens are counted, which is downloaded where it has to be; null for none
     * @param collection where the ids of a TREC run or of training examples should be; null for not said
     */
    public static Summary run(
            Path input, @Nullable String model, @Nullable Path collection, DataOptions options, Progress progress)
            throws IOException {
        if (options.from() == null
                ? RunInspection.recognises(input)
                : options.from().equals(RunInspection.WORD)) {
            return run(input, model, collection, options.chosen());
        }
        Formats.Detection detection = options.from() == null
                ? Formats.detect(input)
                : new Formats.Detection(Formats.named(options.from()), "--from says so", List.of());
        BadRows badRows = BadRows.counting();
        Map<String, Object> facts = new LinkedHashMap<>();
        facts.put("path", input.toString());
        facts.put("format", detection.format().word());
        facts.put("because", detection.reason());
        facts.put("would-also-be", detection.others());
        facts.put("means", detection.format().description());
        if (model == null) {
            facts.putAll(inspect(input, detection.format(), new Inspection(null), collection, options, badRows));
        } else {
            NamedModel.fetch(model, progress);
            ModelFolder folder = ModelFolder.open(model);
            try (HuggingFaceTextTokenizer tokenizer = HuggingFaceTextTokenizer.open(folder)) {
                Tokens tokens = new Tokens(tokenizer, folder.contract());
                facts.put("model", model);
                facts.put("limits", Map.of("query", tokens.queryLimit(), "passage", tokens.passageLimit()));
                facts.putAll(inspect(input, detection.format(), new Inspection(tokens), collection, options, badRows));
            }
        }
        return summary(facts, badRows);
    }

    private static Summary run(Path input, @Nullable String model, @Nullable Path collection, Languages languages)
            throws IOException {
        if (model != null || !languages.equals(new Languages(null, Set.of()))) {
            throw new BadInputException("--model and the options about languages are for texts; " + input
                    + " is a TREC run, which has none");
        }
        BadRows badRows = BadRows.counting();
        Map<String, Object> facts = new LinkedHashMap<>();
        facts.put("path", input.toString());
        facts.put("format", RunInspection.WORD);
        facts.put("means", "query Q0 passage rank score tag, parted by white space");
        facts.put("bytes", Files.size(input));
        facts.putAll(RunInspection.of(
                input,
                Optional.ofNullable(collection == null ? null : ConvertJob.texts(collection, badRows)),
                badRows));
        return summary(facts, badRows);
    }

    private static Summary summary(Map<String, Object> facts, BadRows badRows) {
        facts.put("bad-rows", badRows.count());
        facts.put("bad-rows-for-example", badRows.examples());
        return new Summary(InspectionText.of(facts), JSON.writeValueAsString(facts));
    }

    private static Map<String, Object> inspect(
            Path input,
            DatasetFormat format,
            Inspection inspection,
            @Nullable Path texts,
            DataOptions options,
            BadRows badRows)
            throws IOException {
        return switch (format) {
            case CollectionFormat collection -> {
                if (texts != null) {
                    throw new BadInputException("--collection is what the ids of a TREC run or of training examples are"
                            + " looked up in; " + input + " is a collection itself");
                }
                var files = options.chosen().over(collection.open(input, badRows));
                Map<String, Object> facts = sizes(files.files());
                facts.putAll(inspection.of(files));
                yield facts;
            }
            case ExampleFormat examples -> {
                var files = options.chosen().over(examples.open(input, badRows));
                Map<String, Object> facts = sizes(files.files());
                facts.putAll(inspection.of(
                        files, texts == null ? files.texts() : Optional.of(ConvertJob.texts(texts, badRows))));
                facts.put("warnings", warnings(examples, facts));
                yield facts;
            }
        };
    }

    private static List<String> warnings(ExampleFormat format, Map<String, Object> facts) {
        if (format.needsNegatives() && facts.get("examples-without-negatives") instanceof Long lacking && lacking > 0) {
            return List.of(
                    lacking + " of " + facts.get("examples") + " examples have no negatives, at which the trainer of "
                            + format.word() + " fails; mine some, or leave these rows out");
        }
        return List.of();
    }

    private static Map<String, Object> sizes(List<Path> files) throws IOException {
        long bytes = 0;
        for (Path file : files) {
            bytes += Files.size(file);
        }
        Map<String, Object> facts = new LinkedHashMap<>();
        facts.put("files", files.size());
        facts.put("bytes", bytes);
        return facts;
    }

    /** A model's tokenizer with its prompts and lengths. */
    private record Tokens(HuggingFaceTextTokenizer tokenizer, TextContract contract) implements TokenCounter {
        @Override
        public int[] ofQueries(List<String> queries) {
            return count(queries, Role.QUERY);
        }

        @Override
        public int[] ofPassages(List<String> passages) {
            return count(passages, Role.PASSAGE);
        }

        @Override
        public int queryLimit() {
            return contract.maxTokens(Role.QUERY);
        }

        @Override
        public int passageLimit() {
            return contract.maxTokens(Role.PASSAGE);
        }

        private int[] count(List<String> texts, Role role) {
            List<String> prompted =
                    texts.stream().map(text -> contract.prompt(role) + text).toList();
            return tokenizer.tokenize(prompted, contract.maxTokens(role)).untruncated();
        }
    }
}
