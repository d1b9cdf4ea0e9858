package dev.isogloss.data;

/** What somebody asks. */
public record Query(Key key, String text) {
    public Language language() {
        return key.language();
    }
}
