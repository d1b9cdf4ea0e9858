package dev.isogloss.cli;

import java.lang.management.ManagementFactory;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/** The command line in a process of its own. */
public final class ChildProcess {
    private ChildProcess() {}

    /** A process that will run {@code isogloss} with these arguments, with the flags and the class path of the tests. */
    public static ProcessBuilder command(String... arguments) {
        List<String> words = new ArrayList<>(List.of(Main.class.getName()));
        words.addAll(List.of(arguments));
        return java(words);
    }

    /** A process that will run {@code java} with these words: a class or a source file, and its arguments. */
    public static ProcessBuilder java(List<String> words) {
        List<String> command = new ArrayList<>();
        command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
        ManagementFactory.getRuntimeMXBean().getInputArguments().stream()
                .filter(argument -> argument.startsWith("-D") || argument.startsWith("--"))
                .forEach(command::add);
        command.addAll(List.of("-Xmx500m", "-XX:+UseSerialGC", "-Xlog:disable", "-Xlog:all=error:stderr"));
        command.addAll(List.of("-cp", absolute(System.getProperty("java.class.path"))));
        command.addAll(words);
        return new ProcessBuilder(command);
    }

    private static String absolute(String classPath) {
        List<String> parts = new ArrayList<>();
        for (String part : classPath.split(java.io.File.pathSeparator)) {
            parts.add(Path.of(part).toAbsolutePath().toString());
        }
        return String.join(java.io.File.pathSeparator, parts);
    }
}
