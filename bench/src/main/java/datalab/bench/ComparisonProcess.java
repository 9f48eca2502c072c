package datalab.bench;

import java.io.BufferedReader;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.awaitility.Awaitility;

/**
 * One side of a comparison: a process that works off the log into a view at once, and again at each line {@code start} after
 * a line {@code stop}. Not thread-safe.
 */
final class ComparisonProcess implements AutoCloseable {
    private static final Duration COMPLETE_WITHIN = Duration.ofMinutes(5);
    /** Seldom, because it is a burden: the result is at most this much too slow. */
    private static final Duration POLL_EVERY = Duration.ofMillis(100);

    private static final String UNDEFINED_TABLE = "42P01";

    private final Process process;
    private final BufferedReader answers;
    private final Path errors;
    private final Connection connection;
    private final String eventsInView;
    private final long born = System.nanoTime();

    /** @param eventsInView a query whose one number is how many events the view has, 0 while there is no view */
    ComparisonProcess(List<String> command, Path errors, Connection connection, String eventsInView)
            throws IOException {
        this.errors = errors;
        this.connection = connection;
        this.eventsInView = eventsInView;
        this.process = new ProcessBuilder(command)
                .redirectError(ProcessBuilder.Redirect.to(errors.toFile()))
                .start();
        this.answers = process.inputReader(StandardCharsets.UTF_8);
    }

    /** How many seconds it took from the start of the process until the view had all events. */
    double first(int events) {
        return secondsUntilComplete(born, events);
    }

    /** Starts over in the same process, and answers how many seconds it took until the view had all events. */
    double again(int events) throws IOException {
        long begun = System.nanoTime();
        send("start");
        return secondsUntilComplete(begun, events);
    }

    void stop() throws IOException {
        send("stop");
        for (String answer = answers.readLine(); !"stopped".equals(answer); answer = answers.readLine()) {
            if (answer == null) {
                throw new IOException("it ended: " + Files.readString(errors));
            }
        }
    }

    private void send(String command) throws IOException {
        process.outputWriter(StandardCharsets.UTF_8)
                .append(command)
                .append('\n')
                .flush();
    }

    private double secondsUntilComplete(long begun, int events) {
        Awaitility.await()
                .atMost(COMPLETE_WITHIN)
                .pollInterval(POLL_EVERY)
                .failFast(() -> {
                    if (!process.isAlive()) {
                        throw new IllegalStateException("it ended: " + Files.readString(errors));
                    }
                })
                .until(() -> eventsInView() >= events);
        return (System.nanoTime() - begun) / 1e9;
    }

    private long eventsInView() {
        try (Statement statement = connection.createStatement();
                ResultSet row = statement.executeQuery(eventsInView)) {
            row.next();
            return row.getLong(1);
        } catch (SQLException e) {
            if (UNDEFINED_TABLE.equals(e.getSQLState())) {
                return 0;
            }
            throw new IllegalStateException("cannot ask how far it is", e);
        }
    }

    /** SIGKILL: what it has done is measured, and nobody waits for more. */
    @Override
    public void close() throws IOException {
        process.destroyForcibly();
        try {
            process.waitFor(10, TimeUnit.SECONDS);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
