package dev.isogloss.experiment.card;

import dev.isogloss.io.BadInputException;
import java.io.IOException;
import java.nio.charset.MalformedInputException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * A data set that a model was trained on.
 *
 * @param hubId its id on the Hugging Face hub, where one is known
 * @param what what was taken from it, in words
 * @param licence as its own files state it; empty where they do not
 */
public record DataSource(String name, Optional<String> hubId, String what, Optional<String> licence) {
    /** {@code license: mit} in front matter, {@code Licence: CC BY 4.0.} in running text; it ends with its sentence. */
    private static final Pattern STATED =
            Pattern.compile("(?im)\\blicen[cs]e:\\s*[\"']?(.+?)[\"']?(?:\\.\\s|\\.?\\s*$)");

    private static final List<String> TEXTS = List.of("README.md", "README.txt", "README");
    private static final List<String> LICENCES = List.of("LICENSE", "LICENSE.md", "LICENSE.txt", "LICENCE", "COPYING");
    private static final int LONGEST = 120;

    /** The licence that the files of a data set's folder state. */
    public static Optional<String> licence(Path folder) {
        try {
            for (String name : TEXTS) {
                Path file = folder.resolve(name);
                if (Files.isRegularFile(file)) {
                    Matcher stated = STATED.matcher(Files.readString(file));
                    if (stated.find()) {
                        return Optional.of(shortened(stated.group(1).strip()));
                    }
                }
            }
            for (String name : LICENCES) {
                Path file = folder.resolve(name);
                if (Files.isRegularFile(file)) {
                    return Files.readString(file)
                            .lines()
                            .filter(line -> !line.isBlank())
                            .findFirst()
                            .map(line -> shortened(line.strip()));
                }
            }
            return Optional.empty();
        } catch (MalformedInputException e) {
            return Optional.empty();
        } catch (IOException e) {
            throw new BadInputException("cannot read what " + folder + " says of its licence: " + e.getMessage(), e);
        }
    }

    private static String shortened(String text) {
        return text.length() <= LONGEST ? text : text.substring(0, LONGEST) + "...";
    }
}
