package dev.isogloss.hub;

import dev.isogloss.io.BadInputException;
import dev.isogloss.io.Progress;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.stream.Collectors;

/** Downloads a data set: one that the catalogue knows, by language and split, or any, by patterns. */
public final class DatasetPull {
    private DatasetPull() {}

    /**
     * What is wanted.
     *
     * @param name of the catalogue, or {@code org/name} with an optional revision
     * @param languages empty for all
     * @param splits empty for all
     * @param include patterns, of which a file must fit one; empty for all files
     * @param exclude patterns, of which a file may fit none
     */
    public record Request(
            String name, List<String> languages, List<String> splits, List<String> include, List<String> exclude) {
        public Request {
            languages = List.copyOf(languages);
            splits = List.copyOf(splits);
            include = List.copyOf(include);
            exclude = List.copyOf(exclude);
        }

        boolean wants(String path) {
            return (include.isEmpty() || fits(include, path)) && !fits(exclude, path);
        }

        private static boolean fits(List<String> patterns, String path) {
            return patterns.stream()
                    .anyMatch(pattern -> new FileTemplate(pattern).match(path).isPresent());
        }
    }

    /**
     * What is in the cache now.
     *
     * @param layout path in a laid out folder to the file in the cache
     */
    public record Result(List<Pulled> repositories, SortedMap<String, Path> layout) {
        public Result {
            repositories = List.copyOf(repositories);
        }
    }

    /**
     * Downloads what is not here.
     *
     * @throws BadInputException when there is no such set, language or split
     */
    public static Result run(Hub hub, Request request, Progress progress) throws IOException {
        Optional<KnownDataset> known = DatasetCatalogue.find(request.name);
        if (known.isEmpty() && !HubId.isId(request.name)) {
            throw new BadInputException("no data set is known as " + request.name + "; known are "
                    + DatasetCatalogue.all().stream().map(KnownDataset::name).collect(Collectors.joining(", "))
                    + "; any other is named org/name");
        }
        if (known.isEmpty() && !(request.languages.isEmpty() && request.splits.isEmpty())) {
            throw new BadInputException("languages and splits are known of the sets of the catalogue only; of "
                    + request.name + " choose files by patterns with --include");
        }
        return known.isPresent() ? known(hub, known.get(), request, progress) : any(hub, request, progress);
    }

    private static Result any(Hub hub, Request request, Progress progress) throws IOException {
        HubId id = HubId.of(HubId.Kind.DATASET, request.name);
        Pulled pulled = hub.pullData(id, all -> select(all, request, id), progress);
        return new Result(List.of(pulled), layout(pulled, pulled.files()));
    }

    private static Selection select(List<HubFile> all, Request request, HubId id) {
        SortedMap<String, String> leftOut = new TreeMap<>();
        List<HubFile> chosen =
                all.stream().filter(file -> request.wants(file.path())).toList();
        all.stream()
                .filter(file -> !request.wants(file.path()))
                .forEach(file -> leftOut.put(file.path(), "not asked for"));
        if (chosen.isEmpty()) {
            throw new BadInputException("no file of " + id + " fits " + request.include + " and not " + request.exclude
                    + "; it has, for example, "
                    + all.stream().limit(8).map(HubFile::path).collect(Collectors.joining(", ")));
        }
        return new Selection(chosen, leftOut);
    }

    private static Result known(Hub hub, KnownDataset dataset, Request request, Progress progress) throws IOException {
        if (dataset.hasLanguages() && request.languages.isEmpty()) {
            throw new BadInputException(dataset.name() + " has many languages; say which with --languages, for example"
                    + " --languages sw,te, or --languages all");
        }
        Map<String, List<KnownDataset.Part>> byRepository = dataset.parts().stream()
                .collect(Collectors.groupingBy(KnownDataset.Part::repository, LinkedHashMap::new, Collectors.toList()));
        List<Pulled> repositories = new ArrayList<>();
        SortedMap<String, Path> layout = new TreeMap<>();
        for (var entry : byRepository.entrySet()) {
            HubId id = HubId.of(HubId.Kind.DATASET, entry.getKey());
            SortedMap<String, String> places = new TreeMap<>();
            Pulled pulled =
                    hub.pullData(id, all -> choose(all, dataset, entry.getValue(), request, id, places), progress);
            if (!places.isEmpty()) {
                repositories.add(pulled);
                places.forEach((to, path) -> layout.put(to, pulled.folder().resolve(path)));
            }
        }
        if (layout.isEmpty()) {
            throw new BadInputException(
                    "no file of " + dataset.name() + " fits " + request.include + " and not " + request.exclude);
        }
        return new Result(repositories, layout);
    }

    private static Selection choose(
            List<HubFile> all,
            KnownDataset dataset,
            List<KnownDataset.Part> parts,
            Request request,
            HubId id,
            SortedMap<String, String> places) {
        Set<HubFile> chosen = new java.util.LinkedHashSet<>();
        for (KnownDataset.Part part : parts) {
            Fitting fitting = fitting(all, part, id, dataset);
            fitting.require("language", words(dataset, request.languages), id);
            fitting.require("split", request.splits, id);
            fitting.files.forEach((file, found) -> {
                if (isAmong(found.get("language"), words(dataset, request.languages))
                        && isAmong(found.get("split"), request.splits)
                        && request.wants(file.path())) {
                    chosen.add(file);
                    places.put(
                            part.to() == null ? file.path() : new FileTemplate(part.to()).filled(found), file.path());
                }
            });
        }
        SortedMap<String, String> leftOut = new TreeMap<>();
        all.stream().filter(file -> !chosen.contains(file)).forEach(file -> leftOut.put(file.path(), "not asked for"));
        return new Selection(List.copyOf(chosen), leftOut);
    }

    private static List<String> words(KnownDataset dataset, List<String> languages) {
        return languages.equals(List.of("all"))
                ? List.of()
                : languages.stream().map(dataset::word).toList();
    }

    private static boolean isAmong(@org.jspecify.annotations.Nullable String found, List<String> wanted) {
        return found == null || wanted.isEmpty() || wanted.contains(found);
    }

    /** Files that fit the patterns of a part, with what the places stand for. */
    private record Fitting(Map<HubFile, Map<String, String>> files) {
        /** Refuses a language or a split that no file has. */
        void require(String place, List<String> wanted, HubId id) {
            Set<String> there = new TreeSet<>();
            files.values().stream()
                    .filter(found -> found.containsKey(place))
                    .forEach(found -> there.add(found.getOrDefault(place, "")));
            for (String word : wanted) {
                if (!there.isEmpty() && !there.contains(word)) {
                    throw new BadInputException(
                            id + " has no " + place + " " + word + "; it has " + String.join(", ", there));
                }
            }
        }
    }

    private static Fitting fitting(List<HubFile> all, KnownDataset.Part part, HubId id, KnownDataset dataset) {
        for (String pattern : part.files()) {
            FileTemplate template = new FileTemplate(pattern);
            Map<HubFile, Map<String, String>> files = new LinkedHashMap<>();
            all.forEach(file -> template.match(file.path()).ifPresent(found -> files.put(file, found)));
            if (!files.isEmpty()) {
                return new Fitting(files);
            }
        }
        throw new BadInputException(
                "the files of " + dataset.name() + " are not where they were expected (" + part.files()
                        + " of " + id + "; " + dataset.checked() + "); choose some with `isogloss data pull " + id
                        + " --include PATTERN`. There are, for example, "
                        + all.stream().limit(8).map(HubFile::path).collect(Collectors.joining(", ")));
    }

    private static SortedMap<String, Path> layout(Pulled pulled, List<String> files) {
        SortedMap<String, Path> layout = new TreeMap<>();
        files.forEach(file -> layout.put(file, pulled.folder().resolve(file)));
        return layout;
    }
}
