package datalab.process.publish;

import static org.assertj.core.api.Assertions.assertThat;

import datalab.lab.Lab;
import datalab.lab.output.Output;
import datalab.lab.output.OutputColumns;
import datalab.process.publish.BrokenOutputs.Plant;
import datalab.process.publish.walked.WalkedJdbc;
import datalab.process.publish.walked.WalkedTarget;
import datalab.store.output.OutputId;
import datalab.store.output.OutputRows;
import datalab.store.output.OutputTable;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.sql.SQLException;
import java.time.Duration;
import java.util.Map;
import java.util.Random;
import java.util.concurrent.Semaphore;
import java.util.concurrent.atomic.AtomicLong;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/** An idle output polls the ledger with increasing intervals, and continues immediately when a commit wakes it. */
final class PublisherWorkerIT {
    /** By then it rests for six seconds or more. */
    private static final int LOOKS_UNTIL_LONG_REST = 8;

    private static final Duration SOONER_THAN_UNTOLD = Duration.ofSeconds(3);

    @RegisterExtension
    static final WalkedDatabase database = new WalkedDatabase();

    private static WalkedTarget walked;

    @BeforeAll
    static void start() throws SQLException {
        walked = new WalkedJdbc(database.settings());
    }

    @AfterAll
    static void end() {
        walked.close();
    }

    @Test
    void goesOnAtOnceWhenItIsTold() {
        Lab lab = PublishWalkContract.lab("worker", false);
        database.ledger().store().prepare(lab);
        WalkedView view = new WalkedView(database.ledger(), lab, new ExpectedRows(false));
        Output output = new Output("target", "worker", Map.of());
        OutputTable table = new OutputTable(
                "worker.shown/worker", "worker", OutputColumns.of(output, view.fold()), OutputRows.OF_VIEW);
        OutputId id = new OutputId("worker", "shown", "target/worker");
        walked.target().prepare(table);
        database.ledger().store().ledger().progress(view.events(), 0);
        view.commit(0, 0);
        AtomicLong calls = new AtomicLong(); // of ledger and target: an idle one has one a look
        BrokenOutputs seen = new BrokenOutputs(
                database.ledger().store().outputs(), walked, Plant.NONE, new Random(1), calls::incrementAndGet);
        Publisher publisher =
                new Publisher(id, table, seen.rows(view.fold(), table), seen.target(), seen.ledger(), new Semaphore(1));
        try (PublisherWorker worker = new PublisherWorker(
                id,
                publisher,
                view.events(),
                () -> true,
                seen.ledger(),
                new SimpleMeterRegistry(),
                Duration.ofHours(1))) {
            Thread.ofVirtual().start(worker);
            Awaitility.await().until(() -> walked.seen(table).size() == 1);
            long written = calls.get();
            Awaitility.await().until(() -> calls.get() >= written + LOOKS_UNTIL_LONG_REST);

            view.commit(0, 2);
            worker.wake();

            Awaitility.await()
                    .atMost(SOONER_THAN_UNTOLD)
                    .untilAsserted(() -> assertThat(walked.seen(table)).hasSize(2));
        }
    }
}
