package dev.isogloss.train;

import dev.isogloss.io.Progress;
import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/** The tiny training in a process of its own, to be killed. */
final class TrainingProcess {
    private TrainingProcess() {}

    static Process start(Path tiny, Path run) throws IOException {
        List<String> command = new ArrayList<>();
        command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
        ManagementFactory.getRuntimeMXBean().getInputArguments().stream()
                .filter(argument -> argument.startsWith("-D") || argument.startsWith("--"))
                .forEach(command::add);
        command.addAll(List.of("-Xmx400m", "-cp", System.getProperty("java.class.path")));
        command.addAll(List.of(TrainingProcess.class.getName(), tiny.toString(), run.toString()));
        return new ProcessBuilder(command)
                .redirectErrorStream(true)
                .redirectOutput(ProcessBuilder.Redirect.DISCARD)
                .start();
    }

    /** Trains slowly enough that somebody can kill it in the middle. */
    public static void main(String[] arguments) throws IOException {
        Progress slow = (name, total, unit) -> new Progress.Task() {
            @Override
            public void advance(long steps) {
                try {
                    Thread.sleep(50);
                } catch (InterruptedException e) {
                    Thread.currentThread().interrupt();
                }
            }

            @Override
            public void note(String text) {}

            @Override
            public void close() {}
        };
        TinyTraining tiny = new TinyTraining(Path.of(arguments[0]));
        TrainResult result =
                tiny.trainer(Path.of(arguments[1]), TinyTraining.SETTINGS, slow).run();
        if (result.steps() == 0) {
            throw new IllegalStateException("trained nothing");
        }
    }
}
