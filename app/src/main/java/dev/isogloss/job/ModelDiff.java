package dev.isogloss.job;

import dev.isogloss.checkpoint.ModelFolder;
import dev.isogloss.checkpoint.WeightDifference;
import dev.isogloss.embed.TextContract;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;

/**
 * How two models differ.
 *
 * @param settings by name, only those that differ
 * @param tokens what their tokenizers do to the same texts
 * @param vectors empty where the models have vectors of different lengths
 */
record ModelDiff(
        String first,
        String second,
        Map<String, Setting> settings,
        Tokens tokens,
        WeightDifference weights,
        Optional<VectorAgreement> vectors) {
    private static final int SHOWN = 5;

    /** A setting of both models. */
    record Setting(String first, String second) {}

    /**
     * Token ids of the same texts, without prompts and uncut.
     *
     * @param examples the first few texts that the two cut differently
     */
    record Tokens(int texts, int different, List<Example> examples) {
        Tokens {
            examples = List.copyOf(examples);
        }
    }

    /** A text that two tokenizers cut differently. */
    record Example(String language, String text, List<Integer> first, List<Integer> second) {}

    /** Everything that decides a vector besides tokens and weights, as text. */
    static Map<String, String> settings(ModelFolder model) {
        TextContract contract = model.contract();
        Map<String, String> settings = new LinkedHashMap<>();
        settings.put("architecture", model.architecture().toString());
        settings.put("tokenizer hash", contract.tokenizerHash());
        settings.put("lower case", Boolean.toString(model.lowerCase()));
        settings.put("pooling", contract.pooling());
        settings.put("include prompt", Boolean.toString(contract.includePrompt()));
        settings.put("normalised", Boolean.toString(contract.normalize()));
        settings.put("query prompt", "\"" + contract.queryPrompt() + "\"");
        settings.put("passage prompt", "\"" + contract.passagePrompt() + "\"");
        settings.put("query tokens", Integer.toString(contract.queryTokens()));
        settings.put("passage tokens", Integer.toString(contract.passageTokens()));
        settings.put("title join", "\"" + contract.titleJoin() + "\"");
        return settings;
    }

    /** Whether nothing was found that could make a vector differ, and none does. */
    boolean isEmpty() {
        return settings.isEmpty()
                && tokens.different() == 0
                && weights.isEmpty()
                && vectors.map(agreement -> agreement.identical() == agreement.compared())
                        .orElse(false);
    }

    String text() {
        List<String> lines = new ArrayList<>();
        lines.add("first:  " + first);
        lines.add("second: " + second);
        lines.add(settings.isEmpty() ? "settings: the same" : "settings: " + settings.size() + " differ");
        settings.forEach((name, setting) -> {
            lines.add("  " + name + ": " + setting.first());
            lines.add(" ".repeat(name.length() + 4) + setting.second());
        });
        lines.add(
                tokens.different() == 0
                        ? "token ids: the same on " + tokens.texts() + " texts"
                        : "token ids: differ on " + tokens.different() + " of " + tokens.texts() + " texts");
        tokens.examples().forEach(example -> {
            lines.add("  " + example.language() + " \"" + shortened(example.text()) + "\"");
            lines.add("    " + example.first());
            lines.add("    " + example.second());
        });
        weightLines(lines);
        vectorLines(lines);
        return String.join(System.lineSeparator(), lines);
    }

    private void weightLines(List<String> lines) {
        lines.add(
                weights.isEmpty()
                        ? "weights: all " + weights.tensors() + " the same"
                        : "weights: " + weights.changed().size() + " of " + weights.tensors() + " differ");
        weights.onlyFirst().stream().limit(SHOWN).forEach(name -> lines.add("  only in the first: " + name));
        weights.onlySecond().stream().limit(SHOWN).forEach(name -> lines.add("  only in the second: " + name));
        weights.changed().stream()
                .limit(SHOWN)
                .forEach(changed -> lines.add(
                        changed.what().isEmpty()
                                ? String.format(
                                        Locale.ROOT,
                                        "  %s: by up to %.3g of its largest value",
                                        changed.name(),
                                        changed.relative())
                                : "  " + changed.name() + ": shapes " + changed.what()));
        if (weights.changed().size() > SHOWN) {
            lines.add("  and " + (weights.changed().size() - SHOWN) + " more, each by less");
        }
    }

    private void vectorLines(List<String> lines) {
        if (vectors.isEmpty()) {
            lines.add("vectors: not compared, they have different lengths");
            return;
        }
        VectorAgreement agreement = vectors.get();
        lines.add(String.format(
                Locale.ROOT,
                "vectors: %d of %d the same to the bit; cosine mean %.6f, worst %.6f (\"%s\")",
                agreement.identical(),
                agreement.compared(),
                agreement.mean(),
                agreement.worst(),
                shortened(agreement.worstText())));
        if (agreement.identical() < agreement.compared()) {
            agreement
                    .languages()
                    .forEach((language, range) -> lines.add(String.format(
                            Locale.ROOT, "  %-6s mean %.6f  worst %.6f", language, range.mean(), range.worst())));
        }
    }

    private static String shortened(String text) {
        String line = text.replaceAll("\\s+", " ");
        return line.codePointCount(0, line.length()) <= 40
                ? line
                : line.substring(0, line.offsetByCodePoints(0, 40)) + "...";
    }
}
