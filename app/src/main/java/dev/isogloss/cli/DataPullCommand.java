package dev.isogloss.cli;

import dev.isogloss.io.BadInputException;
import dev.isogloss.job.PullJob;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** Downloads a data set of the hub into its cache. */
@Command(
        name = "pull",
        mixinStandardHelpOptions = true,
        description = {
            "Downloads a data set of the Hugging Face hub into the hub's cache on this machine, which Python tools"
                    + " share.",
            "NAME is one of the catalogue (--list) or org/name; pickled files and programs are never fetched. With"
                    + " --out the files are shown in a folder of your own, links to the cache, under the names their"
                    + " format wants."
        },
        footer = {
            "",
            "Examples: isogloss data pull miracl --languages sw,te --out data/miracl",
            "          isogloss data pull org/name@v1 --include 'data/*.jsonl.gz'"
        })
final class DataPullCommand implements Callable<Integer> {
    @Parameters(
            arity = "0..1",
            paramLabel = "NAME",
            description = "a data set, for example miracl, mrtydi, xquad, beir-scifact")
    private @Nullable String name;

    @Option(names = "--list", description = "only lists the data sets that have a short name")
    private boolean list;

    @Option(
            names = "--languages",
            split = ",",
            paramLabel = "L",
            description = "languages such as sw,te, or all; for sets of the catalogue")
    private List<String> languages = List.of();

    @Option(
            names = "--splits",
            split = ",",
            paramLabel = "S",
            description = "splits such as train,dev (default: all); for sets of the catalogue")
    private List<String> splits = List.of();

    @Option(
            names = "--include",
            paramLabel = "PATTERN",
            description = "only files whose path fits, for example 'data/*.parquet'; may be repeated")
    private List<String> include = List.of();

    @Option(names = "--exclude", paramLabel = "PATTERN", description = "no files whose path fits; may be repeated")
    private List<String> exclude = List.of();

    @Option(names = "--out", paramLabel = "FOLDER", description = "a folder that shows the files; see collection.path")
    private @Nullable Path out;

    @Option(names = "--copy", description = "copies the files into that folder; without it they are links")
    private boolean copy;

    @Mixin
    private Console console = new Console();

    @Override
    public Integer call() throws Exception {
        if (copy && out == null) {
            throw new BadInputException("--copy needs --out FOLDER, where the copies go");
        }
        if (name == null && !list) {
            throw new BadInputException("which data set? isogloss data pull --list shows those with a short name");
        }
        PullJob.Summary summary = list || name == null
                ? PullJob.known()
                : PullJob.data(
                        name,
                        new PullJob.Files(languages, splits, include, exclude),
                        Optional.ofNullable(out),
                        copy,
                        console.progress());
        console.result(summary.text(), summary.json());
        return 0;
    }
}
