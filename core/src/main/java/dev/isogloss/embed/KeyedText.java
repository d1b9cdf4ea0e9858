package dev.isogloss.embed;

import dev.isogloss.data.Key;

/** A text to encode under its key, without prompt. */
public record KeyedText(Key key, String text) {}
