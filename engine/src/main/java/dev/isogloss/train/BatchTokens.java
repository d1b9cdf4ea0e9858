package dev.isogloss.train;

import dev.isogloss.checkpoint.LanguagePrompts;
import dev.isogloss.data.Language;
import dev.isogloss.embed.Role;
import dev.isogloss.embed.TextContract;
import dev.isogloss.encoder.TransformerEncoder;
import dev.isogloss.tokenize.TokenBatch;
import dev.isogloss.tokenize.Tokenizer;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;

/** Texts with their prompts to token ids, queries first. Safe for many threads. */
final class BatchTokens {
    private final Tokenizer tokenizer;
    private final TextContract contract;
    private final int queryPrompt;
    private final int passagePrompt;
    private final Optional<LanguagePrompts> languagePrompts;

    /** For a model without language prompts; lengths are the contract's. */
    BatchTokens(Tokenizer tokenizer, TextContract contract) {
        this(tokenizer, contract, Optional.empty());
    }

    /** Lengths are the contract's. */
    BatchTokens(Tokenizer tokenizer, TextContract contract, Optional<LanguagePrompts> languagePrompts) {
        this.languagePrompts = languagePrompts;
        this.tokenizer = tokenizer;
        this.contract = contract;
        this.queryPrompt = tokenizer.promptTokens(contract.queryPrompt(), contract.queryTokens());
        this.passagePrompt = tokenizer.promptTokens(contract.passagePrompt(), contract.passageTokens());
    }

    TokenizedBatch of(TextBatch texts) {
        TokenBatch queries = tokenize(texts.queries(), Role.QUERY);
        TokenBatch passages = tokenize(texts.passages(), Role.PASSAGE);
        int[] prompts = new int[contract.includePrompt() ? 0 : queries.texts() + passages.texts()];
        for (int row = 0; row < prompts.length; row++) {
            prompts[row] = row < queries.texts() ? queryPrompt : passagePrompt;
        }
        return new TokenizedBatch(
                texts,
                new TokenBatch(
                        joined(queries.ids(), passages.ids()),
                        joined(queries.lengths(), passages.lengths()),
                        joined(queries.untruncated(), passages.untruncated())),
                prompts,
                languagePrompts
                        .map(own -> languages(own, queries.texts(), texts.passageLanguages()))
                        .orElse(TransformerEncoder.NO_LANGUAGES));
    }

    private static int[] languages(LanguagePrompts prompts, int queries, List<Language> passages) {
        int[] rows = new int[queries + passages.size()];
        Arrays.fill(rows, 0, queries, LanguagePrompts.NONE);
        for (int i = 0; i < passages.size(); i++) {
            rows[queries + i] = prompts.row(passages.get(i));
        }
        return rows;
    }

    private TokenBatch tokenize(List<String> texts, Role role) {
        String prompt = contract.prompt(role);
        return tokenizer.tokenize(texts.stream().map(text -> prompt + text).toList(), contract.maxTokens(role));
    }

    private static int[] joined(int[] first, int[] second) {
        int[] all = Arrays.copyOf(first, first.length + second.length);
        System.arraycopy(second, 0, all, first.length, second.length);
        return all;
    }
}
