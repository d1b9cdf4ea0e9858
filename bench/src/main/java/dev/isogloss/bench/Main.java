package dev.isogloss.bench;

import dev.isogloss.io.CompressedFiles;
import dev.isogloss.tensor.NativeThreads;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import tools.jackson.databind.json.JsonMapper;

/** Runs one driver, {@code NAME ARGUMENT...}, and prints what it found as one line of JSON. */
public final class Main {
    private Main() {}

    /** One thing that is measured. */
    @FunctionalInterface
    interface Driver {
        /** Measures; the result is printed as JSON. */
        Map<String, Object> run(Arguments arguments) throws Exception;
    }

    /** What follows the name of a driver. */
    record Arguments(List<String> values) {
        String text(int position) {
            if (position >= values.size()) {
                throw new IllegalArgumentException(
                        "argument " + (position + 1) + " is missing (got: " + String.join(" ", values) + ")");
            }
            return values.get(position);
        }

        Path path(int position) {
            return Path.of(text(position));
        }

        int number(int position) {
            return Integer.parseInt(text(position));
        }
    }

    private static final Map<String, Driver> DRIVERS = Map.of(
            "gemm", GemmLimit::run,
            "vectors", VectorMaker::run,
            "uncompressed", Main::uncompressed,
            "exact", ExactSearch::run,
            "graph-build", GraphSearch::build,
            "graph-search", GraphSearch::search,
            "query", QueryLatency::run,
            "terms", RawLexical::terms,
            "raw-lexical", RawLexical::run,
            "lexical", LexicalSearch::run);

    /** A file that Python's library cannot read, as it can. Arguments: file, plain file. */
    private static Map<String, Object> uncompressed(Arguments arguments) throws Exception {
        try (InputStream in = CompressedFiles.open(arguments.path(0));
                OutputStream out = Files.newOutputStream(arguments.path(1))) {
            return Map.of("bytes", in.transferTo(out));
        }
    }

    /** Runs a driver. */
    public static void main(String[] arguments) throws Exception {
        Driver driver = arguments.length == 0 ? null : DRIVERS.get(arguments[0]);
        if (driver == null) {
            System.err.println("a driver is one of "
                    + DRIVERS.keySet().stream().sorted().toList() + " (got: " + Arrays.toString(arguments) + ")");
            System.exit(2);
            return;
        }
        NativeThreads.set(1); // as the product has it: several Java threads, one native thread each
        List<String> rest = List.of(arguments).subList(1, arguments.length);
        System.out.println(JsonMapper.shared().writeValueAsString(driver.run(new Arguments(rest))));
        System.exit(0);
    }
}
