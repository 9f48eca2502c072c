package datalab.process.publish;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import datalab.lab.Lab;
import datalab.lab.event.Coordinate;
import datalab.lab.output.Output;
import datalab.lab.output.OutputColumn;
import datalab.lab.output.OutputColumns;
import datalab.lab.stream.EventStream;
import datalab.lab.view.View;
import datalab.lab.view.ViewFold;
import datalab.lab.yaml.LabFile;
import datalab.process.batch.BatchWork;
import datalab.process.retention.ExpiringView;
import datalab.store.Store;
import datalab.store.batch.BatchKind;
import datalab.store.batch.BatchRun;
import datalab.store.ledger.Commit;
import datalab.store.ledger.Progress;
import datalab.store.output.OutputId;
import datalab.store.output.OutputRow;
import datalab.store.output.OutputRows;
import datalab.store.output.OutputTable;
import datalab.store.output.OutputTarget;
import datalab.store.output.OutputUnavailable;
import datalab.store.output.OutputWriter;
import datalab.store.output.RefusedRow;
import datalab.store.postgres.PostgresStore;
import datalab.testkit.Sql;
import datalab.testkit.TestStore;
import datalab.testkit.store.CommitBuilder;
import datalab.testkit.store.StoreLab;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.Semaphore;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/** Outputs of rows that are told: each once, from when the output is there, and all of them only where somebody asks. */
final class ToldRowsIT {
    private static final int STEPS_MAX = 100;

    @RegisterExtension
    static final TestStore<PostgresStore> database = new TestStore<>(PostgresStore::new, PostgresStore::start);

    private static int labs;
    private static Store store;

    private final List<OutputRow> told = new ArrayList<>();
    private int awayAfter = Integer.MAX_VALUE;
    private Lab lab;
    private EventStream events;
    private View view;
    private ViewFold fold;

    @BeforeAll
    static void start() {
        store = database.get();
    }

    @BeforeEach
    void prepare() {
        String yaml = """
                lab: told%d
                streams: {events: {key: name, unique: [name, seq], fields: {name: string, seq: integer}}}
                views: {shown: {of: events, by: name, every: 1m, n: count, retain: 1d}}
                """.formatted(++labs);
        if (!(LabFile.parse("told", Path.of("."), yaml) instanceof LabFile.Valid(Lab parsed))) {
            throw new IllegalStateException(yaml);
        }
        lab = parsed;
        events = Objects.requireNonNull(lab.streams().get("events"));
        view = Objects.requireNonNull(lab.views().get("shown"));
        fold = new ViewFold(view, events);
        store.prepare(lab);
    }

    @Test
    void areThoseThatComeOnceTheOutputIsThere() throws InterruptedException {
        commit(1, 2);
        store.outputs().follow(id("events"), events);
        commit(3);
        store.outputs().follow(id("events"), events); // as another process does
        publishEvents(OutputColumns.all(events));
        commit(4);
        publishEvents(OutputColumns.all(events));

        assertThat(told).containsExactly(OutputRow.of("a", 3L), OutputRow.of("a", 4L));
    }

    /** As where a backup of the ledger was restored that has nothing of the output. */
    @Test
    void areNoneOfThoseBeforeWhereTheLedgerForgotTheOutput() throws InterruptedException {
        commit(1, 2);
        publishEvents(OutputColumns.all(events));

        assertThat(told).isEmpty();
    }

    @Test
    void areNotToldAgainWithOtherColumns() throws InterruptedException {
        store.outputs().follow(id("events"), events);
        commit(1);
        publishEvents(OutputColumns.all(events));
        publishEvents(OutputColumns.all(events).reversed());

        assertThat(told).containsExactly(OutputRow.of("a", 1L));
    }

    @Test
    void areAllToldWhereSomebodyAsks() throws InterruptedException {
        commit(1);
        store.outputs().follow(id("events"), events);
        commit(2);
        publishEvents(OutputColumns.all(events));
        told.clear();
        assertThat(store.outputs().askAgain(id("events"))).isTrue();
        publishEvents(OutputColumns.all(events));
        publishEvents(OutputColumns.all(events));

        assertThat(told).containsExactly(OutputRow.of("a", 1L), OutputRow.of("a", 2L));
        assertThat(store.outputs().statuses(lab.name()).getFirst().isWhole()).isTrue();
    }

    /** Nor are keys noted of which nobody would ever ask. */
    @Test
    void areNoRowsOfANewGenerationAndNoneThatAreGone() throws InterruptedException {
        store.outputs().follow(id("shown"), events);
        commit(1, 2);
        publishView();
        assertThat(told).hasSize(2);

        BatchRun run = store.batches()
                .claim(lab.name(), view.name(), BatchKind.RECOMPUTE, "test", Duration.ofMinutes(1))
                .orElseThrow();
        BatchWork.toItsEnd(store, lab, view, run);
        publishView();
        new ExpiringView(view, Objects.requireNonNull(view.retain()), store)
                .raise(StoreLab.START.plus(Duration.ofDays(30)));
        publishView();

        assertThat(told).hasSize(2);
        assertThat(Sql.query(database.settings(), """
                        select count(*) from datalab.output_keys
                        where output in (select id from datalab.outputs where lab = '%s')
                        """.formatted(lab.name()))).isEqualTo("0");
    }

    /** Of a step that did not end only what nobody had acknowledged. */
    @Test
    void areToldOnceWhereAStepIsBegunAgain() throws InterruptedException {
        store.outputs().follow(id("events"), events);
        commit(1, 2, 3);
        try (Publisher publisher = ofEvents()) {
            awayAfter = 2;
            publisher.begin();
            assertThatThrownBy(publisher::step).isInstanceOf(OutputUnavailable.class);
            awayAfter = Integer.MAX_VALUE;
            toItsEnd(publisher);
        }

        assertThat(told).containsExactly(OutputRow.of("a", 1L), OutputRow.of("a", 2L), OutputRow.of("a", 3L));
    }

    @Test
    void areAllToldWhereSomebodyAsksBeforeAStepThatDidNotEnd() throws InterruptedException {
        store.outputs().follow(id("events"), events);
        commit(1, 2, 3);
        try (Publisher publisher = ofEvents()) {
            awayAfter = 2;
            publisher.begin();
            assertThatThrownBy(publisher::step).isInstanceOf(OutputUnavailable.class);
            awayAfter = Integer.MAX_VALUE;
            told.clear();
            assertThat(store.outputs().askAgain(id("events"))).isTrue();
            toItsEnd(publisher);
        }

        assertThat(told).containsExactly(OutputRow.of("a", 1L), OutputRow.of("a", 2L), OutputRow.of("a", 3L));
    }

    /** As where it was killed between the acknowledgement and the ledger: once more, with the same key. */
    @Test
    void areToldAgainByAnotherProcessWhereTheLedgerDoesNotKnow() throws InterruptedException {
        store.outputs().follow(id("events"), events);
        commit(1, 2);
        try (Publisher killed = ofEvents()) {
            awayAfter = 1;
            killed.begin();
            assertThatThrownBy(killed::step).isInstanceOf(OutputUnavailable.class);
        }
        awayAfter = Integer.MAX_VALUE;
        publishEvents(OutputColumns.all(events));

        assertThat(told).containsExactly(OutputRow.of("a", 1L), OutputRow.of("a", 1L), OutputRow.of("a", 2L));
    }

    private OutputId id(String of) {
        return new OutputId(lab.name(), of, "mail/ops@example.org");
    }

    private void commit(int... numbers) {
        Progress at = store.ledger().progress(events, 0);
        CommitBuilder step = CommitBuilder.of(events, 0, at.nextOffset(), at.nextOffset() + numbers.length)
                .epoch(at.epoch());
        for (int i = 0; i < numbers.length; i++) {
            Coordinate place = new Coordinate(0, at.nextOffset() + i);
            step.events(StoreLab.event(
                    events, place, StoreLab.START.plus(Duration.ofMinutes(numbers[i])), "a", (long) numbers[i]));
        }
        assertThat(store.ledger().commit(step.folded(fold).commit())).isEqualTo(new Commit.Outcome.Done());
    }

    private void publishEvents(List<OutputColumn> columns) throws InterruptedException {
        try (Publisher publisher = ofEvents(columns)) {
            toItsEnd(publisher);
        }
    }

    private Publisher ofEvents() {
        return ofEvents(OutputColumns.all(events));
    }

    private Publisher ofEvents(List<OutputColumn> columns) {
        OutputTable table = new OutputTable(lab.name() + ".events/ops", "ops", columns, OutputRows.OF_STREAM);
        return publisher(id("events"), table, new PublishedStream(events, table));
    }

    private void publishView() throws InterruptedException {
        List<OutputColumn> columns = OutputColumns.of(new Output("mail", "ops", Map.of()), fold);
        OutputTable table = new OutputTable(lab.name() + ".shown/ops", "ops", columns, OutputRows.OF_VIEW);
        try (Publisher publisher = publisher(id("shown"), table, new PublishedView(fold, table))) {
            toItsEnd(publisher);
        }
    }

    private Publisher publisher(OutputId id, OutputTable table, PublishedRows rows) {
        return new Publisher(id, table, rows, new People(), store.outputs(), new Semaphore(1));
    }

    /** As a process does that has just taken over, until there is nothing to do. */
    private static void toItsEnd(Publisher publisher) throws InterruptedException {
        publisher.begin();
        for (int step = 0; publisher.step() >= 0; step++) {
            assertThat(step).isLessThan(STEPS_MAX);
        }
    }

    /** Who hears of rows one by one, and does not forget. */
    private final class People implements OutputTarget {

        @Override
        public void prepare(OutputTable table) {}

        @Override
        public OutputWriter open(OutputTable table) {
            return new OutputWriter() {
                @Override
                public List<RefusedRow> write(long version, List<OutputRow> rows) {
                    if (told.size() >= awayAfter) {
                        throw new OutputUnavailable("away", null);
                    }
                    told.addAll(rows);
                    return List.of();
                }

                @Override
                public int rowsTogether() {
                    return 1;
                }

                @Override
                public void close() {}
            };
        }

        @Override
        public boolean isTold(OutputTable table) {
            return true;
        }

        @Override
        public void check() {}

        @Override
        public void close() {}
    }
}
