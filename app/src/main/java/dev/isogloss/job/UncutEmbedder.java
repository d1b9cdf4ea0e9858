package dev.isogloss.job;

import dev.isogloss.data.Language;
import dev.isogloss.embed.Embedder;
import dev.isogloss.embed.Role;
import dev.isogloss.embed.TextContract;
import dev.isogloss.io.BadInputException;
import java.util.List;

/** An embedder that refuses a text that is longer than the limit instead of cutting it. */
record UncutEmbedder(Embedder embedder) implements Embedder {
    private static final int SHOWN = 60;

    @Override
    public int dimension() {
        return embedder.dimension();
    }

    @Override
    public TextContract contract() {
        return embedder.contract();
    }

    @Override
    public String networkHash() {
        return embedder.networkHash();
    }

    @Override
    public Embedded embed(List<String> texts, Role role) {
        return uncut(texts, embedder.embed(texts, role), role);
    }

    @Override
    public Embedded embed(List<String> texts, List<Language> languages, Role role) {
        return uncut(texts, embedder.embed(texts, languages, role), role);
    }

    private Embedded uncut(List<String> texts, Embedded embedded, Role role) {
        if (!embedded.truncated().isEmpty()) {
            String text = texts.get(embedded.truncated().getFirst());
            throw new BadInputException(
                    "a text is longer than the limit of " + contract().maxTokens(role)
                            + " tokens and would be cut: \"" + text.substring(0, Math.min(SHOWN, text.length()))
                            + (text.length() > SHOWN ? "...\"" : "\"")
                            + "; raise the limit or allow it with on-truncate warn");
        }
        return embedded;
    }
}
