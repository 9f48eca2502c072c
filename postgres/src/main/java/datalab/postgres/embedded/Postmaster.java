package datalab.postgres.embedded;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;

/**
 * The server process that a data folder's {@code postmaster.pid} names. Numbers of processes are used again, so it counts
 * only while a process of that number runs that has the data folder among its arguments.
 */
final class Postmaster {
    private Postmaster() {}

    /** The running server of a data folder, if there is one. */
    static Optional<ProcessHandle> of(Path data) throws IOException {
        Path file = data.resolve("postmaster.pid");
        if (!Files.exists(file)) {
            return Optional.empty();
        }
        List<String> lines = Files.readAllLines(file);
        if (lines.isEmpty()) {
            return Optional.empty();
        }
        return ProcessHandle.of(Long.parseLong(lines.get(0).strip()))
                .filter(ProcessHandle::isAlive)
                .filter(process -> serves(process, data));
    }

    /**
     * Removes a pid file that names a process which is not a server: PostgreSQL would take it for one and not start. In a
     * container, where numbers are small, this is usual after a crash.
     */
    static void forgetStranger(Path data) throws IOException {
        Path file = data.resolve("postmaster.pid");
        if (!Files.exists(file) || of(data).isPresent()) {
            return;
        }
        List<String> lines = Files.readAllLines(file);
        Optional<String> command = lines.isEmpty()
                ? Optional.empty()
                : ProcessHandle.of(Long.parseLong(lines.get(0).strip()))
                        .flatMap(process -> process.info().commandLine());
        if (command.isPresent() && !command.get().contains("postgres")) {
            Files.delete(file);
        }
    }

    private static boolean serves(ProcessHandle process, Path data) {
        return process.info()
                .arguments()
                .map(arguments -> Arrays.asList(arguments).contains(data.toString()))
                .orElse(false);
    }
}
