package dev.isogloss.eval;

import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * The model whose results MTEB files away: {@code results/{organisation}__{model}/{revision}/}.
 *
 * @param name {@code organisation/model}
 * @param revision a commit of the hub, or any other name of the weights; it names a folder
 * @param dimension components of a vector; null where there are no vectors
 * @param maxTokens longest text; null where nobody knows
 * @param prompts whether queries or passages get a prefix; null where there is no model
 */
public record MtebModel(
        String name,
        String revision,
        @Nullable Integer dimension,
        @Nullable Integer maxTokens,
        @Nullable Boolean prompts) {
    private static final Pattern NAME = Pattern.compile("[A-Za-z0-9][A-Za-z0-9._-]*/[A-Za-z0-9][A-Za-z0-9._-]*");
    private static final Pattern REVISION = Pattern.compile("[A-Za-z0-9][A-Za-z0-9._-]*");

    public MtebModel {
        if (!NAME.matcher(name).matches()) {
            throw new IllegalArgumentException(
                    "a model has a name such as organisation/model, of letters, digits, '.', '_' and '-' (got: " + name
                            + ")");
        }
        if (!REVISION.matcher(revision).matches()) {
            throw new IllegalArgumentException(
                    "a revision is letters, digits, '.', '_' and '-', for example a commit (got: " + revision + ")");
        }
    }

    /** A model of this id, {@code organisation/model} or {@code organisation/model@revision}; nothing else is known of it. */
    public static MtebModel of(String id, String usualRevision) {
        int at = id.indexOf('@');
        return new MtebModel(
                at < 0 ? id : id.substring(0, at), at < 0 ? usualRevision : id.substring(at + 1), null, null, null);
    }

    /** The same with what its folder says. */
    public MtebModel with(int vectorDimension, int longest, boolean hasPrompts) {
        return new MtebModel(name, revision, vectorDimension, longest, hasPrompts);
    }

    /** The name of its folder. */
    String folder() {
        return name.replace("/", "__");
    }
}
