package dev.isogloss.corpus;

import java.io.IOException;
import java.nio.charset.StandardCharsets;

/** Appends passages to the four files that follow the order of ordinals. One per thread. */
final class PassageWriter implements LanguageBucket.Reader {
    private final CorpusOutput passages;
    private final CorpusOutput passageOffsets;
    private final CorpusOutput ids;
    private final CorpusOutput idOffsets;
    private int count;
    private int blank;

    PassageWriter(CorpusOutput passages, CorpusOutput passageOffsets, CorpusOutput ids, CorpusOutput idOffsets) {
        this.passages = passages;
        this.passageOffsets = passageOffsets;
        this.ids = ids;
        this.idOffsets = idOffsets;
    }

    /** How many passages there are so far; the ordinal of the next. */
    int count() {
        return count;
    }

    /** How many of them have neither title nor text. */
    int blank() {
        return blank;
    }

    @Override
    public void accept(byte[] id, byte[] title, byte[] text) throws IOException {
        passageOffsets.writeLong(passages.position());
        passages.writeInt(title.length);
        passages.write(title);
        passages.write(text);
        idOffsets.writeLong(ids.position());
        ids.write(id);
        count = Math.addExact(count, 1);
        if (isBlank(title) && isBlank(text)) {
            blank++;
        }
    }

    /** Writes where the last passage and the last id end. */
    void finish() throws IOException {
        passageOffsets.writeLong(passages.position());
        idOffsets.writeLong(ids.position());
    }

    private static boolean isBlank(byte[] utf8) {
        return new String(utf8, StandardCharsets.UTF_8).isBlank();
    }
}
