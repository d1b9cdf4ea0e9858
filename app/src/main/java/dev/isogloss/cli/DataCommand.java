package dev.isogloss.cli;

import picocli.CommandLine.Command;

/** What one does with data sets. */
@Command(
        name = "data",
        mixinStandardHelpOptions = true,
        description = "Downloads data sets.",
        footer = {"", "Example: isogloss data pull miracl --languages sw,te --out data/miracl"},
        subcommands = DataPullCommand.class)
final class DataCommand {}
