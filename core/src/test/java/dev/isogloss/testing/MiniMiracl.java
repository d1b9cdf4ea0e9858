package dev.isogloss.testing;

import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.zip.GZIPOutputStream;

/** A few invented passages, queries and judgments in MIRACL's layout: Swahili in two files, English and German in one. */
public final class MiniMiracl {
    private MiniMiracl() {}

    /** Writes the collection; ids recur across languages, {@code en} has a blank passage and a repeated text. */
    public static Path write(Path folder) throws IOException {
        corpus(
                folder,
                "sw",
                0,
                line("1#0", "Chai", "Chai hunywewa asubuhi."),
                line("2#0", "Jua", "Jua huchomoza mashariki."));
        corpus(folder, "sw", 1, line("10#0", "Samaki", "Samaki huishi majini."));
        corpus(
                folder,
                "en",
                0,
                line("1#0", "Tea", "Tea is drunk in the morning."),
                line("2#0", "", "  "),
                line("3#0", "Tea", "Tea is drunk in the morning."),
                line("1#1", "Tea", "Some drink it in the evening."));
        corpus(folder, "de", 0, line("9#0", "Brot", "Brot wird aus Mehl gebacken."));
        split(
                folder,
                "sw",
                "train",
                "1\tChai hunywewa lini?\n2\tJua huchomoza wapi?\n",
                "1\tQ0\t1#0\t1\n2\tQ0\t2#0\t1\n");
        split(
                folder,
                "sw",
                "dev",
                "3\tJua, huchomoza WAPI\n4\tSamaki huishi wapi?\n",
                "3\tQ0\t2#0\t1\n3\tQ0\t1#0\t0\n4\tQ0\t10#0\t1\n");
        split(folder, "en", "dev", "1\tWhen is tea drunk?\n", "1\tQ0\t1#0\t1\n1\tQ0\t1#1\t1\n1\tQ0\t2#0\t0\n");
        return folder;
    }

    /** One line of a corpus file. */
    public static String line(String id, String title, String text) {
        return "{\"docid\": \"" + id + "\", \"title\": \"" + title + "\", \"text\": \"" + text + "\"}";
    }

    /** Writes {@code docs-i.jsonl.gz} of a language. */
    public static Path corpus(Path folder, String language, int shard, String... lines) throws IOException {
        Path file = folder.resolve("miracl-corpus-v1.0-" + language + "/docs-" + shard + ".jsonl.gz");
        Files.createDirectories(file.getParent());
        try (OutputStream out = new GZIPOutputStream(Files.newOutputStream(file))) {
            out.write((String.join("\n", lines) + "\n").getBytes(StandardCharsets.UTF_8));
        }
        return file;
    }

    /** Writes topics and judgments of a split. */
    public static void split(Path folder, String language, String split, String topics, String qrels)
            throws IOException {
        Path base = folder.resolve("miracl-v1.0-" + language);
        Files.createDirectories(base.resolve("topics"));
        Files.createDirectories(base.resolve("qrels"));
        String name = "miracl-v1.0-" + language + "-" + split + ".tsv";
        Files.writeString(base.resolve("topics/topics." + name), topics);
        Files.writeString(base.resolve("qrels/qrels." + name), qrels);
    }
}
