package dev.isogloss.hub;

import dev.isogloss.io.Progress;
import java.io.IOException;
import java.net.URI;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletionService;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorCompletionService;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicLong;

/** One repository at one commit on its way into the cache. */
final class Download implements AutoCloseable {
    private static final int AT_ONCE = 4;

    /** Progress is counted in units of so many bytes. */
    private static final int UNIT = 1000;

    private final Hub hub;
    private final HubId id;
    private final HubClient client;
    private final RepositoryCache cache;
    private String commit = "";
    private List<HubFile> files = List.of();
    private long downloaded;

    private Download(Hub hub, HubId id) {
        this.hub = hub;
        this.id = id;
        this.client = new HubClient(hub.settings());
        this.cache = hub.repository(id);
    }

    /** Looks up the revision and its files. */
    static Download start(Hub hub, HubId id) throws IOException {
        Download download = new Download(hub, id);
        try {
            HubListing listing = new HubListing(download.client, hub.settings(), text -> {});
            download.commit = HubId.isCommit(id.revision()) ? id.revision() : listing.commit(id);
            download.files = listing.files(id, download.commit);
            return download;
        } catch (IOException | RuntimeException e) {
            download.close();
            throw e;
        }
    }

    List<HubFile> files() {
        return files;
    }

    Optional<HubFile> file(String path) {
        return files.stream().filter(file -> file.path().equals(path)).findFirst();
    }

    Path snapshot() {
        return cache.snapshot(commit);
    }

    /** Downloads what is chosen, and says that the revision is here. */
    Pulled finish(Selection chosen, Progress progress) throws IOException {
        fetch(chosen.files(), progress);
        if (!HubId.isCommit(id.revision())) {
            cache.refer(id.revision(), commit);
        }
        return new Pulled(
                id,
                commit,
                snapshot(),
                chosen.files().stream().map(HubFile::path).sorted().toList(),
                chosen.bytes(),
                downloaded,
                chosen.leftOut());
    }

    /** Makes sure that these files are in the snapshot. */
    void fetch(List<HubFile> wanted, Progress progress) throws IOException {
        hub.requireRoom(cache, wanted);
        long missing = 0;
        for (HubFile file : wanted) {
            missing += cache.has(file) ? 0 : file.size() - cache.begun(file);
        }
        downloaded += missing;
        long bytes = wanted.stream().mapToLong(HubFile::size).sum();
        try (Progress.Task task =
                (missing == 0 ? Progress.SILENT : progress).start("download " + id, bytes / UNIT, "kB")) {
            fetchAll(wanted, task);
        }
    }

    private void fetchAll(List<HubFile> wanted, Progress.Task task) throws IOException {
        AtomicLong arrived = new AtomicLong();
        try (ExecutorService threads =
                Executors.newFixedThreadPool(AT_ONCE, Thread.ofVirtual().factory())) {
            CompletionService<HubFile> done = new ExecutorCompletionService<>(threads);
            for (HubFile file : wanted) {
                Future<HubFile> begun = done.submit(() -> fetchOne(file, arrived, task));
                assert begun != null;
            }
            try {
                for (int i = 0; i < wanted.size(); i++) {
                    HubFile file = done.take().get();
                    assert cache.has(file);
                }
            } catch (ExecutionException e) {
                threads.shutdownNow();
                switch (e.getCause()) {
                    case IOException failure -> throw failure;
                    case RuntimeException failure -> throw failure;
                    case null, default -> throw new IllegalStateException("a download failed", e);
                }
            } catch (InterruptedException e) {
                threads.shutdownNow();
                Thread.currentThread().interrupt();
                throw new java.io.InterruptedIOException("the download was stopped");
            }
        }
    }

    private HubFile fetchOne(HubFile file, AtomicLong arrived, Progress.Task task) throws IOException {
        URI address = new HubListing(client, hub.settings(), task::note).address(id, commit, file);
        BlobDownload.Counter counter = new BlobDownload.Counter(more -> {
            long now = arrived.addAndGet(more);
            task.advance(now / UNIT - (now - more) / UNIT);
        });
        new BlobDownload(client, hub.settings(), cache, id, file, address, counter, task::note).run();
        cache.show(commit, file);
        return file;
    }

    @Override
    public void close() {
        client.close();
    }
}
