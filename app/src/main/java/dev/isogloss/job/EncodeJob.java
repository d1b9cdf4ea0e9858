package dev.isogloss.job;

import dev.isogloss.embed.Embedder;
import dev.isogloss.embed.KeyedText;
import dev.isogloss.embed.Role;
import dev.isogloss.embed.VectorEncoding;
import dev.isogloss.embed.VectorManifest;
import dev.isogloss.embed.VectorStore;
import dev.isogloss.encoder.HuggingFaceTextTokenizer;
import dev.isogloss.encoder.TransformerEmbedder;
import dev.isogloss.format.TextFile;
import dev.isogloss.io.BadInputException;
import dev.isogloss.io.Checksums;
import dev.isogloss.io.FolderLock;
import dev.isogloss.io.JsonLines;
import dev.isogloss.io.Progress;
import dev.isogloss.tokenize.TokenBatch;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.OptionalInt;
import tools.jackson.databind.json.JsonMapper;

/** Encodes the texts of a JSON lines file into a folder of vectors. */
public final class EncodeJob {
    private EncodeJob() {}

    /** What was encoded, as text for a person and as JSON for a program. */
    public record Summary(String text, String json) {}

    /** One line of {@code vectors.jsonl}. */
    record Line(String _id, int[] ids, float[] vector) {}

    /**
     * Encodes.
     *
     * @param dimensions keep so many components of each vector; empty for all
     * @param jsonLines whether to write {@code vectors.jsonl} too
     */
    public static Summary run(
            EncoderChoice choice,
            Role role,
            Path input,
            Path out,
            OptionalInt dimensions,
            boolean jsonLines,
            Progress progress)
            throws IOException {
        if (!Files.isRegularFile(input)) {
            throw new BadInputException("there is no input file " + input);
        }
        TextFile texts = new TextFile(input);
        long count = texts.count();
        if (count == 0) {
            throw new BadInputException(input + " holds no text");
        }
        NamedModel.fetch(choice.model(), progress);
        try (FolderLock lock = FolderLock.acquire(out);
                TransformerEmbedder embedder = choice.open()) {
            assert lock != null;
            long start = System.nanoTime();
            Embedder wanted = dimensions.isPresent() ? new PrefixEmbedder(embedder, dimensions.getAsInt()) : embedder;
            VectorManifest manifest = new VectorEncoding(
                            choice.guarded(wanted), role, VectorEncoding.Settings.STANDARD, progress)
                    .run(() -> keyed(texts, role, embedder), count, out, Checksums.sha256(input));
            choice.checkTruncation(manifest.counts().truncatedTexts(), count, "texts");
            if (jsonLines) {
                writeLines(texts, role, choice, embedder, out);
            }
            double seconds = (System.nanoTime() - start) / 1e9;
            Map<String, Object> facts = new LinkedHashMap<>();
            facts.put("vectors", out.toString());
            facts.put("texts", manifest.rows());
            facts.put("dimension", manifest.dimension());
            facts.put("tokens", manifest.counts().tokens());
            facts.put("truncated", manifest.counts().truncated());
            facts.put("seconds", Math.round(seconds * 10) / 10.0);
            String text = String.format(
                    Locale.ROOT,
                    "%d texts, %d tokens, %d cut at the length limit %s, %.1f s, written to %s",
                    manifest.rows(),
                    manifest.counts().tokens(),
                    manifest.counts().truncatedTexts(),
                    manifest.counts().truncated(),
                    seconds,
                    out);
            return new Summary(text, JsonMapper.shared().writeValueAsString(facts));
        }
    }

    private static Iterator<KeyedText> keyed(TextFile texts, Role role, TransformerEmbedder embedder) {
        return texts.stream()
                .map(passage -> new KeyedText(
                        passage.key(),
                        role == Role.QUERY
                                ? passage.text()
                                : embedder.contract().textOf(passage)))
                .iterator();
    }

    private static void writeLines(
            TextFile texts, Role role, EncoderChoice choice, TransformerEmbedder embedder, Path out)
            throws IOException {
        try (VectorStore vectors = VectorStore.open(out);
                HuggingFaceTextTokenizer tokenizer = HuggingFaceTextTokenizer.open(choice.folder())) {
            JsonLines.write(out.resolve("vectors.jsonl"), writer -> {
                Iterator<KeyedText> iterator = keyed(texts, role, embedder);
                for (int row = 0; iterator.hasNext(); row++) {
                    KeyedText text = iterator.next();
                    TokenBatch tokens = tokenizer.tokenize(
                            List.of(embedder.contract().prompt(role) + text.text()),
                            embedder.contract().maxTokens(role));
                    writer.write(new Line(text.key().id(), tokens.ids(), vectors.vector(row)));
                }
            });
        }
    }
}
