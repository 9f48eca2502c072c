package datalab.store.postgres;

import datalab.lab.event.Offsets;
import datalab.lab.stream.EventStream;
import datalab.lab.view.ViewFold;
import datalab.store.Snapshots;
import datalab.store.archive.ArchivedEvent;
import datalab.store.archive.EventQuery;
import datalab.store.elsewhere.ArchiveByStream;
import datalab.store.elsewhere.RemoteArchive;
import datalab.store.ledger.Progress;
import datalab.store.postgres.archive.ArchivePlaces;
import datalab.store.postgres.archive.SelectEvents;
import datalab.store.postgres.connection.Database;
import datalab.store.postgres.ledger.HorizonRow;
import datalab.store.postgres.ledger.ProgressRow;
import datalab.store.postgres.views.PostgresViewReader;
import datalab.store.postgres.views.ViewDefinition;
import datalab.store.result.BoundedRows;
import datalab.store.retention.Retained;
import datalab.store.snapshot.EventSnapshot;
import datalab.store.snapshot.ViewSnapshot;
import datalab.store.view.RollupQuery;
import datalab.store.view.RollupResult;
import datalab.store.view.ViewQuery;
import datalab.store.view.ViewRow;
import datalab.store.view.ViewStatus;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.function.BiFunction;
import java.util.function.Function;
import java.util.function.Predicate;
import java.util.function.Supplier;
import org.jdbi.v3.core.Handle;

/**
 * {@link Snapshots} in a transaction each, which reads through a cursor. Archives elsewhere are read without one. Thread-safe.
 *
 * @param select reads of a stream's archive over a connection
 * @param views reads of views over a connection
 */
record PostgresSnapshots(
        Supplier<Database> database,
        ArchivePlaces places,
        ArchiveByStream archives,
        BiFunction<Handle, EventStream, SelectEvents> select,
        Function<Handle, PostgresViewReader> views)
        implements Snapshots {

    @Override
    public <T> T events(EventStream stream, Duration max, Function<EventSnapshot, T> reading) {
        Optional<RemoteArchive> elsewhere = archives.elsewhere(stream);
        if (elsewhere.isPresent()) {
            return reading.apply(elsewhere.get().snapshot());
        }
        return database.get().longSnapshot("all events of " + stream.topic(), max, handle -> {
            places.require(handle, stream);
            return reading.apply(new Events(handle, stream, select.apply(handle, stream)));
        });
    }

    @Override
    public <T> T rows(ViewFold declared, Duration max, Function<ViewSnapshot, T> reading) {
        String name = declared.view().lab() + "." + declared.view().name();
        return database.get()
                .longSnapshot(
                        "all rows of " + name,
                        max,
                        handle -> reading.apply(new Rows(handle, declared, views.apply(handle))));
    }

    private static Offsets below(Handle handle, EventStream stream) {
        return Progress.offsets(ProgressRow.all(handle, stream));
    }

    private record Events(Handle handle, EventStream stream, SelectEvents select) implements EventSnapshot {
        @Override
        public Offsets below() {
            return PostgresSnapshots.below(handle, stream);
        }

        @Override
        public Optional<Instant> horizon() {
            return HorizonRow.of(handle, Retained.of(stream));
        }

        @Override
        public void each(EventQuery query, Predicate<ArchivedEvent> each) {
            select.each(query, each);
        }

        @Override
        public OptionalLong estimate(EventQuery query) {
            return OptionalLong.of(select.estimate(query));
        }
    }

    private record Rows(Handle handle, ViewFold declared, PostgresViewReader reader) implements ViewSnapshot {
        private static final int PAGE_ROWS = 10_000;

        @Override
        public Offsets below() {
            return PostgresSnapshots.below(handle, declared.stream());
        }

        @Override
        public Optional<Instant> horizon() {
            return HorizonRow.of(handle, Retained.of(declared.view()));
        }

        @Override
        public Optional<ViewFold> served() {
            return reader.served(declared);
        }

        @Override
        public Optional<ViewStatus> status() {
            return ViewDefinition.viewStatuses(handle, declared.view().lab()).stream()
                    .filter(status -> status.view().equals(declared.view().name()))
                    .findFirst();
        }

        @Override
        public void each(ViewQuery query, Predicate<ViewRow> each) {
            if (query.readsColumns()) {
                eachPage(query.withLimit(PAGE_ROWS), each);
            } else {
                reader.each(query, each);
            }
        }

        /** What rows show is not known to the server, which therefore reads all of the question for each page. */
        private void eachPage(ViewQuery first, Predicate<ViewRow> each) {
            ViewQuery next = first;
            while (true) {
                BoundedRows<ViewRow> page = reader.page(next);
                boolean isEnough = !page.rows().stream().allMatch(each);
                if (isEnough || (page.rows().size() < PAGE_ROWS && !page.isCut())) {
                    return;
                }
                ViewRow last = page.rows().getLast();
                next = next.following(next.sort().following(next.sortValues(last)), last.key());
            }
        }

        @Override
        public RollupResult rollup(RollupQuery query) {
            return reader.rollup(query);
        }

        @Override
        public OptionalLong estimate(ViewQuery query) {
            return OptionalLong.of(reader.estimate(query));
        }
    }
}
