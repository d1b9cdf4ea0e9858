package dev.isogloss.llm;

import dev.isogloss.io.BadInputException;
import dev.isogloss.io.Checksums;
import dev.isogloss.io.CompressedFiles;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStream;
import java.io.StringWriter;
import java.io.UncheckedIOException;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/**
 * The text of a prompt with places for what changes: {@code {query}}. The file is UTF-8; what stands before a line of three dashes
 * is told to the model about its part, the rest is the question. Braces around anything but one lower-case word are themselves.
 */
public final class PromptTemplate {
    private static final Pattern PLACE = Pattern.compile("\\{([a-z]+)\\}");
    private static final Pattern DASHES = Pattern.compile("(?m)^---[ \\t]*$\\R?");

    private final String system;
    private final String user;

    private PromptTemplate(String system, String user) {
        this.system = system;
        this.user = user;
    }

    /**
     * A template that a user wrote.
     *
     * @param required the names that must stand in it
     * @param optional the names that may
     * @throws BadInputException when there is no such file, it is empty, or it lacks a required name or has an unknown one
     */
    public static PromptTemplate read(Path file, Set<String> required, Set<String> optional) throws IOException {
        var text = new StringWriter();
        try (BufferedReader reader = CompressedFiles.reader(file)) {
            reader.transferTo(text);
        } catch (CharacterCodingException e) {
            throw new BadInputException("the prompt template " + file + " is not UTF-8; convert it", e);
        }
        return of(text.toString(), file.toString(), required, optional);
    }

    /** A template that comes with the class, from its package. */
    public static PromptTemplate ofResource(Class<?> beside, String name, Set<String> required, Set<String> optional) {
        try (InputStream in = beside.getResourceAsStream(name)) {
            if (in == null) {
                throw new IllegalStateException("resource " + name + " is missing beside " + beside.getName());
            }
            return of(new String(in.readAllBytes(), StandardCharsets.UTF_8), name, required, optional);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /**
     * A template in hand.
     *
     * @param origin where it was found, for complaints
     */
    public static PromptTemplate of(String text, String origin, Set<String> required, Set<String> optional) {
        Matcher dashes = DASHES.matcher(text);
        boolean split = dashes.find();
        String system = split ? text.substring(0, dashes.start()).strip() : "";
        String user = (split ? text.substring(dashes.end()) : text).strip();
        if (user.isEmpty()) {
            throw new BadInputException(
                    "the prompt template " + origin + " asks nothing; it needs a text with " + shown(required));
        }
        Set<String> found = PLACE.matcher(system + "\n" + user)
                .results()
                .map(place -> place.group(1))
                .collect(Collectors.toCollection(TreeSet::new));
        Set<String> missing = new TreeSet<>(required);
        missing.removeAll(found);
        if (!missing.isEmpty()) {
            throw new BadInputException("the prompt template " + origin + " lacks " + shown(missing)
                    + (found.isEmpty() ? " (it has no placeholder)" : " (it has " + shown(found) + ")")
                    + "; without it the model would never see what it is asked about");
        }
        Set<String> unknown = new TreeSet<>(found);
        unknown.removeAll(required);
        unknown.removeAll(optional);
        if (!unknown.isEmpty()) {
            Set<String> known = new TreeSet<>(required);
            known.addAll(optional);
            throw new BadInputException("the prompt template " + origin + " has " + shown(unknown)
                    + ", for which nothing can be filled in; known are " + shown(known));
        }
        return new PromptTemplate(system, user);
    }

    /** The prompt with every place filled; what is filled in is never looked at for places itself. */
    public Prompt fill(Map<String, String> values, AnswerForm form) {
        return new Prompt(filled(system, values), filled(user, values), form);
    }

    /** A short mark that changes whenever the template does. */
    public String mark() {
        return Checksums.sha256((system + "\0" + user).getBytes(StandardCharsets.UTF_8))
                .substring(0, 12);
    }

    private static String filled(String text, Map<String, String> values) {
        return PLACE.matcher(text).replaceAll(place -> {
            String value = values.get(place.group(1));
            if (value == null) {
                throw new IllegalArgumentException("nothing is given for {" + place.group(1) + "} (given: "
                        + new TreeSet<>(values.keySet()) + ")");
            }
            return Matcher.quoteReplacement(value);
        });
    }

    private static String shown(Set<String> names) {
        return new TreeSet<>(names).stream().map(name -> "{" + name + "}").collect(Collectors.joining(", "));
    }
}
