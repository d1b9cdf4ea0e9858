package dev.isogloss.hub;

import dev.isogloss.io.AtomicFile;
import dev.isogloss.io.BadInputException;
import dev.isogloss.io.DiskSpace;
import dev.isogloss.io.Progress;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.function.Function;
import java.util.stream.Stream;

/**
 * The hub as this machine sees it: what its cache holds, and downloads into it. Files are verified by their hashes, only ever appear whole, and a
 * stopped download goes on where it was. Other processes, Python's too, may use the same cache meanwhile.
 */
public record Hub(HubSettings settings) {
    /** Beyond the files themselves. */
    private static final long SPARE = 64L << 20;

    /** As the environment variables of this process say. */
    public static Hub ofEnvironment() {
        return new Hub(HubSettings.ofEnvironment());
    }

    /**
     * The folder of a model that is in the cache, whole.
     *
     * @return empty when it is not, or only a part of it, or when nobody knows whether {@code modules.json} belongs to it: some tools
     *     fetch the network alone, and without its modules its vectors would be others
     */
    public Optional<Path> cachedModel(HubId id) {
        return usable(id).filter(snapshot -> knowsModules(id, snapshot));
    }

    /** The folder of a model of which nothing is missing that its files name. */
    private Optional<Path> usable(HubId id) {
        return snapshot(id).filter(snapshot -> missing(snapshot).isEmpty());
    }

    private boolean knowsModules(HubId id, Path snapshot) {
        return Files.isRegularFile(snapshot.resolve(ModelFiles.MODULES))
                || repository(id).isKnownToLack(String.valueOf(snapshot.getFileName()), ModelFiles.MODULES);
    }

    /**
     * The folder of a model that must be in the cache, because the network is not to be used.
     *
     * @throws BadInputException saying what is missing and how to get it
     */
    public Path requireCachedModel(HubId id) {
        Optional<Path> snapshot = snapshot(id);
        Optional<String> missing = snapshot.flatMap(Hub::missing);
        if (snapshot.isPresent() && missing.isEmpty()) {
            return snapshot.get();
        }
        String lack = snapshot.isEmpty()
                ? "the hub's cache has no model " + id + " (looked in "
                        + repository(id).folder() + ")"
                : "the hub's cache has only a part of " + id + ": " + missing.orElseThrow() + " is not in "
                        + snapshot.get();
        throw new BadInputException(lack
                + (settings.offline()
                        ? ", and HF_HUB_OFFLINE forbids to download it; unset it, or copy the cache from another"
                                + " machine"
                        : "; download it with `isogloss model pull " + id + "`"));
    }

    /**
     * The folder of a model: from the cache where it is whole, else downloaded.
     *
     * @throws HubUnreachableException when it must be downloaded and nobody answers
     */
    public Path model(HubId id, Progress progress) throws IOException {
        Optional<Path> cached = cachedModel(id);
        if (cached.isPresent()) {
            return cached.get();
        }
        if (settings.offline()) {
            return requireCachedModel(id);
        }
        try {
            return pullModel(id, progress).folder();
        } catch (HubUnreachableException e) {
            return usable(id).orElseThrow(() -> e);
        }
    }

    /** Brings a model up to date: looks up the revision and downloads what is not here. */
    public Pulled pullModel(HubId id, Progress progress) throws IOException {
        if (settings.offline()) {
            Path folder = requireCachedModel(id);
            return cached(id, folder, all(folder));
        }
        try (Download download = Download.start(this, id)) {
            ModelFiles parts = ModelFiles.PLAIN;
            Optional<HubFile> modules = download.file(ModelFiles.MODULES);
            if (modules.isPresent()) {
                download.fetch(List.of(modules.get()), Progress.SILENT);
                parts = ModelFiles.of(download.snapshot().resolve(ModelFiles.MODULES));
            }
            Selection chosen = parts.choose(download.files());
            parts.requireWeights(id, chosen);
            Pulled pulled = download.finish(chosen, progress);
            if (modules.isEmpty()) {
                repository(id).recordLack(pulled.commit(), ModelFiles.MODULES);
            }
            return pulled;
        }
    }

    /**
     * Brings files of a data set up to date.
     *
     * @param choice chooses among all its files; never called with ones that are pickled or programs
     */
    Pulled pullData(HubId id, Function<List<HubFile>, Selection> choice, Progress progress) throws IOException {
        if (settings.offline()) {
            throw new BadInputException("HF_HUB_OFFLINE forbids to ask the hub for " + id + "; unset it");
        }
        try (Download download = Download.start(this, id)) {
            SortedMap<String, String> never = new TreeMap<>();
            List<HubFile> harmless = download.files().stream()
                    .filter(file -> {
                        Optional<String> reason = FileKind.of(file).never();
                        reason.ifPresent(why -> never.put(file.path(), why));
                        return reason.isEmpty();
                    })
                    .toList();
            Selection chosen = choice.apply(harmless);
            never.putAll(chosen.leftOut());
            return download.finish(new Selection(chosen.files(), never), progress);
        }
    }

    RepositoryCache repository(HubId id) {
        return RepositoryCache.of(settings.cache(), id);
    }

    /** Refuses a cache that cannot be written to, or a disk that is too small, before the first byte comes. */
    void requireRoom(RepositoryCache cache, List<HubFile> files) throws IOException {
        AtomicFile.requireWritable(cache.folder().resolve("blobs").resolve("x"));
        AtomicFile.requireWritable(cache.locks().resolve("x"));
        long needed = 0;
        for (HubFile file : files) {
            needed += cache.has(file) ? 0 : file.size() - cache.begun(file);
        }
        DiskSpace.require(cache.folder(), needed == 0 ? 0 : needed + SPARE, "the download");
    }

    private Optional<Path> snapshot(HubId id) {
        try {
            return repository(id).snapshotOf(id.revision());
        } catch (IOException e) {
            throw new BadInputException(
                    "cannot read the hub's cache in " + settings.cache() + ": " + e.getMessage(), e);
        }
    }

    private static Optional<String> missing(Path snapshot) {
        try {
            return ModelFiles.ofSnapshot(snapshot).missing(snapshot);
        } catch (IOException e) {
            throw new BadInputException("cannot read " + snapshot + ": " + e.getMessage(), e);
        }
    }

    private static Pulled cached(HubId id, Path folder, List<String> files) {
        long bytes = 0;
        try {
            for (String file : files) {
                bytes += Files.size(folder.resolve(file));
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return new Pulled(id, folder.getFileName().toString(), folder, files, bytes, 0, new TreeMap<>());
    }

    private static List<String> all(Path folder) {
        try (Stream<Path> below = Files.walk(folder)) {
            return below.filter(file -> Files.isRegularFile(file) && !AtomicFile.isPartial(file))
                    .map(file -> folder.relativize(file).toString())
                    .sorted()
                    .toList();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
