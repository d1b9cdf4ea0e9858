package dev.isogloss.job;

import dev.isogloss.checkpoint.ModelFolder;
import dev.isogloss.dataset.BadRows;
import dev.isogloss.dataset.CollectionFormat;
import dev.isogloss.dataset.DatasetFormat;
import dev.isogloss.dataset.ExampleFormat;
import dev.isogloss.dataset.convert.Formats;
import dev.isogloss.dataset.convert.Inspection;
import dev.isogloss.dataset.convert.TokenCounter;
import dev.isogloss.embed.Role;
import dev.isogloss.embed.TextContract;
import dev.isogloss.encoder.HuggingFaceTextTokenizer;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.SerializationFeature;
import tools.jackson.databind.json.JsonMapper;

/** Looks at a data set: what it is, what is in it, what is wrong with it, what a model would cut. */
public final class DataInspectJob {
    private static final int EXAMPLES = 5;
    private static final JsonMapper JSON = JsonMapper.builder()
            .disable(SerializationFeature.ORDER_MAP_ENTRIES_BY_KEYS)
            .build();

    private DataInspectJob() {}

    /** What was seen, as text for a person and as JSON for a program. */
    public record Summary(String text, String json) {}

    /**
     * Inspects.
     *
     * @param model a folder or hub id whose tokens are counted; null for none
     */
    public static Summary run(Path input, @Nullable String model, DataOptions options) throws IOException {
        Formats.Detection detection = options.from() == null
                ? Formats.detect(input)
                : new Formats.Detection(Formats.named(options.from()), "--from says so", List.of());
        BadRows badRows = BadRows.count();
        Map<String, Object> facts = new LinkedHashMap<>();
        facts.put("path", input.toString());
        facts.put("format", detection.format().word());
        facts.put("because", detection.reason());
        facts.put("would-also-be", detection.others());
        facts.put("means", detection.format().description());
        if (model == null) {
            facts.putAll(inspect(input, detection.format(), new Inspection(null), options, badRows));
        } else {
            ModelFolder folder = ModelFolder.open(model);
            try (HuggingFaceTextTokenizer tokenizer = HuggingFaceTextTokenizer.open(folder)) {
                Tokens tokens = new Tokens(tokenizer, folder.contract());
                facts.put("model", model);
                facts.put("limits", Map.of("query", tokens.queryLimit(), "passage", tokens.passageLimit()));
                facts.putAll(inspect(input, detection.format(), new Inspection(tokens), options, badRows));
            }
        }
        facts.put("bad-rows", badRows.rows().size());
        facts.put(
                "bad-rows-for-example", badRows.rows().stream().limit(EXAMPLES).toList());
        return new Summary(InspectionText.of(facts), JSON.writeValueAsString(facts));
    }

    private static Map<String, Object> inspect(
            Path input, DatasetFormat format, Inspection inspection, DataOptions options, BadRows badRows)
            throws IOException {
        return switch (format) {
            case CollectionFormat collection -> {
                var files = options.chosen().over(collection.open(input, badRows));
                Map<String, Object> facts = sizes(files.files());
                facts.putAll(inspection.of(files));
                yield facts;
            }
            case ExampleFormat examples -> {
                var files = options.chosen().over(examples.open(input, badRows));
                Map<String, Object> facts = sizes(files.files());
                facts.putAll(inspection.of(files));
                yield facts;
            }
        };
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
