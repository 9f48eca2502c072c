package datalab.app;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import datalab.app.settings.Settings;
import datalab.app.terminal.CountText;
import datalab.lab.Lab;
import datalab.lab.view.View;
import datalab.process.batch.BatchRunner;
import datalab.store.batch.BatchKind;
import datalab.store.batch.BatchResult;
import datalab.store.batch.BatchRun;
import datalab.store.postgres.PostgresStore;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.time.Duration;
import java.util.Locale;
import java.util.Optional;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;

/** One batch of one view in this process, with its connection to the store. TERM and Ctrl-C end it at its next step. */
public final class LocalBatch implements AutoCloseable {
    static final int DONE = 0;
    static final int FAILED = 1;
    static final int IN_THE_WAY = 3;

    private static final ObjectMapper JSON = new ObjectMapper();

    private final BackingServers servers;
    private final Duration stop;
    private final PostgresStore store;
    private final BatchRunner runner;
    private final CountDownLatch closed = new CountDownLatch(1);

    public LocalBatch(Settings settings, BackingServers servers) {
        this.servers = servers;
        this.stop = settings.limits().stop();
        this.store = new PostgresStore(servers.postgres(), settings.archiveServers());
        this.runner = new BatchRunner(
                store.batches(), store.archive(), new StageSettings(settings).batch(), new SimpleMeterRegistry());
    }

    /** Returns the exit code once the batch has ended; prints its outcome. */
    public int run(Lab lab, View view, BatchKind kind) {
        Runtime.getRuntime().addShutdownHook(new Thread(this::stop, "stop"));
        servers.start();
        store.start();
        store.prepare(lab);
        String what = kind.text() + " of " + lab.name() + "." + view.name();
        long began = System.nanoTime();
        Optional<BatchRun> run = runner.run(lab, view, kind);
        if (run.isEmpty()) {
            System.err.println("datalab: " + what + " not begun: another batch of the view is running");
            return IN_THE_WAY;
        }
        return report(what, run.get(), (System.nanoTime() - began) / 1e9);
    }

    @Override
    public void close() {
        try {
            store.close();
            servers.close();
        } finally {
            closed.countDown();
        }
    }

    private static int report(String what, BatchRun run, double seconds) {
        if (run.state() != BatchRun.State.DONE) {
            String error = run.error() == null ? "it is " + run.state().text() + ", of " + run.owner() : run.error();
            System.err.println("datalab: " + what + " failed, attempt " + run.attempt() + ": " + error);
            return FAILED;
        }
        BatchResult result = run.result();
        System.out.print(DifferingRows.text(differences(run), result.differing()));
        String differing =
                run.kind() == BatchKind.VERIFY ? CountText.grouped(result.differing()) + " differing of " : "";
        System.out.printf(
                Locale.ROOT, "%s done: %s%s in %.1f s%n", what, differing, CountText.of(result.rows(), "row"), seconds);
        if (result.note() != null) {
            System.out.println(result.note());
        }
        return result.differing() == 0 ? DONE : FAILED;
    }

    private static JsonNode differences(BatchRun run) {
        try {
            return JSON.readTree(
                    run.result().report() == null ? "[]" : run.result().report());
        } catch (JsonProcessingException e) {
            throw new IllegalStateException("the report of batch " + run.id() + " is no JSON", e);
        }
    }

    private void stop() {
        runner.stop();
        try {
            if (!closed.await(stop.toMillis(), TimeUnit.MILLISECONDS)) {
                System.err.println("datalab: the batch did not end in time; another process begins it anew");
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
