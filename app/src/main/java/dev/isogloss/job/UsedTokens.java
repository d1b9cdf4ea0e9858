package dev.isogloss.job;

import dev.isogloss.checkpoint.ModelFolder;
import dev.isogloss.dataset.BadRows;
import dev.isogloss.dataset.CollectionFiles;
import dev.isogloss.dataset.CollectionFormat;
import dev.isogloss.dataset.DatasetFormat;
import dev.isogloss.dataset.ExampleFiles;
import dev.isogloss.dataset.ExampleFormat;
import dev.isogloss.dataset.ExamplePassage;
import dev.isogloss.dataset.convert.Formats;
import dev.isogloss.embed.Role;
import dev.isogloss.embed.TextContract;
import dev.isogloss.encoder.HuggingFaceTextTokenizer;
import dev.isogloss.io.Progress;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.BitSet;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Which token ids a model gives the texts of data sets, with its prompts and uncut. */
final class UsedTokens implements AutoCloseable {
    private static final int BATCH = 512;

    private final HuggingFaceTextTokenizer tokenizer;
    private final TextContract contract;
    private final BitSet used = new BitSet();
    private final List<String> waiting = new ArrayList<>();
    private final Progress.Task task;
    private long texts;

    UsedTokens(ModelFolder model, Progress progress) {
        this.tokenizer = HuggingFaceTextTokenizer.open(model);
        this.contract = model.contract();
        this.task = progress.start("read texts", -1, "texts");
    }

    /** Reads a data set in any format that {@code data inspect} knows: every passage, and the queries of every split. */
    void read(Path data) throws IOException {
        DatasetFormat format = Formats.detect(data).format();
        switch (format) {
            case CollectionFormat collection -> read(collection.open(data, BadRows.fail()));
            case ExampleFormat examples -> read(examples.open(data, BadRows.fail()));
        }
    }

    private void read(CollectionFiles files) throws IOException {
        files.passages((row, origin) -> passage(row.title(), row.text()));
        for (String split : files.splits()) {
            files.queries(split, (row, origin) -> add(Role.QUERY, row.text()));
        }
    }

    private void read(ExampleFiles files) throws IOException {
        files.examples((row, origin) -> {
            if (row.query() != null) {
                add(Role.QUERY, row.query());
            }
            for (ExamplePassage passage : row.positives()) {
                passage(passage.title(), passage.text());
            }
            for (ExamplePassage passage : row.negatives()) {
                passage(passage.title(), passage.text());
            }
        });
        if (files.texts().isPresent()) {
            read(files.texts().get());
        }
    }

    private void passage(String title, @Nullable String text) {
        if (text != null) {
            add(Role.PASSAGE, title.isBlank() ? text : title + contract.titleJoin() + text);
        }
    }

    private void add(Role role, String text) {
        waiting.add(contract.prompt(role) + text);
        if (waiting.size() == BATCH) {
            flush();
        }
    }

    private void flush() {
        for (int id : tokenizer.tokenize(waiting, Integer.MAX_VALUE).ids()) {
            used.set(id);
        }
        texts += waiting.size();
        task.advance(waiting.size());
        waiting.clear();
    }

    /** The ids seen so far, those of the prompts too. */
    BitSet ids() {
        add(Role.QUERY, "");
        add(Role.PASSAGE, "");
        flush();
        texts -= 2;
        return (BitSet) used.clone();
    }

    /** How many texts were read until {@link #ids}. */
    long texts() {
        return texts;
    }

    @Override
    public void close() {
        task.close();
        tokenizer.close();
    }
}
