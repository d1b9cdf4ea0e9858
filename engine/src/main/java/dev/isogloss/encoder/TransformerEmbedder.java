package dev.isogloss.encoder;

import dev.isogloss.checkpoint.LanguagePrompts;
import dev.isogloss.checkpoint.ModelFolder;
import dev.isogloss.data.Language;
import dev.isogloss.embed.Embedder;
import dev.isogloss.embed.Role;
import dev.isogloss.embed.TextContract;
import dev.isogloss.io.BadInputException;
import dev.isogloss.tensor.NativeThreads;
import dev.isogloss.tensor.Scoped;
import dev.isogloss.tensor.Tensors;
import dev.isogloss.tokenize.TokenBatch;
import dev.isogloss.tokenize.Tokenizer;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.stream.IntStream;
import org.bytedeco.javacpp.PointerScope;

/** The embedder of a model folder: tokenizer, encoder and a few worker threads with one native thread each. */
public final class TransformerEmbedder implements Embedder, AutoCloseable {
    private final HuggingFaceTextTokenizer tokenizer;
    private final TransformerEncoder encoder;
    private final TextContract contract;
    private final String networkHash;
    private final Optional<LanguagePrompts> languagePrompts;
    private final EmbedderSettings settings;
    private final ExecutorService workers;

    private TransformerEmbedder(
            HuggingFaceTextTokenizer tokenizer,
            TransformerEncoder encoder,
            TextContract contract,
            String networkHash,
            Optional<LanguagePrompts> languagePrompts,
            EmbedderSettings settings) {
        this.tokenizer = tokenizer;
        this.encoder = encoder;
        this.contract = contract;
        this.networkHash = networkHash;
        this.languagePrompts = languagePrompts;
        this.settings = settings;
        this.workers = Executors.newFixedThreadPool(
                settings.workers(),
                Thread.ofPlatform().name("encode-", 0).daemon(true).factory());
    }

    /** Opens a model folder. */
    public static TransformerEmbedder open(Path folder, EmbedderSettings settings) {
        return open(ModelFolder.open(folder), settings);
    }

    /**
     * Opens a model.
     *
     * @throws BadInputException when tokenizer and weights do not belong together, or lengths exceed the network's positions
     */
    public static TransformerEmbedder open(ModelFolder folder, EmbedderSettings settings) {
        settings.device().requireUsable();
        HuggingFaceTextTokenizer tokenizer = HuggingFaceTextTokenizer.open(folder);
        try {
            TextContract contract = contract(folder, tokenizer, settings);
            NativeThreads.set(1);
            return new TransformerEmbedder(
                    tokenizer,
                    TransformerEncoder.forInference(folder, settings.precision(), settings.device()),
                    contract,
                    folder.networkHash(),
                    folder.languagePrompts(),
                    settings);
        } catch (RuntimeException e) {
            tokenizer.close();
            throw e;
        }
    }

    /** The contract of a model with its tokenizer's golden tokens: what is saved, hashed and compared. */
    public static TextContract contract(ModelFolder folder, Tokenizer tokenizer) {
        int rows = folder.architecture().vocabulary();
        if (tokenizer.vocabularySize() > rows) {
            throw new BadInputException(folder.path() + ": the tokenizer knows ids up to "
                    + (tokenizer.vocabularySize() - 1) + ", but the word embedding has " + rows
                    + " rows; do tokenizer.json and the weights belong together?");
        }
        return GoldenTokens.complete(folder.contract(), tokenizer);
    }

    private static TextContract contract(ModelFolder folder, Tokenizer tokenizer, EmbedderSettings settings) {
        TextContract saved = contract(folder, tokenizer);
        TextContract contract = saved.withLengths(
                settings.queryTokens().orElse(saved.queryTokens()),
                settings.passageTokens().orElse(saved.passageTokens()));
        int longest = Math.max(contract.queryTokens(), contract.passageTokens());
        if (longest > folder.architecture().maxTokens()) {
            throw new BadInputException("texts of " + longest + " tokens were asked for, but " + folder.path()
                    + " has positions for " + folder.architecture().maxTokens());
        }
        return contract;
    }

    @Override
    public int dimension() {
        return encoder.dimension();
    }

    @Override
    public TextContract contract() {
        return contract;
    }

    @Override
    public String networkHash() {
        return networkHash;
    }

    /** Of a model with language prompts a passage of unknown language has the part that all languages share. */
    @Override
    public Embedded embed(List<String> texts, Role role) {
        return embed(texts, Collections.nCopies(texts.size(), Language.UNDETERMINED), role);
    }

    @Override
    public Embedded embed(List<String> texts, List<Language> languages, Role role) {
        int[] rows = languagePrompts
                .map(prompts -> languages.stream()
                        .mapToInt(language -> role == Role.QUERY ? LanguagePrompts.NONE : prompts.row(language))
                        .toArray())
                .orElse(TransformerEncoder.NO_LANGUAGES);
        String prompt = contract.prompt(role);
        TokenBatch window =
                tokenizer.tokenize(texts.stream().map(text -> prompt + text).toList(), contract.maxTokens(role));
        float[][] vectors = new float[texts.size()][];
        int promptLength = contract.includePrompt() ? 0 : tokenizer.promptTokens(prompt, contract.maxTokens(role));
        List<Future<?>> running = new ArrayList<>();
        for (TokenWindow.Part part : TokenWindow.cut(window, settings.batchTokens())) {
            running.add(workers.submit(() -> encode(part, promptLength, rows, vectors)));
        }
        running.forEach(TransformerEmbedder::await);
        List<Integer> truncated = IntStream.range(0, texts.size())
                .filter(text -> window.untruncated()[text] > window.lengths()[text])
                .boxed()
                .toList();
        return new Embedded(vectors, window.ids().length, truncated);
    }

    /**
     * How long texts are in tokens, prompt and special tokens included.
     *
     * @param kept tokens of each text that are encoded
     * @param whole tokens that each text has
     */
    public record Lengths(int[] kept, int[] whole) {}

    /** The lengths of texts, in order; costs little beside encoding them. */
    public Lengths lengths(List<String> texts, Role role) {
        String prompt = contract.prompt(role);
        TokenBatch tokens =
                tokenizer.tokenize(texts.stream().map(text -> prompt + text).toList(), contract.maxTokens(role));
        return new Lengths(tokens.lengths(), tokens.untruncated());
    }

    /** Tokens that the workers encode at once; more gain nothing by coming together. */
    public int tokensAtOnce() {
        return settings.workers() * settings.batchTokens();
    }

    private void encode(TokenWindow.Part part, int promptLength, int[] languages, float[][] vectors) {
        int[] promptLengths = new int[part.texts().length];
        Arrays.fill(promptLengths, promptLength);
        int[] own = languages.length == 0
                ? languages
                : Arrays.stream(part.texts()).map(text -> languages[text]).toArray();
        try (PointerScope _ = new PointerScope()) {
            float[][] rows = Tensors.toRows(
                    Scoped.withoutGradients(() -> encoder.encode(part.batch(), promptLengths, own, Dropout.NONE)));
            for (int i = 0; i < rows.length; i++) {
                vectors[part.texts()[i]] = rows[i];
            }
        }
    }

    private static void await(Future<?> running) {
        try {
            Object nothing = running.get();
            assert nothing == null : "encoding gives nothing back";
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException("encoding was interrupted", e);
        } catch (ExecutionException e) {
            throw e.getCause() instanceof RuntimeException cause
                    ? cause
                    : new IllegalStateException("encoding failed", e.getCause());
        }
    }

    @Override
    public void close() {
        workers.close();
        encoder.close();
        tokenizer.close();
    }
}
