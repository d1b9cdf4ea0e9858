package dev.isogloss.experiment;

import dev.isogloss.io.Checksums;
import dev.isogloss.io.JsonFile;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/** Where the figures of a run folder come from; times live here and in logs only. */
record Provenance(
        String isogloss,
        @Nullable String commit,
        String experiment,
        long seed,
        SortedMap<String, String> inputs,
        SortedMap<String, String> models,
        Map<String, String> versions,
        Map<String, String> machine,
        String started,
        String finished) {

    /**
     * The provenance of a run that ends now.
     *
     * @param inputs file to SHA-256
     * @param models system to weights hash and contract hash
     */
    static Provenance now(
            Experiment experiment, Map<String, String> inputs, Map<String, String> models, List<Class<?>> libraries) {
        SortedMap<String, String> versions = new TreeMap<>();
        for (Class<?> library : libraries) {
            versions.put(library.getPackageName(), archive(library));
        }
        return new Provenance(
                "0.1.0",
                checkout(),
                Checksums.sha256(experiment.tree().toString().getBytes(StandardCharsets.UTF_8)),
                experiment.seed(),
                new TreeMap<>(inputs),
                new TreeMap<>(models),
                versions,
                Machine.describe(),
                Instant.ofEpochMilli(Machine.startMillis())
                        .truncatedTo(ChronoUnit.SECONDS)
                        .toString(),
                Instant.now().truncatedTo(ChronoUnit.SECONDS).toString());
    }

    void write(Path file) throws IOException {
        JsonFile.write(file, this);
    }

    /** Names and values for the report. */
    Map<String, String> facts() {
        Map<String, String> facts = new LinkedHashMap<>();
        facts.put("Isogloss", isogloss + (commit == null ? "" : ", commit " + commit));
        facts.put("experiment", "SHA-256 " + experiment);
        facts.put("seed", Long.toString(seed));
        models.forEach((name, hash) -> facts.put("model " + name, hash));
        inputs.forEach((file, hash) -> facts.put(file, "SHA-256 " + hash));
        versions.forEach(facts::put);
        machine.forEach(facts::put);
        facts.put("started", started);
        facts.put("finished", finished);
        return facts;
    }

    /** The jar a class comes from, whose name holds the version. */
    private static String archive(Class<?> library) {
        var source = library.getProtectionDomain().getCodeSource();
        return source == null
                ? "unknown"
                : Path.of(source.getLocation().getPath()).getFileName().toString();
    }

    /** The commit of the checkout this was built from, when git can say. */
    private static @Nullable String checkout() {
        var source = Provenance.class.getProtectionDomain().getCodeSource();
        if (source == null) {
            return null;
        }
        try {
            Process git = new ProcessBuilder("git", "describe", "--always", "--dirty", "--abbrev=12")
                    .directory(Path.of(source.getLocation().getPath()).toFile().getParentFile())
                    .redirectError(ProcessBuilder.Redirect.DISCARD)
                    .start();
            try (InputStream out = git.getInputStream()) {
                String text = new String(out.readAllBytes(), StandardCharsets.UTF_8).strip();
                return git.waitFor() == 0 && !text.isEmpty() ? text : null;
            }
        } catch (IOException e) {
            return null;
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return null;
        }
    }
}
