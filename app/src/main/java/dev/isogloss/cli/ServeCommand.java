package dev.isogloss.cli;

import dev.isogloss.experiment.ExperimentFile;
import dev.isogloss.experiment.Pipeline;
import dev.isogloss.experiment.RunFolder;
import dev.isogloss.io.BadInputException;
import dev.isogloss.server.Access;
import dev.isogloss.server.ApiKeys;
import dev.isogloss.server.IsoglossServer;
import dev.isogloss.server.ServerSettings;
import dev.isogloss.server.Services;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.concurrent.CountDownLatch;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import tools.jackson.databind.json.JsonMapper;

/** Serves an index over HTTP until the process is told to end. */
@Command(
        name = "serve",
        mixinStandardHelpOptions = true,
        description = {
            "Serves an index (or a run folder with one) over HTTP: search, passages, vectors of texts. A model folder",
            "is served for its vectors alone. Ends on SIGTERM or SIGINT when the requests at work are answered."
        },
        footer = {
            "",
            "Examples: isogloss serve runs/sample",
            "          isogloss serve --sample",
            "          isogloss serve I --host 0.0.0.0 --keys keys.txt --access-log",
            "          isogloss serve --new-key read --key-name ada"
        })
final class ServeCommand implements Callable<Integer> {
    private static final Path SAMPLE = Path.of("experiments", "sample.yaml");

    @Parameters(arity = "0..1", paramLabel = "FOLDER", description = "an index, run or model folder")
    private @Nullable Path folder;

    @Option(
            names = "--sample",
            description =
                    "serve the sample collection of the checkout, in FOLDER (default: runs/sample): where there is no"
                            + " index yet, its experiment runs first, which takes minutes")
    private boolean sample;

    @Option(
            names = "--host",
            paramLabel = "H",
            description = "where to listen (default: 127.0.0.1, this machine only; others need --keys)")
    private String host = "127.0.0.1";

    @Option(names = "--port", paramLabel = "P", description = "default: 8080; 0 takes a free one and prints it")
    private int port = 8080;

    @Option(names = "--keys", paramLabel = "FILE", description = "who may ask: a line ROLE SHA256HEX NAME a key")
    private @Nullable Path keys;

    @Option(
            names = "--new-key",
            paramLabel = "ROLE",
            description =
                    "make a key of the role read, write or admin, print it once with its line for --keys, and end")
    private @Nullable String newKey;

    @Option(names = "--key-name", paramLabel = "NAME", description = "whose key that is (default: unnamed)")
    private String keyName = "unnamed";

    @Option(names = "--access-log", description = "a line of JSON a request on standard error")
    private boolean accessLog;

    @Option(names = "--max-body", paramLabel = "BYTES", description = "longest body (default: 8388608)")
    private int mostBytes = 8 << 20;

    @Option(
            names = "--max-waiting",
            paramLabel = "N",
            description = "texts that may wait for the model (default: 4096); more are sent away with 429")
    private int mostWaiting = 4096;

    @Option(
            names = "--max-searches",
            paramLabel = "N",
            description = "searches that may be at work or wait (default: 256); more are sent away with 503")
    private int mostSearches = Services.Choice.USUAL_SEARCHES;

    @Option(
            names = "--grace",
            paramLabel = "SECONDS",
            description = "how long requests at work may take when the server ends (default: 10)")
    private int grace = 10;

    @Option(names = "--model", paramLabel = "M", description = "the model, when it has moved since the index was built")
    private @Nullable String model;

    @Option(names = "--rerank", paramLabel = "M", description = "a cross-encoder folder, for POST /rerank")
    private @Nullable String rerank;

    @Mixin
    private EncoderOptions encoder = new EncoderOptions();

    @Mixin
    private Console console = new Console();

    @Override
    public Integer call() throws Exception {
        if (newKey != null) {
            ApiKeys.Made made = ApiKeys.make(Access.role(newKey), keyName);
            console.result(
                    "key (shown only now): " + made.key() + System.lineSeparator() + "line for --keys:       "
                            + made.line(),
                    JsonMapper.shared().writeValueAsString(made));
            return 0;
        }
        if (sample) {
            folder = sampleRun(folder == null ? Path.of("runs", "sample") : folder);
        }
        if (folder == null) {
            throw new BadInputException("give the FOLDER to serve: an index, a run or a model folder");
        }
        if (grace < 0) {
            throw new BadInputException("--grace must be at least 0 seconds (got: " + grace + ")");
        }
        Optional<Consumer<String>> log = accessLog ? Optional.of(System.err::println) : Optional.empty();
        ServerSettings settings = new ServerSettings(
                host,
                port,
                mostBytes,
                keys == null ? ApiKeys.NONE : ApiKeys.read(keys),
                log,
                Duration.ofSeconds(grace));
        Services.Choice choice = new Services.Choice(
                folder,
                encoder.choose(model == null ? "" : model),
                Optional.ofNullable(rerank),
                mostWaiting,
                mostSearches);
        try (Services services = Services.open(choice, console.progress());
                IsoglossServer server = IsoglossServer.start(settings, services)) {
            serve(server);
        }
        return 0;
    }

    /** The run folder of the sample, with an index in it. */
    private Path sampleRun(Path run) throws IOException {
        if (!Files.isRegularFile(run.resolve("index/index.json"))) {
            if (!Files.isRegularFile(SAMPLE)) {
                throw new BadInputException(
                        "--sample builds an index by " + SAMPLE + ", which is not here; start it in the"
                                + " folder of a checkout, or name the folder of a finished run");
            }
            Pipeline.Outcome outcome = Pipeline.run(
                    ExperimentFile.read(SAMPLE, List.of()),
                    new RunFolder(run),
                    Pipeline.Until.REPORT,
                    console.progress());
            assert !outcome.text().isEmpty() : "a run says what it found";
        }
        return run;
    }

    /** Until a signal: the hook answers what is at work before the process may end. */
    private void serve(IsoglossServer server) throws IOException, InterruptedException {
        CountDownLatch ended = new CountDownLatch(1);
        Runtime.getRuntime().addShutdownHook(new Thread(() -> {
            server.close();
            ended.countDown();
        }));
        console.result(
                "listening on " + server.address(),
                JsonMapper.shared().writeValueAsString(java.util.Map.of("address", server.address())));
        ended.await();
    }
}
