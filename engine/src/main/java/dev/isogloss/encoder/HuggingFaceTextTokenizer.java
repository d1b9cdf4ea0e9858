package dev.isogloss.encoder;

import ai.djl.huggingface.tokenizers.Encoding;
import ai.djl.huggingface.tokenizers.HuggingFaceTokenizer;
import dev.isogloss.checkpoint.ModelFolder;
import dev.isogloss.io.BadInputException;
import dev.isogloss.io.Checksums;
import dev.isogloss.io.JsonFile;
import dev.isogloss.tokenize.TokenBatch;
import dev.isogloss.tokenize.Tokenizer;
import java.io.IOException;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import tools.jackson.databind.JsonNode;

/** Runs a {@code tokenizer.json} with Hugging Face's own library. Needs no network. Safe for many threads. */
public final class HuggingFaceTextTokenizer implements Tokenizer, AutoCloseable {
    /** Neither cuts nor pads, whatever the file says: this class cuts by itself and nothing here is padded. */
    private static final Map<String, String> OPTIONS = Map.of(
            "truncation", "false", "padding", "false", "addSpecialTokens", "true", "modelMaxLength", "1000000000");

    private static final String PROBE = "a";

    private final HuggingFaceTokenizer tokenizer;
    private final String hash;
    private final boolean lowerCase;
    private final int vocabularySize;
    private final int closing;

    private HuggingFaceTextTokenizer(
            HuggingFaceTokenizer tokenizer, String hash, boolean lowerCase, int vocabularySize) {
        this.tokenizer = tokenizer;
        this.hash = hash;
        this.lowerCase = lowerCase;
        this.vocabularySize = vocabularySize;
        this.closing = closingSpecialTokens(tokenizer.encode(PROBE).getSpecialTokenMask());
    }

    /** The tokenizer of a model folder. */
    public static HuggingFaceTextTokenizer open(ModelFolder folder) {
        return open(folder.tokenizerFile(), folder.lowerCase());
    }

    /**
     * Opens a {@code tokenizer.json}.
     *
     * @param lowerCase whether texts are lower-cased first, beyond what the file itself does
     */
    public static HuggingFaceTextTokenizer open(Path file, boolean lowerCase) {
        try {
            int vocabulary = vocabularySize(JsonFile.read(file));
            return new HuggingFaceTextTokenizer(
                    HuggingFaceTokenizer.newInstance(file, OPTIONS), Checksums.sha256(file), lowerCase, vocabulary);
        } catch (IOException e) {
            throw new BadInputException("cannot read " + file + ": " + e.getMessage(), e);
        } catch (BadInputException e) {
            throw e;
        } catch (RuntimeException e) {
            throw new BadInputException(file + " is not a tokenizer that we can run: " + e.getMessage(), e);
        }
    }

    @Override
    public TokenBatch tokenize(List<String> texts, int maxTokens) {
        if (texts.isEmpty()) {
            return new TokenBatch(new int[0], new int[0], new int[0]);
        }
        Encoding[] encodings = tokenizer.batchEncode(prepared(texts));
        int[] lengths = new int[encodings.length];
        int[] untruncated = new int[encodings.length];
        int total = 0;
        for (int text = 0; text < encodings.length; text++) {
            untruncated[text] = encodings[text].getIds().length;
            lengths[text] = Math.min(untruncated[text], maxTokens);
            total = Math.addExact(total, lengths[text]);
        }
        int[] ids = new int[total];
        int at = 0;
        for (int text = 0; text < encodings.length; text++) {
            copyCut(encodings[text].getIds(), ids, at, lengths[text]);
            at += lengths[text];
        }
        return new TokenBatch(ids, lengths, untruncated);
    }

    /** The word pieces of each text, without special tokens and uncut. */
    List<int[]> pieces(List<String> texts) {
        return texts.isEmpty()
                ? List.of()
                : Arrays.stream(tokenizer.batchEncode(prepared(texts), false, false))
                        .map(encoding -> Arrays.stream(encoding.getIds())
                                .mapToInt(Math::toIntExact)
                                .toArray())
                        .toList();
    }

    @Override
    public int closingTokens() {
        return closing;
    }

    /** How a pair of texts is put together, special tokens and types included: what the file does to one short pair. */
    PairTemplate pairTemplate() {
        return PairTemplate.of(
                tokenizer.encode(PROBE, PROBE), pieces(List.of(PROBE)).getFirst());
    }

    private List<String> prepared(List<String> texts) {
        return lowerCase
                ? texts.stream().map(text -> text.toLowerCase(Locale.ROOT)).toList()
                : texts;
    }

    /** Copies the beginning of a text and its closing special tokens, {@code length} ids in all. */
    private void copyCut(long[] from, int[] to, int at, int length) {
        int head = length == from.length ? length : length - closing;
        for (int i = 0; i < head; i++) {
            to[at + i] = (int) from[i];
        }
        for (int i = head; i < length; i++) {
            to[at + i] = (int) from[from.length - length + i];
        }
    }

    private static int closingSpecialTokens(long[] mask) {
        int count = 0;
        while (count < mask.length && mask[mask.length - 1 - count] == 1) {
            count++;
        }
        return count;
    }

    private static int vocabularySize(JsonNode definition) {
        long largest = -1;
        JsonNode vocabulary = definition.path("model").path("vocab");
        if (vocabulary.isArray()) {
            largest = vocabulary.size() - 1L;
        }
        for (JsonNode id : vocabulary.isObject() ? vocabulary : definition.path("none")) {
            largest = Math.max(largest, id.asLong(-1));
        }
        for (JsonNode token : definition.path("added_tokens")) {
            largest = Math.max(largest, token.path("id").asLong(-1));
        }
        return Math.toIntExact(largest + 1);
    }

    @Override
    public int vocabularySize() {
        return vocabularySize;
    }

    @Override
    public String hash() {
        return hash;
    }

    @Override
    public void close() {
        tokenizer.close();
    }
}
