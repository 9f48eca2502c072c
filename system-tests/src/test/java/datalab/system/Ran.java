package datalab.system;

import datalab.testkit.StartedJava;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;

/** A command that ran to its end in a process of its own, and all it printed. */
record Ran(int exit, String output) {
    private static final Duration USUAL_MAX = Duration.ofMinutes(3);

    /** {@code datalab …}, without the launcher. */
    static Ran datalab(String... arguments) throws IOException, InterruptedException {
        return datalab(USUAL_MAX, arguments);
    }

    /** Begins {@code datalab …}, whose output nobody reads. */
    static Process begun(String... arguments) throws IOException {
        List<String> command = java(List.of());
        command.addAll(List.of(arguments));
        ProcessBuilder builder =
                new ProcessBuilder(command).redirectErrorStream(true).redirectOutput(ProcessBuilder.Redirect.DISCARD);
        builder.environment().keySet().removeIf(name -> name.startsWith("DATALAB_"));
        return builder.start();
    }

    /** The same, with as long as it may take. */
    static Ran datalab(Duration max, String... arguments) throws IOException, InterruptedException {
        return datalab(max, Map.of(), arguments);
    }

    /** The same, with variables of the environment. */
    static Ran datalab(Map<String, String> environment, String... arguments) throws IOException, InterruptedException {
        return datalab(USUAL_MAX, environment, arguments);
    }

    private static Ran datalab(Duration max, Map<String, String> environment, String... arguments)
            throws IOException, InterruptedException {
        List<String> command = java(List.of());
        command.addAll(List.of(arguments));
        return command(max, command, environment);
    }

    private static List<String> java(List<String> flags) {
        return new ArrayList<>(StartedJava.datalab(flags));
    }

    /** {@code datalab …} on a terminal of so many columns. */
    static Ran onTerminal(int columns, String... arguments) throws IOException, InterruptedException {
        List<String> flags = List.of("-Ddatalab.terminal=true", "-Ddatalab.columns=" + columns);
        String line = String.join(" ", java(flags)) + " " + String.join(" ", arguments);
        return command(List.of("script", "-qec", line, "/dev/null"), Map.of());
    }

    static Ran command(List<String> command, Map<String, String> environment) throws IOException, InterruptedException {
        return command(USUAL_MAX, command, environment);
    }

    private static Ran command(Duration max, List<String> command, Map<String, String> environment)
            throws IOException, InterruptedException {
        Path output = Files.createTempFile("datalab-command", ".out");
        ProcessBuilder builder = new ProcessBuilder(command)
                .redirectErrorStream(true)
                .redirectInput(ProcessBuilder.Redirect.from(Path.of("/dev/null").toFile()))
                .redirectOutput(output.toFile());
        builder.environment().keySet().removeIf(name -> name.startsWith("DATALAB_"));
        builder.environment().putAll(environment);
        Process process = builder.start();
        if (!process.waitFor(max.toSeconds(), TimeUnit.SECONDS)) {
            process.destroyForcibly();
            throw new IllegalStateException(
                    command + " still runs after " + max.toSeconds() + " s\n" + Files.readString(output));
        }
        String text = new String(Files.readAllBytes(output), StandardCharsets.UTF_8);
        Files.delete(output);
        return new Ran(process.exitValue(), text);
    }
}
