package dev.isogloss.experiment;

import dev.isogloss.embed.LanguageProbe;
import dev.isogloss.embed.VectorStore;
import dev.isogloss.experiment.report.FactTable;
import dev.isogloss.io.JsonFile;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import tools.jackson.databind.JsonNode;

/** Asks the passage vectors of every dense system for the language of the passages: {@code language-probe.json}. */
final class ProbeStep {
    private static final Logger LOG = LoggerFactory.getLogger(ProbeStep.class);

    private ProbeStep() {}

    /** Whether the experiment asks for it, and there are languages to tell apart. */
    static boolean isWanted(Context context) {
        return context.experiment().evaluate().languageProbe()
                && context.passageLanguages().size() > 1;
    }

    static StepKey run(Context context, List<SystemModel> models, Map<String, StepKey> vectors) throws IOException {
        StepKey key = StepKey.of("language-probe", vectors, context.experiment().seed());
        return context.steps().run("language-probe", key, List.of(file(context)), () -> {
            Map<String, LanguageProbe> probes = new LinkedHashMap<>();
            for (SystemModel model : models) {
                try (VectorStore passages = EncodeStep.passages(model)) {
                    probes.put(
                            model.name(),
                            LanguageProbe.of(passages, context.experiment().seed()));
                } catch (IllegalArgumentException e) {
                    LOG.warn("no language probe: {}", e.getMessage());
                }
            }
            JsonFile.write(file(context), probes);
        });
    }

    private static Path file(Context context) {
        return context.folder().path().resolve("language-probe.json");
    }

    /** What came of it, for the report. */
    static Optional<FactTable> table(Context context) throws IOException {
        if (!isWanted(context) || !Files.exists(file(context))) {
            return Optional.empty();
        }
        List<List<String>> rows = new ArrayList<>();
        JsonNode probes = JsonFile.read(file(context));
        for (String system : MeasuredSystem.words()) {
            if (probes.has(system)) {
                JsonNode probe = probes.path(system);
                rows.add(List.of(
                        system,
                        number(probe.path("accuracy").asDouble()),
                        number(1.0 / probe.path("languages").asInt()),
                        number(probe.path("variance").asDouble())));
            }
        }
        return Optional.of(new FactTable(
                "What the vectors tell of a passage's language",
                "A linear probe (nearest class mean, half of the passages seen) finds the language; variance: share of the vectors'"
                        + " variance that lies between languages. Training that learns to tell languages apart raises both.",
                List.of("system", "accuracy", "chance", "variance between languages"),
                rows));
    }

    private static String number(double value) {
        return String.format(Locale.ROOT, "%.3f", value);
    }
}
