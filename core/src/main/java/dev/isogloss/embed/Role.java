package dev.isogloss.embed;

/** What a text is to the encoder: prompts and lengths differ. */
public enum Role {
    QUERY,
    PASSAGE
}
