package datalab.process.publish;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import datalab.lab.output.OutputColumns;
import datalab.store.Store;
import datalab.store.output.OutputLeaseLost;
import datalab.store.output.OutputRow;
import datalab.store.output.OutputUnavailable;
import datalab.store.postgres.PostgresStore;
import datalab.testkit.Sql;
import datalab.testkit.TestStore;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.FutureTask;
import java.util.stream.IntStream;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/** Rows of a step that does not end: what was acknowledged is not sent again, also by another process. */
final class ToldStepsIT {
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
        store.outputs().follow(output.id("events"), output.events);
        store.outputs().follow(output.id("shown"), output.events);
    }

    /** Of a step that did not end only what nobody had acknowledged. */
    @Test
    void areToldOnceWhereAStepIsBegunAgain() throws InterruptedException {
        output.commit(1, 2, 3);
        try (Publisher publisher = output.ofEvents()) {
            output.failAfter(2, publisher);
            ToldLab.toItsEnd(publisher);
        }

        assertThat(numbers()).containsExactly(1L, 2L, 3L);
    }

    /** By a process that knows nothing but the ledger; events that have come since make the step larger. */
    @Test
    void areToldOnceWhereAProcessIsKilled() throws InterruptedException {
        output.commit(1, 2, 3);
        output.killAfter(2, output.ofEvents());
        output.commit(4);
        output.publishEvents(OutputColumns.all(output.events).reversed());

        assertThat(output.told)
                .containsExactly(
                        OutputRow.of("a", 1L), OutputRow.of("a", 2L), OutputRow.of(3L, "a"), OutputRow.of(4L, "a"));
        assertThat(acknowledgements()).isEqualTo("0");
    }

    /** What was told of one partition counts after whole steps of another, too. */
    @Test
    void areToldOnceWhereTheNextStepHasOtherEvents() throws InterruptedException {
        output.commitTo(1, 1, 2);
        output.killAfter(1, output.ofEvents());
        output.commitTo(
                0, IntStream.rangeClosed(3, PublishedRows.EVENTS_MAX + 2).toArray());
        output.publishEvents();

        assertThat(numbers()).hasSize(PublishedRows.EVENTS_MAX + 2).doesNotHaveDuplicates();
    }

    /** What was taken before is noted while the target still takes its time for the next row. */
    @Test
    void areToldOnceWhereAProcessIsKilledAmidARow() throws Exception {
        output.commit(1, 2, 3);
        CountDownLatch isOver = new CountDownLatch(1);
        output.before = () -> {
            if (output.told.size() == 1) {
                await(isOver);
            }
        };
        try (Publisher frozen = output.ofEvents()) {
            frozen.begin();
            FutureTask<Integer> step = new FutureTask<>(frozen::step);
            Thread.ofVirtual().start(step);
            Awaitility.await().until(() -> acknowledgements().equals("1"));
            output.before = () -> {};
            output.publishEvents();
            assertThat(numbers()).containsExactly(1L, 2L, 3L);

            isOver.countDown();
            assertThatThrownBy(step::get).hasCauseInstanceOf(OutputLeaseLost.class);
        }
        assertThat(acknowledgements()).as("nothing of who was frozen").isEqualTo("0");
    }

    /** Once more, with the same keys: what a process could not note, nobody else knows. */
    @Test
    void areToldAgainWhereAProcessWasFrozenBeforeItNotedThem() throws InterruptedException {
        output.commit(1, 2);
        try (Publisher frozen = output.ofEvents()) {
            frozen.begin();
            output.before = () -> {
                if (output.told.isEmpty()) {
                    store.outputs().take(output.id("events"));
                } else {
                    throw new OutputUnavailable("away", null);
                }
            };
            assertThatThrownBy(frozen::step).isInstanceOf(OutputUnavailable.class);
            assertThatThrownBy(frozen::step).isInstanceOf(OutputLeaseLost.class);
        }
        output.before = () -> {};
        output.publishEvents();

        assertThat(numbers()).containsExactly(1L, 1L, 2L);
    }

    /** A process that could not note what was acknowledged remembers it. */
    @Test
    void areToldOnceWhereTheLedgerIsAwayForAWhile() throws InterruptedException {
        output.commit(1, 2, 3);
        try (Publisher publisher = output.ofEvents()) {
            publisher.begin();
            output.before = () -> rename("output_acknowledged", "output_away");
            assertThatThrownBy(publisher::step).isInstanceOf(RuntimeException.class);
            output.before = () -> {};
            rename("output_away", "output_acknowledged");
            ToldLab.toItsEnd(publisher);
        }

        assertThat(numbers()).containsExactly(1L, 2L, 3L);
    }

    /** Also where a kill comes between. */
    @Test
    void areToldOnceMoreEachTimeSomebodyAsks() throws InterruptedException {
        output.commit(1, 2, 3);
        output.killAfter(2, output.ofEvents());
        assertThat(store.outputs().askAgain(output.id("events"))).isTrue();
        output.killAfter(1, output.ofEvents());
        output.publishEvents();

        assertThat(numbers()).containsExactly(1L, 2L, 1L, 2L, 3L);
    }

    @Test
    void areAllToldWhereSomebodyAsksBeforeAStepThatDidNotEnd() throws InterruptedException {
        output.commit(1, 2, 3);
        try (Publisher publisher = output.ofEvents()) {
            output.failAfter(2, publisher);
            assertThat(store.outputs().askAgain(output.id("events"))).isTrue();
            ToldLab.toItsEnd(publisher);
        }

        assertThat(numbers()).containsExactly(1L, 2L, 1L, 2L, 3L);
    }

    /** A row of a view, which may be another by then. */
    @Test
    void areToldAgainOnceTheyHaveChanged() throws InterruptedException {
        output.commit(1, 2, 3);
        output.killAfter(2, output.ofView());
        output.commitTo(1, 101); // the row of 1 counts it, too
        output.publishView();

        assertThat(output.told.stream().map(row -> row.values().getLast())).containsExactlyInAnyOrder(1L, 1L, 1L, 2L);
        assertThat(acknowledgements()).isEqualTo("0");
    }

    private List<Object> numbers() {
        return output.told.stream()
                .map(row -> Objects.requireNonNull(row.values().getLast()))
                .toList();
    }

    private String acknowledgements() {
        return Sql.query(database.settings(), """
                select count(*) from datalab.output_acknowledged
                where output in (select id from datalab.outputs where lab = '%s')
                """.formatted(output.lab.name()));
    }

    private static void rename(String table, String to) {
        Sql.execute(database.settings(), "alter table if exists datalab.%s rename to %s".formatted(table, to));
    }

    private static void await(CountDownLatch latch) {
        try {
            latch.await();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
