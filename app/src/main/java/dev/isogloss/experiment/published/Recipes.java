package dev.isogloss.experiment.published;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import tools.jackson.databind.json.JsonMapper;

/** The experiments that follow a published method, {@code experiments/recipes/NAME.yaml}: what each does and what it needs. */
public final class Recipes {
    private static final List<String> NAMES = List.of("kd-spd", "mdpr", "swim-x", "umr");
    private static final String NEEDS = "Needs: ";

    private Recipes() {}

    /**
     * One of them.
     *
     * @param file in a checkout
     * @param does the paper and what is done, in a line
     * @param needs what data or server it cannot do without
     */
    public record Recipe(String name, String file, String does, String needs) {}

    /** All, by their names. */
    public static List<Recipe> all() {
        List<Recipe> recipes = new ArrayList<>();
        for (String name : NAMES) {
            String[] lines = shipped(name).split("\n");
            if (lines.length < 2 || !lines[1].startsWith("# " + NEEDS)) {
                throw new IllegalStateException("recipe " + name + " does not say in its second line what it needs");
            }
            recipes.add(new Recipe(
                    name,
                    "experiments/recipes/" + name + ".yaml",
                    lines[0].substring(2),
                    lines[1].substring(2 + NEEDS.length())));
        }
        return recipes;
    }

    /** For a person. */
    public static String text() {
        StringBuilder text = new StringBuilder();
        for (Recipe recipe : all()) {
            text.append(String.format(
                    Locale.ROOT,
                    "%s%n    %s%n    needs %s%n",
                    recipe.file,
                    recipe.does,
                    recipe.needs.substring(0, 1).toLowerCase(Locale.ROOT) + recipe.needs.substring(1)));
        }
        return text.append(
                        String.format(
                                Locale.ROOT,
                                "all of them and the method of arXiv 2509.09459 in one table: experiments/compare-methods.yaml"))
                .toString();
    }

    /** For a program. */
    public static String json() {
        return JsonMapper.shared().writeValueAsString(all());
    }

    private static String shipped(String name) {
        String resource = "/dev/isogloss/experiment/ready/recipes/" + name + ".yaml";
        try (InputStream in = Recipes.class.getResourceAsStream(resource)) {
            if (in == null) {
                throw new IllegalStateException("the program lacks its recipe " + resource);
            }
            return new String(in.readAllBytes(), StandardCharsets.UTF_8);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
