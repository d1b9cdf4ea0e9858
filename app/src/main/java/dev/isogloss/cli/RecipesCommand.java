package dev.isogloss.cli;

import dev.isogloss.experiment.published.Recipes;
import java.io.IOException;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;

/** Lists the experiments that follow a published method. */
@Command(
        name = "recipes",
        mixinStandardHelpOptions = true,
        description = "Lists the experiments that follow a published method: what each does, and what it needs.",
        footer = {
            "",
            "Example: isogloss recipes",
            "Example: isogloss run experiments/recipes/umr.yaml --set collection.path=MIRACL --set model.path=MODEL"
        })
final class RecipesCommand implements Callable<Integer> {
    @Mixin
    private Console console = new Console();

    @Override
    public Integer call() throws IOException {
        console.result(Recipes.text(), Recipes.json());
        return 0;
    }
}
