package dev.isogloss.hub;

/** The secret that opens gated and private repositories; it never shows in a message. */
record AccessToken(String value) {
    AccessToken {
        if (value.isEmpty() || value.chars().anyMatch(c -> c <= ' ' || c > '~')) {
            throw new IllegalArgumentException("a token is one word of printable letters");
        }
    }

    @Override
    public String toString() {
        return "***";
    }
}
