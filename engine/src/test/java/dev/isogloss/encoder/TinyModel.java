package dev.isogloss.encoder;

import dev.isogloss.checkpoint.Activation;
import dev.isogloss.checkpoint.Architecture;
import dev.isogloss.checkpoint.AttentionSpan;
import dev.isogloss.checkpoint.BertArchitecture;
import dev.isogloss.checkpoint.DecoderArchitecture;
import dev.isogloss.checkpoint.Family;
import dev.isogloss.checkpoint.ModelFolder;
import dev.isogloss.checkpoint.ModelFolderWriter;
import dev.isogloss.checkpoint.ModernBertArchitecture;
import dev.isogloss.embed.TextContract;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.TreeMap;
import java.util.stream.Collectors;

/** Small encoders from a seed, for tests that need no real weights; every letter is a token. */
public final class TinyModel {
    public static final int LONGEST = 40;

    private TinyModel() {}

    public static Architecture architecture(Family family) {
        return architecture(family, 40);
    }

    /** The same with room for another vocabulary. */
    public static Architecture architecture(Family family, int vocabulary) {
        return switch (family) {
            case BERT, ROBERTA, XLM_ROBERTA, DISTILBERT, MPNET -> bert(family, vocabulary);
            case MODERNBERT ->
                new ModernBertArchitecture(
                        vocabulary,
                        32,
                        List.of(AttentionSpan.FULL, AttentionSpan.SLIDING),
                        4,
                        64,
                        LONGEST,
                        1e-5,
                        Activation.GELU,
                        0.1,
                        0,
                        0.3,
                        6,
                        160_000,
                        10_000);
            case QWEN3 ->
                new DecoderArchitecture(
                        family, vocabulary, 32, 2, 4, 2, 16, 64, LONGEST, 1e-6, Activation.SILU, 0.3, 1_000_000);
        };
    }

    private static Architecture bert(Family family, int vocabulary) {
        boolean fromZero = family == Family.BERT || family == Family.DISTILBERT;
        boolean typed = family != Family.MPNET && family != Family.DISTILBERT;
        return new BertArchitecture(
                family,
                vocabulary,
                32,
                2,
                4,
                64,
                LONGEST + (fromZero ? 0 : 2),
                typed ? 2 : 0,
                1e-12,
                Activation.GELU,
                0.1,
                fromZero ? 0 : 1,
                0.3,
                family == Family.MPNET ? 32 : 0);
    }

    public static TextContract contract(String pooling, boolean includePrompt) {
        return new TextContract(
                "q: ", "p: ", LONGEST, LONGEST, " ", pooling, includePrompt, true, "replaced", new TreeMap<>());
    }

    public static ModelFolder create(Path parent, Family family, String pooling, boolean includePrompt)
            throws IOException {
        Path tokenizer = parent.resolve("letters.json");
        Files.writeString(tokenizer, tokenizer());
        Path folder = parent.resolve("model");
        ModelFolderWriter.create(folder, architecture(family), tokenizer, contract(pooling, includePrompt), 7);
        return ModelFolder.open(folder);
    }

    private static String tokenizer() {
        List<String> pieces = new ArrayList<>(List.of("[PAD]", "[UNK]", "[CLS]", "[SEP]"));
        for (char letter = 'a'; letter <= 'z'; letter++) {
            pieces.add(Character.toString(letter));
        }
        pieces.add(":");
        String vocabulary = java.util.stream.IntStream.range(0, pieces.size())
                .mapToObj(id -> "\"%s\": %d".formatted(pieces.get(id), id))
                .collect(Collectors.joining(", "));
        String added = java.util.stream.IntStream.range(0, 4)
                .mapToObj(id -> """
                        {"id": %d, "content": "%s", "single_word": false, "lstrip": false, "rstrip": false, \
                        "normalized": false, "special": true}""".formatted(id, pieces.get(id)))
                .collect(Collectors.joining(", "));
        return """
                {"version": "1.0", "truncation": null, "padding": null, "added_tokens": [%s],
                 "normalizer": {"type": "Lowercase"},
                 "pre_tokenizer": {"type": "Sequence", "pretokenizers": [{"type": "WhitespaceSplit"},
                  {"type": "Split", "pattern": {"Regex": "."}, "behavior": "Isolated", "invert": false}]},
                 "post_processor": {"type": "TemplateProcessing",
                  "single": [{"SpecialToken": {"id": "[CLS]", "type_id": 0}}, {"Sequence": {"id": "A", "type_id": 0}},
                   {"SpecialToken": {"id": "[SEP]", "type_id": 0}}],
                  "pair": [{"Sequence": {"id": "A", "type_id": 0}}, {"Sequence": {"id": "B", "type_id": 1}}],
                  "special_tokens": {"[CLS]": {"id": "[CLS]", "ids": [2], "tokens": ["[CLS]"]},
                   "[SEP]": {"id": "[SEP]", "ids": [3], "tokens": ["[SEP]"]}}},
                 "decoder": null,
                 "model": {"type": "WordPiece", "unk_token": "[UNK]", "continuing_subword_prefix": "##",
                  "max_input_chars_per_word": 100, "vocab": {%s}}}
                """.formatted(added, vocabulary);
    }
}
