package dev.isogloss.job;

import dev.isogloss.hub.DatasetCatalogue;
import dev.isogloss.hub.DatasetFolder;
import dev.isogloss.hub.DatasetPull;
import dev.isogloss.hub.Hub;
import dev.isogloss.hub.HubId;
import dev.isogloss.hub.KnownDataset;
import dev.isogloss.hub.Pulled;
import dev.isogloss.io.AtomicFile;
import dev.isogloss.io.Progress;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.stream.Collectors;
import tools.jackson.databind.json.JsonMapper;

/** Downloads models and data sets of the hub into its cache, and says what came and what was left out. */
public final class PullJob {
    /** So many left out files are named, and the rest is counted. */
    private static final int NAMED = 8;

    private PullJob() {}

    /** What is here now, as text for a person and as JSON for a program. */
    public record Summary(String text, String json) {}

    /**
     * Downloads a model or brings it up to date.
     *
     * @param id {@code org/name} or {@code org/name@revision}
     */
    public static Summary model(String id, Progress progress) throws IOException {
        Pulled pulled = Hub.ofEnvironment().pullModel(HubId.of(HubId.Kind.MODEL, id), progress);
        return new Summary(text(pulled), JsonMapper.shared().writeValueAsString(facts(pulled)));
    }

    /** Which files of a data set, see {@link DatasetPull.Request}. */
    public record Files(List<String> languages, List<String> splits, List<String> include, List<String> exclude) {}

    /**
     * Downloads a data set.
     *
     * @param name of the catalogue, or {@code org/name} with an optional revision
     * @param out a folder that shows its files under the names their format wants; empty for none
     * @param copy whether they are copied there, not linked
     */
    public static Summary data(String name, Files files, Optional<Path> out, boolean copy, Progress progress)
            throws IOException {
        DatasetPull.Request request =
                new DatasetPull.Request(name, files.languages, files.splits, files.include, files.exclude);
        if (out.isPresent()) {
            AtomicFile.requireWritable(out.get().resolve("x"));
        }
        DatasetPull.Result result = DatasetPull.run(Hub.ofEnvironment(), request, progress);
        if (out.isPresent()) {
            DatasetFolder.lay(out.get(), result.layout(), copy);
        }
        List<String> texts = new ArrayList<>();
        result.repositories().forEach(pulled -> texts.add(text(pulled)));
        out.ifPresent(folder -> texts.add(line("laid out in", folder.toString())));
        DatasetCatalogue.find(request.name()).ifPresent(known -> texts.add(line("licence", known.licence())));
        Map<String, Object> facts = new LinkedHashMap<>();
        facts.put(
                "repositories",
                result.repositories().stream().map(PullJob::facts).toList());
        out.ifPresent(folder -> facts.put("out", folder.toAbsolutePath().toString()));
        facts.put("files", files(result, out));
        return new Summary(String.join("\n", texts), JsonMapper.shared().writeValueAsString(facts));
    }

    /** The sets that have a short name. */
    public static Summary known() {
        List<KnownDataset> all = DatasetCatalogue.all();
        String text = all.stream()
                .map(set -> String.format(
                        Locale.ROOT,
                        "%-22s %s%n%22s licence: %s; files: %s",
                        set.name(),
                        set.description(),
                        "",
                        set.licence(),
                        set.checked()))
                .collect(Collectors.joining("\n"));
        return new Summary(text, JsonMapper.shared().writeValueAsString(all));
    }

    private static SortedMap<String, String> files(DatasetPull.Result result, Optional<Path> out) {
        SortedMap<String, String> files = new TreeMap<>();
        result.layout()
                .forEach((name, file) -> files.put(
                        name,
                        out.map(folder -> folder.resolve(name))
                                .orElse(file)
                                .toAbsolutePath()
                                .toString()));
        return files;
    }

    private static Map<String, Object> facts(Pulled pulled) {
        Map<String, Object> facts = new LinkedHashMap<>();
        facts.put("id", pulled.id().name());
        facts.put("revision", pulled.id().revision());
        facts.put("commit", pulled.commit());
        facts.put("folder", pulled.folder().toAbsolutePath().toString());
        facts.put("files", pulled.files());
        facts.put("bytes", pulled.bytes());
        facts.put("downloaded", pulled.downloaded());
        facts.put("left out", pulled.leftOut());
        return facts;
    }

    private static String text(Pulled pulled) {
        List<String> lines = new ArrayList<>();
        lines.add(line(pulled.id().kind().toString(), pulled.id().toString()));
        lines.add(line("commit", pulled.commit()));
        lines.add(line("folder", pulled.folder().toAbsolutePath().toString()));
        lines.add(line(
                "files",
                String.format(
                        Locale.ROOT,
                        "%d, %.1f MB, of which %.1f MB came now",
                        pulled.files().size(),
                        pulled.bytes() / 1e6,
                        pulled.downloaded() / 1e6)));
        Map<String, List<String>> byReason = new TreeMap<>();
        pulled.leftOut()
                .forEach((path, reason) -> byReason.computeIfAbsent(reason, any -> new ArrayList<>())
                        .add(path));
        byReason.forEach((reason, paths) -> lines.add(line("left out", names(paths) + ": " + reason)));
        return String.join("\n", lines);
    }

    private static String names(List<String> paths) {
        String named = String.join(", ", paths.subList(0, Math.min(NAMED, paths.size())));
        return paths.size() <= NAMED ? named : named + " and " + (paths.size() - NAMED) + " more";
    }

    private static String line(String name, String value) {
        return String.format(Locale.ROOT, "%-12s %s", name, value);
    }
}
