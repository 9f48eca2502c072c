package datalab.process.publish;

import static org.assertj.core.api.Assertions.assertThat;

import datalab.lab.output.OutputColumns;
import datalab.process.batch.BatchWork;
import datalab.process.retention.ExpiringView;
import datalab.store.Store;
import datalab.store.batch.BatchKind;
import datalab.store.batch.BatchRun;
import datalab.store.output.OutputRow;
import datalab.store.postgres.PostgresStore;
import datalab.testkit.Sql;
import datalab.testkit.TestStore;
import datalab.testkit.store.StoreLab;
import java.time.Duration;
import java.util.Objects;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/** Outputs of rows that are told: each once, from when the output is there, and all of them only where somebody asks. */
final class ToldRowsIT {
    @RegisterExtension
    static final TestStore<PostgresStore> database = new TestStore<>(PostgresStore::new, PostgresStore::start);

    private static int labs;
    private static Store store;

    private ToldLab output;

    @BeforeAll
    static void start() {
        store = database.get();
    }

    @BeforeEach
    void prepare() {
        output = new ToldLab(store, ++labs);
    }

    @Test
    void areThoseThatComeOnceTheOutputIsThere() throws InterruptedException {
        output.commit(1, 2);
        store.outputs().follow(output.id("events"), output.events);
        output.commit(3);
        store.outputs().follow(output.id("events"), output.events); // as another process does
        output.publishEvents();
        output.commit(4);
        output.publishEvents();

        assertThat(output.told).containsExactly(OutputRow.of("a", 3L), OutputRow.of("a", 4L));
    }

    /** As where a backup of the ledger was restored that has nothing of the output. */
    @Test
    void areNoneOfThoseBeforeWhereTheLedgerForgotTheOutput() throws InterruptedException {
        output.commit(1, 2);
        output.publishEvents();

        assertThat(output.told).isEmpty();
    }

    @Test
    void areNotToldAgainWithOtherColumns() throws InterruptedException {
        store.outputs().follow(output.id("events"), output.events);
        output.commit(1);
        output.publishEvents();
        output.publishEvents(OutputColumns.all(output.events).reversed());

        assertThat(output.told).containsExactly(OutputRow.of("a", 1L));
    }

    @Test
    void areAllToldWhereSomebodyAsks() throws InterruptedException {
        output.commit(1);
        store.outputs().follow(output.id("events"), output.events);
        output.commit(2);
        output.publishEvents();
        output.told.clear();
        assertThat(store.outputs().askAgain(output.id("events"))).isTrue();
        output.publishEvents();
        output.publishEvents();

        assertThat(output.told).containsExactly(OutputRow.of("a", 1L), OutputRow.of("a", 2L));
        assertThat(store.outputs().statuses(output.lab.name()).getFirst().isWhole())
                .isTrue();
    }

    /** Nor are keys noted of which nobody would ever ask. */
    @Test
    void areNoRowsOfANewGenerationAndNoneThatAreGone() throws InterruptedException {
        store.outputs().follow(output.id("shown"), output.events);
        output.commit(1, 2);
        output.publishView();
        assertThat(output.told).hasSize(2);

        BatchRun run = store.batches()
                .claim(output.lab.name(), output.view.name(), BatchKind.RECOMPUTE, "test", Duration.ofMinutes(1))
                .orElseThrow();
        BatchWork.toItsEnd(store, output.lab, output.view, run);
        output.publishView();
        new ExpiringView(output.view, Objects.requireNonNull(output.view.retain()), store)
                .raise(StoreLab.START.plus(Duration.ofDays(30)));
        output.publishView();

        assertThat(output.told).hasSize(2);
        assertThat(Sql.query(database.settings(), """
                        select count(*) from datalab.output_keys
                        where output in (select id from datalab.outputs where lab = '%s')
                        """.formatted(output.lab.name())))
                .isEqualTo("0");
    }
}
