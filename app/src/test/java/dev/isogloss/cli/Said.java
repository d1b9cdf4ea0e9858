package dev.isogloss.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** What a command left behind. */
record Said(int code, String out, String err) {
    /** Runs a command in this process. */
    static Said of(String... arguments) {
        PrintStream out = System.out;
        PrintStream err = System.err;
        ByteArrayOutputStream said = new ByteArrayOutputStream();
        ByteArrayOutputStream complained = new ByteArrayOutputStream();
        try (PrintStream saying = new PrintStream(said, true, StandardCharsets.UTF_8);
                PrintStream complaining = new PrintStream(complained, true, StandardCharsets.UTF_8)) {
            System.setOut(saying);
            System.setErr(complaining);
            int code = Main.commandLine().execute(arguments);
            return new Said(code, said.toString(StandardCharsets.UTF_8), complained.toString(StandardCharsets.UTF_8));
        } finally {
            System.setOut(out);
            System.setErr(err);
        }
    }

    Said succeeded() {
        assertThat(code).as(err).isZero();
        return this;
    }

    /** Refused with exit code 2 and a message that holds these parts. */
    Said refused(String... parts) {
        assertThat(err).contains(parts).doesNotContain("\tat dev.isogloss");
        assertThat(code).as(err).isEqualTo(2);
        assertThat(out).isEmpty();
        return this;
    }

    JsonNode json() {
        return JsonMapper.shared().readTree(succeeded().out);
    }
}
