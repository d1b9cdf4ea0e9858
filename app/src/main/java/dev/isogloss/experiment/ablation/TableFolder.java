package dev.isogloss.experiment.ablation;

import dev.isogloss.io.AtomicFile;
import dev.isogloss.io.JsonFile;
import java.io.IOException;
import java.nio.file.Path;

/** The folder of a table: {@code table.txt}, {@code table.csv}, {@code table.tex}, {@code table.json} and {@code table.html}. */
record TableFolder(Path folder) {
    void write(AblationResult result) throws IOException {
        JsonFile.write(folder.resolve("table.json"), result);
        AtomicFile.writeString(folder.resolve("table.csv"), AblationCsv.of(result));
        AtomicFile.writeString(folder.resolve("table.tex"), AblationLatex.of(result));
        AtomicFile.writeString(folder.resolve("table.html"), AblationHtml.of(result));
        AtomicFile.writeString(folder.resolve("table.txt"), AblationText.of(result));
    }

    /** The table for a person, and where its files are. */
    String text(AblationResult result) {
        return AblationText.of(result) + "\nThe tables: "
                + folder.toAbsolutePath().resolve("table.html") + " and table.txt, .csv, .tex, .json beside it";
    }
}
