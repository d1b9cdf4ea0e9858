package dev.isogloss.hub;

import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.regex.Pattern;

/** What a file's name says about the danger and the use of its bytes. */
enum FileKind {
    SAFETENSORS,
    JSON,
    /** Vocabularies, chat templates, the model card, the licence. */
    TEXT,
    /** Python's pickle, and containers of it: reading one runs whatever is in it. */
    PICKLE,
    /** Programs. */
    CODE,
    OTHER;

    private static final List<String> PICKLES = List.of(
            ".bin", ".pt", ".pth", ".ckpt", ".pkl", ".pickle", ".p", ".torch", ".joblib", ".npy", ".npz", ".dill",
            ".mar", ".pk", ".sav");
    /** Endings that say how bytes are packed, not what they are. */
    private static final Pattern PACKED = Pattern.compile("\\.(gz|bz2|xz|zst|zstd|lz4|lzma|z|zip|tar|tgz|7z)$");

    private static final List<String> PROGRAMS = List.of(
            ".py", ".pyc", ".sh", ".bat", ".ps1", ".so", ".dll", ".dylib", ".jar", ".class", ".js", ".ipynb", ".exe");
    private static final List<String> TEXTS = List.of(".txt", ".md", ".jinja", ".tiktoken");
    private static final Pattern PIECES =
            Pattern.compile("(sentencepiece|spiece|spm|tokenizer|unigram)[a-z._-]*\\.model");
    private static final Pattern PAPERS = Pattern.compile("(licen[sc]e|notice|copying)[a-z0-9._-]*");

    static FileKind of(HubFile file) {
        String whole = file.name().toLowerCase(Locale.ROOT);
        String name = unpacked(whole);
        if (endsWith(name, PICKLES)) {
            return PICKLE;
        }
        if (endsWith(name, PROGRAMS)) {
            return CODE;
        }
        if (!name.equals(whole)) {
            return OTHER;
        }
        if (name.endsWith(".safetensors")) {
            return SAFETENSORS;
        }
        if (name.endsWith(".json")) {
            return JSON;
        }
        boolean isText = endsWith(name, TEXTS)
                || PIECES.matcher(name).matches()
                || PAPERS.matcher(name).matches();
        return isText ? TEXT : OTHER;
    }

    /** Why a file of this kind is never fetched, whoever asks. */
    Optional<String> never() {
        return switch (this) {
            case PICKLE -> Optional.of("pickled, and reading a pickle can run any program");
            case CODE -> Optional.of("a program");
            case SAFETENSORS, JSON, TEXT, OTHER -> Optional.empty();
        };
    }

    /** A name without the endings of compression and archives: a packed pickle is a pickle. */
    private static String unpacked(String name) {
        String shorter = PACKED.matcher(name).replaceFirst("");
        return shorter.equals(name) ? name : unpacked(shorter);
    }

    private static boolean endsWith(String name, List<String> ends) {
        return ends.stream().anyMatch(name::endsWith);
    }
}
