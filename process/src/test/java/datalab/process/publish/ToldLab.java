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
import datalab.store.Store;
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
import datalab.testkit.store.CommitBuilder;
import datalab.testkit.store.StoreLab;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.Semaphore;

/** A lab whose outputs are told, and who hears of them. */
final class ToldLab {
    private static final int STEPS_MAX = 100;

    /** Of who hears of rows one by one, and does not forget. */
    final List<OutputRow> told = new CopyOnWriteArrayList<>();

    final Lab lab;
    final EventStream events;
    final View view;

    /** What happens before a row is taken. */
    volatile Runnable before = () -> {};

    private final Store store;
    private final ViewFold fold;

    ToldLab(Store store, int number) {
        this.store = store;
        String yaml = """
                lab: told%s
                streams: {events: {key: name, unique: [name, seq], fields: {name: string, seq: integer}}}
                views: {shown: {of: events, by: name, every: 1m, n: count, retain: 1d}}
                """.formatted(number);
        if (!(LabFile.parse("told", Path.of("."), yaml) instanceof LabFile.Valid(Lab parsed))) {
            throw new IllegalStateException(yaml);
        }
        lab = parsed;
        events = Objects.requireNonNull(lab.streams().get("events"));
        view = Objects.requireNonNull(lab.views().get("shown"));
        fold = new ViewFold(view, events);
        store.prepare(lab);
    }

    OutputId id(String of) {
        return new OutputId(lab.name(), of, "mail/ops@example.org");
    }

    /** An event for each number, those with the same last two digits within the same minute. */
    void commit(int... numbers) {
        commitTo(0, numbers);
    }

    void commitTo(int partition, int... numbers) {
        Progress at = store.ledger().progress(events, partition);
        CommitBuilder step = CommitBuilder.of(events, partition, at.nextOffset(), at.nextOffset() + numbers.length)
                .epoch(at.epoch());
        for (int i = 0; i < numbers.length; i++) {
            Coordinate place = new Coordinate(partition, at.nextOffset() + i);
            step.events(StoreLab.event(
                    events, place, StoreLab.START.plus(Duration.ofMinutes(numbers[i] % 100)), "a", (long) numbers[i]));
        }
        assertThat(store.ledger().commit(step.folded(fold).commit())).isEqualTo(new Commit.Outcome.Done());
    }

    /** What a process does that has just taken over, until there is nothing to do. */
    void publishEvents() throws InterruptedException {
        publishEvents(OutputColumns.all(events));
    }

    void publishEvents(List<OutputColumn> columns) throws InterruptedException {
        try (Publisher publisher = ofEvents(columns)) {
            toItsEnd(publisher);
        }
    }

    void publishView() throws InterruptedException {
        try (Publisher publisher = ofView()) {
            toItsEnd(publisher);
        }
    }

    Publisher ofEvents() {
        return ofEvents(OutputColumns.all(events));
    }

    private Publisher ofEvents(List<OutputColumn> columns) {
        OutputTable table = new OutputTable(lab.name() + ".events/ops", "ops", columns, OutputRows.OF_STREAM);
        return publisher(id("events"), table, new PublishedStream(events, table));
    }

    Publisher ofView() {
        List<OutputColumn> columns = OutputColumns.of(new Output("mail", "ops", Map.of()), fold);
        OutputTable table = new OutputTable(lab.name() + ".shown/ops", "ops", columns, OutputRows.OF_VIEW);
        return publisher(id("shown"), table, new PublishedView(fold, table));
    }

    private Publisher publisher(OutputId id, OutputTable table, PublishedRows rows) {
        return new Publisher(id, table, rows, new People(), store.outputs(), new Semaphore(1));
    }

    static void toItsEnd(Publisher publisher) throws InterruptedException {
        publisher.begin();
        for (int step = 0; publisher.step() >= 0; step++) {
            assertThat(step).isLessThan(STEPS_MAX);
        }
    }

    /** Begins to publish, of which so many rows are taken. */
    void failAfter(int rows, Publisher publisher) {
        int end = told.size() + rows;
        before = () -> {
            if (told.size() >= end) {
                throw new OutputUnavailable("away", null);
            }
        };
        assertThatThrownBy(() -> toItsEnd(publisher)).isInstanceOf(OutputUnavailable.class);
        before = () -> {};
    }

    /** The same by a process that is then no more. */
    void killAfter(int rows, Publisher publisher) {
        try (publisher) {
            failAfter(rows, publisher);
        }
    }

    private final class People implements OutputTarget {

        @Override
        public void prepare(OutputTable table) {}

        @Override
        public OutputWriter open(OutputTable table) {
            return new OutputWriter() {
                @Override
                public List<RefusedRow> write(long version, List<OutputRow> rows) {
                    before.run();
                    told.addAll(rows);
                    return List.of();
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
