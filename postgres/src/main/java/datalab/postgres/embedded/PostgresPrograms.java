package datalab.postgres.embedded;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;

/**
 * Runs PostgreSQL's own programs, each for a bounded time. They refuse to run as root, so where DataLab does they run
 * without its rights: in a user namespace, or where that is forbidden (many containers) as the user nobody.
 */
final class PostgresPrograms {
    private static final int NOBODY = 65_534;
    private static final Duration PROBE_TIMEOUT = Duration.ofSeconds(5);
    private static final int OUTPUT_CHARS_MAX = 2_000;

    private final Path home;
    private final Path folder;
    private final List<String> prefix;

    private PostgresPrograms(Path home, Path folder, List<String> prefix) {
        this.home = home;
        this.folder = folder;
        this.prefix = prefix;
    }

    /** Finds out how to run programs on a folder's files, and makes the files theirs where that is needed. */
    static PostgresPrograms of(Path home, Path folder) throws IOException {
        if (!"root".equals(System.getProperty("user.name"))) {
            return new PostgresPrograms(home, folder, List.of());
        }
        List<String> namespace = List.of("unshare", "--user", "--");
        boolean nobodys = Files.getAttribute(folder, "unix:uid").equals(NOBODY);
        if (!nobodys && works(namespace)) {
            return new PostgresPrograms(home, folder, namespace);
        }
        FolderTrees.chown(folder, NOBODY);
        FolderTrees.letThrough(folder.getParent());
        return new PostgresPrograms(
                home, folder, List.of("setpriv", "--reuid=" + NOBODY, "--regid=" + NOBODY, "--clear-groups", "--"));
    }

    /** Runs a program; throws {@link IllegalStateException} with its output if it fails. */
    void run(Duration timeout, String program, String... arguments) throws IOException {
        Path output = folder.resolve(program + ".log");
        int exit = exitOf(timeout, output, program, arguments);
        if (exit != 0) {
            throw new IllegalStateException(program + " failed with exit code " + exit + ": " + end(output)
                    + end(folder.resolve("postgres.log")));
        }
    }

    /** Runs a program; says whether it ended well. */
    boolean succeeds(Duration timeout, String program, String... arguments) throws IOException {
        return exitOf(timeout, folder.resolve(program + ".log"), program, arguments) == 0;
    }

    private int exitOf(Duration timeout, Path output, String program, String... arguments) throws IOException {
        List<String> command = new ArrayList<>(prefix);
        command.add(home.resolve("bin").resolve(program).toString());
        command.addAll(List.of(arguments));
        // Not a pipe: the server inherits it and would keep it open.
        ProcessBuilder builder = new ProcessBuilder(command)
                .directory(folder.toFile())
                .redirectErrorStream(true)
                .redirectOutput(output.toFile());
        builder.environment().keySet().removeIf(name -> name.startsWith("PG"));
        builder.environment().put("LC_ALL", "C");
        return await(builder.start(), timeout);
    }

    private static boolean works(List<String> prefix) {
        List<String> command = new ArrayList<>(prefix);
        command.add("true");
        try {
            return await(new ProcessBuilder(command).redirectErrorStream(true).start(), PROBE_TIMEOUT) == 0;
        } catch (IOException e) {
            return false; // no such program here
        }
    }

    private static int await(Process process, Duration timeout) {
        try {
            if (process.waitFor(timeout.toMillis(), TimeUnit.MILLISECONDS)) {
                return process.exitValue();
            }
            process.destroyForcibly();
            return -1;
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            process.destroyForcibly();
            throw new IllegalStateException("interrupted while PostgreSQL was starting or stopping", e);
        }
    }

    private static String end(Path file) throws IOException {
        if (!Files.exists(file)) {
            return "";
        }
        String text = new String(Files.readAllBytes(file), StandardCharsets.UTF_8).strip();
        return "\n" + text.substring(Math.max(0, text.length() - OUTPUT_CHARS_MAX));
    }
}
