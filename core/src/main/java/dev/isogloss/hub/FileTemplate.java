package dev.isogloss.hub;

import dev.isogloss.io.BadInputException;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * A pattern of file paths: {@code *} stands for anything, {@code ?} for one letter, {@code [ab]} for one of some, as in Python's
 * fnmatch that the hub's own tools use; {@code *} spans folders too. {@code {language}} and {@code {split}} stand for a part of a name.
 */
record FileTemplate(String text) {
    private static final Pattern PLACE = Pattern.compile("\\{(language|split|part)}");

    /** What the places stand for in a path; empty when it is no such path. */
    Optional<Map<String, String>> match(String path) {
        Matcher matcher = regex().matcher(path);
        if (!matcher.matches()) {
            return Optional.empty();
        }
        Map<String, String> places = new TreeMap<>();
        for (String name : regex().namedGroups().keySet()) {
            places.put(name, matcher.group(name));
        }
        return Optional.of(places);
    }

    /** The text with every place filled in. */
    String filled(Map<String, String> places) {
        return PLACE.matcher(text).replaceAll(place -> {
            String value = places.get(place.group(1));
            if (value == null) {
                throw new IllegalStateException("nothing for " + place.group() + " of " + text);
            }
            return Matcher.quoteReplacement(value);
        });
    }

    private Pattern regex() {
        StringBuilder regex = new StringBuilder();
        for (int i = 0; i < text.length(); i++) {
            char c = text.charAt(i);
            Matcher place = PLACE.matcher(text).region(i, text.length());
            if (place.lookingAt()) {
                String name = place.group(1);
                String group = "(?<" + name + ">";
                regex.append(regex.indexOf(group) >= 0 ? "\\k<" + name + ">" : group + "[^/]+?)");
                i = place.end() - 1;
            } else if (c == '*') {
                regex.append(".*");
            } else if (c == '?') {
                regex.append('.');
            } else if (c == '[') {
                int end = text.indexOf(']', i + 2);
                if (end < 0) {
                    throw new BadInputException("a pattern's [ needs a ] (got: " + text + ")");
                }
                String letters = text.substring(i + 1, end)
                        .replace("\\", "\\\\")
                        .replace("[", "\\[")
                        .replace("&&", "&\\&");
                regex.append('[')
                        .append(letters.startsWith("!") ? "^" + letters.substring(1) : letters)
                        .append(']');
                i = end;
            } else {
                regex.append(Pattern.quote(String.valueOf(c)));
            }
        }
        return Pattern.compile(regex.toString(), Pattern.DOTALL);
    }
}
