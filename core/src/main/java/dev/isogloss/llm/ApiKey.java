package dev.isogloss.llm;

import dev.isogloss.io.BadInputException;
import java.util.function.UnaryOperator;
import org.jspecify.annotations.Nullable;

/**
 * The key of a chat server. It comes from an environment variable and from nowhere else, and leaves only in the header of a
 * request: no text made of this object shows more than the variable's name.
 */
public final class ApiKey {
    private static final String NONE = "";

    private final String variable;
    private final String secret;

    private ApiKey(String variable, String secret) {
        this.variable = variable;
        this.secret = secret;
    }

    /** For servers that ask for none. */
    public static ApiKey none() {
        return new ApiKey(NONE, NONE);
    }

    /**
     * The key in an environment variable of this process.
     *
     * @throws BadInputException when the variable is not set, or holds what cannot be a key
     */
    public static ApiKey fromEnvironment(String variable) {
        return from(variable, System::getenv);
    }

    static ApiKey from(String variable, UnaryOperator<@Nullable String> environment) {
        if (!variable.matches("[A-Za-z_][A-Za-z0-9_]*")) {
            // what stands there is not shown: it may be the key itself
            throw new BadInputException("the key of a chat server is given as the name of an environment variable, for"
                    + " example OPENAI_API_KEY; what was given is not such a name");
        }
        String secret = environment.apply(variable);
        if (secret == null || secret.isBlank()) {
            throw new BadInputException("the environment variable " + variable
                    + " is not set; it should hold the key of the chat server: export " + variable + "=...");
        }
        if (!secret.strip().chars().allMatch(character -> character > ' ' && character < 0x7f)) {
            throw new BadInputException("the environment variable " + variable
                    + " holds something that cannot be a key: characters beyond ASCII, or spaces within");
        }
        return new ApiKey(variable, secret.strip());
    }

    boolean isGiven() {
        return !secret.isEmpty();
    }

    String secret() {
        return secret;
    }

    /** The text with every occurrence of the key taken out; servers like to quote what they were sent. */
    String removedFrom(String text) {
        return isGiven() ? text.replace(secret, "[key]") : text;
    }

    /** Where the key comes from, in words. */
    String origin() {
        return isGiven() ? "the key in the environment variable " + variable : "no key";
    }

    @Override
    public String toString() {
        return isGiven() ? "ApiKey[" + variable + "]" : "ApiKey[none]";
    }
}
