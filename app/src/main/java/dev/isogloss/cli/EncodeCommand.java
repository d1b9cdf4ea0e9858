package dev.isogloss.cli;

import dev.isogloss.embed.Role;
import dev.isogloss.job.EncodeJob;
import java.nio.file.Path;
import java.util.Locale;
import java.util.OptionalInt;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** Turns texts into vectors. */
@Command(
        name = "encode",
        mixinStandardHelpOptions = true,
        description = {
            "Turns the texts of a JSON lines file into vectors.",
            "Reads {_id, text, title?, lang?} a line (gz and zst too); writes mapped shards and a manifest. A stopped run goes on at"
                    + " its last finished shard."
        },
        footer = {
            "",
            "Example: isogloss encode --model MODEL --role document --input corpus.jsonl.gz --out vectors --jsonl"
        })
final class EncodeCommand implements Callable<Integer> {
    @Option(names = "--model", required = true, paramLabel = "M", description = "a model folder or hub id")
    private String model = "";

    @Option(
            names = "--role",
            required = true,
            paramLabel = "query|document",
            description = "which prompt and length: query | document")
    private String role = "";

    @Option(names = "--input", required = true, paramLabel = "FILE", description = "the texts, one JSON object a line")
    private Path input = Path.of("");

    @Option(names = "--out", required = true, paramLabel = "FOLDER", description = "where the vectors go")
    private Path out = Path.of("");

    @Option(
            names = "--dimensions",
            paramLabel = "N",
            description = "keep the first N components of each vector, of length 1 again; for models trained with"
                    + " train.matryoshka (default: all)")
    private @Nullable Integer dimensions;

    @Option(names = "--jsonl", description = "also write vectors.jsonl with {_id, ids, vector} a line")
    private boolean jsonLines;

    @Mixin
    private EncoderOptions encoder = new EncoderOptions();

    @Mixin
    private Console console = new Console();

    @Override
    public Integer call() throws Exception {
        Role as = switch (role.toLowerCase(Locale.ROOT)) {
            case "query" -> Role.QUERY;
            case "document", "passage" -> Role.PASSAGE;
            default ->
                throw new dev.isogloss.io.BadInputException("--role must be query or document (got: " + role + ")");
        };
        EncodeJob.Summary summary = EncodeJob.run(
                encoder.choose(model),
                as,
                input,
                out,
                dimensions == null ? OptionalInt.empty() : OptionalInt.of(dimensions),
                jsonLines,
                console.progress());
        console.result(summary.text(), summary.json());
        return 0;
    }
}
