package dev.isogloss.llm;

import dev.isogloss.io.BadInputException;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/**
 * How likely a text is under a language model that has read another before it.
 *
 * @param logarithm the sum over the text's tokens of the natural logarithm of their probabilities, finite and at most 0
 * @param tokens how many there are, at least 1
 */
public record Likelihood(double logarithm, int tokens) {
    public Likelihood {
        // a server may round a certain token's 0 up
        if (!(logarithm <= 1e-3) || Double.isInfinite(logarithm) || tokens < 1) {
            throw new IllegalArgumentException("a log-likelihood is finite, at most 0 and of at least one token (got: "
                    + logarithm + " of " + tokens + " tokens)");
        }
    }

    /** As it is recorded. */
    String json() {
        return JsonMapper.shared().writeValueAsString(this);
    }

    /** What {@link #json} wrote. */
    static Likelihood parse(String recorded) {
        try {
            JsonNode node = JsonMapper.shared().readTree(recorded);
            return new Likelihood(
                    node.required("logarithm").doubleValue(),
                    node.required("tokens").intValue());
        } catch (JacksonException | IllegalArgumentException e) {
            throw new BadInputException("a recorded answer is not a log-likelihood (got: " + recorded + ")", e);
        }
    }
}
