package dev.isogloss.hub;

import dev.isogloss.io.AtomicFile;
import dev.isogloss.io.ThrowingConsumer;
import java.io.IOException;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.FileSystemException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.Optional;
import java.util.UUID;

/**
 * One repository in the hub's cache on this machine, in the official layout that Python tools share:
 *
 * <pre>
 * models--org--name/blobs/HASH             the bytes, named by their hash; HASH.incomplete while they come
 * models--org--name/refs/main              the commit a revision stood for when it was last looked up
 * models--org--name/snapshots/COMMIT/FILE  a relative link to ../../blobs/HASH
 * models--org--name/.no_exist/COMMIT/FILE  an empty file: the hub was asked and has no such file
 * .locks/models--org--name/HASH.lock       held by whoever downloads HASH
 * </pre>
 */
record RepositoryCache(Path folder, Path locks) {
    static RepositoryCache of(Path cache, HubId id) {
        String name = id.kind().plural() + "--" + id.name().replace("/", "--");
        return new RepositoryCache(cache.resolve(name), cache.resolve(".locks").resolve(name));
    }

    Path blob(BlobHash hash) {
        return folder.resolve("blobs").resolve(hash.hex());
    }

    Path incomplete(BlobHash hash) {
        return folder.resolve("blobs").resolve(hash.hex() + ".incomplete");
    }

    Path lock(BlobHash hash) {
        return locks.resolve(hash.hex() + ".lock");
    }

    Path snapshot(String commit) {
        return folder.resolve("snapshots").resolve(commit);
    }

    Path reference(String revision) {
        return folder.resolve("refs").resolve(revision);
    }

    /** Whether the hub was asked for a file of a commit and has none. */
    boolean isKnownToLack(String commit, String file) {
        return Files.exists(lack(commit, file));
    }

    /** Remembers that the hub has no such file. */
    void recordLack(String commit, String file) throws IOException {
        Path lack = lack(commit, file);
        Path parent = Files.createDirectories(lack.resolveSibling(""));
        assert Files.isDirectory(parent);
        try {
            Path made = Files.createFile(lack);
            assert Files.exists(made);
        } catch (FileAlreadyExistsException e) {
            return; // it was known
        }
    }

    private Path lack(String commit, String file) {
        return folder.resolve(".no_exist").resolve(commit).resolve(file);
    }

    /** The commit of a revision, if it was looked up before. */
    Optional<String> commit(String revision) throws IOException {
        Path reference = reference(revision);
        if (Files.isRegularFile(reference)) {
            return Optional.of(Files.readString(reference).strip());
        }
        return Files.isDirectory(snapshot(revision)) ? Optional.of(revision) : Optional.empty();
    }

    /** The files of a revision, if any of them are here. */
    Optional<Path> snapshotOf(String revision) throws IOException {
        return commit(revision).map(this::snapshot).filter(Files::isDirectory);
    }

    /** Whether the bytes are here. */
    boolean has(HubFile file) throws IOException {
        Path blob = blob(file.hash());
        return Files.isRegularFile(blob) && Files.size(blob) == file.size();
    }

    /** Bytes that an earlier download has left of a file that is not whole. */
    long begun(HubFile file) throws IOException {
        Path part = incomplete(file.hash());
        return Files.isRegularFile(part) ? Math.min(Files.size(part), file.size()) : 0;
    }

    /** Says which commit a revision stands for. Only once all files are there, so that nobody takes half of them for all. */
    void refer(String revision, String commit) throws IOException {
        if (commit(revision).equals(Optional.of(commit))) {
            return;
        }
        Path reference = reference(revision);
        Path folder = Files.createDirectories(reference.resolveSibling(""));
        assert Files.isDirectory(folder);
        replace(reference, beside -> {
            Path written = Files.writeString(beside, commit);
            assert written.equals(beside);
        });
    }

    /** Shows a blob under its name in the snapshot: a relative link, or a copy where there are no links. */
    void show(String commit, HubFile file) throws IOException {
        Path shown = snapshot(commit).resolve(file.path());
        Path blob = blob(file.hash());
        Path parent = Files.createDirectories(shown.resolveSibling(""));
        Path link = parent.toAbsolutePath().relativize(blob.toAbsolutePath());
        if (Files.isSymbolicLink(shown) && Files.readSymbolicLink(shown).equals(link)) {
            return;
        }
        replace(shown, beside -> place(beside, link, blob));
    }

    /** Unlike {@link AtomicFile} for many writers of one target: others may do the same at the same time, and the last one stays. */
    private static void replace(Path target, ThrowingConsumer<Path> writer) throws IOException {
        Path beside = target.resolveSibling("." + target.getFileName() + "." + UUID.randomUUID() + ".partial");
        try {
            writer.accept(beside);
            Path moved =
                    Files.move(beside, target, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
            assert moved.equals(target);
        } finally {
            boolean left = Files.deleteIfExists(beside);
            assert !left || Files.notExists(beside);
        }
    }

    private static void place(Path place, Path link, Path blob) throws IOException {
        try {
            Path linked = Files.createSymbolicLink(place, link);
            assert linked.equals(place);
        } catch (FileAlreadyExistsException e) {
            throw e;
        } catch (UnsupportedOperationException | FileSystemException e) {
            Path copied = Files.copy(blob, place);
            assert copied.equals(place);
        }
    }
}
