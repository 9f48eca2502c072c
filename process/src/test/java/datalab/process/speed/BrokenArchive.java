package datalab.process.speed;

import datalab.lab.event.Coordinate;
import datalab.lab.event.Event;
import datalab.lab.stream.EventStream;
import datalab.lab.stream.Field;
import datalab.store.archive.ArchivedEvent;
import datalab.store.archive.EventQuery;
import datalab.store.archive.PlacedRows;
import datalab.store.archive.Scan;
import datalab.store.elsewhere.ArchiveRows;
import datalab.store.elsewhere.ArchiveServer;
import datalab.store.ledger.Commit.Amendment;
import datalab.store.result.BoundedRows;
import datalab.store.result.StoreUnavailable;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Collections;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Random;
import java.util.function.Consumer;
import java.util.function.Predicate;

/**
 * A real archive elsewhere that writes one row at a time, in any order, with something around each: others act meanwhile, the
 * writer is killed, or gets no answer while its write comes later. Rules may be left out on purpose. Owned by one thread.
 */
final class BrokenArchive implements ArchiveServer {
    private final ArchiveServer server;
    private final List<Runnable> late = new ArrayList<>();
    private final Map<String, ArchiveRows> byTopic = new HashMap<>();
    private Random chance = new Random(0);
    private Plant plant = Plant.NONE;
    private Runnable between = () -> {};
    private Runnable beforeRows = () -> {};
    private Predicate<Coordinate> countsNow = at -> true;

    BrokenArchive(ArchiveServer server) {
        this.server = server;
    }

    /** Rules that can be left out, of the rules in docs/lambda.md. */
    enum Plant {
        NONE,
        /** Readers count rows that lie beyond the progress. */
        READER_NOT_BOUNDED,
        /** An event is a repeat of one beyond the step's first offset, too. */
        REPEAT_BY_ANY_OFFSET,
        /** A write replaces a row of a higher token. */
        NO_TOKEN_ORDER,
        /** Rows are written after the commit. */
        LEDGER_BEFORE_ARCHIVE,
        /** A batch folds rows above its cut. */
        RECOMPUTE_NOT_BOUNDED,
        /** A commit does not compare the token. */
        TOKEN_UNCHECKED,
        /** A record that is no event leaves no row. */
        NO_BLANKS,
        /** Flags of earlier events are written before the commit. */
        AMEND_BEFORE_COMMIT,
        /** After a write without an answer the owner goes on with its token. */
        SAME_TOKEN_AFTER_TIMEOUT,
        /** An owner takes over without a token of its own. */
        NO_NEW_TOKEN,
        /** Flags are swept of commits that a crash of the ledger's server may still take back. */
        SWEEP_NOT_DURABLE,
        /** Readers read rows, and then ask which of them count. */
        ROWS_BEFORE_PROGRESS
    }

    /** Before a walk: what chance decides, which rule is left out, and what may happen between two rows. */
    void begin(Random random, Plant leftOut, Runnable action) {
        late.clear();
        chance = random;
        plant = leftOut;
        between = action;
    }

    /** Something happens once, when the next reader knows what counts and has not read the rows. */
    void beforeRows(Runnable action, Predicate<Coordinate> counts) {
        countsNow = counts;
        beforeRows = () -> {
            beforeRows = () -> {};
            action.run();
        };
    }

    /** A write comes of which its writer does not know whether it has come. */
    void arrive() {
        if (!late.isEmpty()) {
            late.remove(chance.nextInt(late.size())).run();
        }
    }

    @Override
    public ArchiveRows rows(EventStream stream, String table, Collection<String> lookups) {
        Rows rows = new Rows(server.rows(stream, table, lookups));
        byTopic.put(stream.topic(), rows);
        return rows;
    }

    /** Those of a stream, past all rules. */
    ArchiveRows rowsOf(EventStream stream) {
        return Objects.requireNonNull(byTopic.get(stream.topic()));
    }

    @Override
    public void check() {
        server.check();
    }

    @Override
    public void close() {
        server.close();
    }

    private void oneByOne(List<Runnable> writes) {
        Collections.shuffle(writes, chance);
        for (Runnable write : writes) {
            between.run();
            if (chance.nextInt(100) < 3) {
                late.add(write);
                throw StoreUnavailable.ofArchive("no answer", null);
            }
            write.run();
        }
        between.run();
    }

    private final class Rows implements ArchiveRows {
        private final ArchiveRows rows;

        Rows(ArchiveRows rows) {
            this.rows = rows;
        }

        @Override
        public void prepare() {
            rows.prepare();
        }

        @Override
        public void write(long token, List<ArchivedEvent> events, Collection<Coordinate> blanks) {
            long with = plant == Plant.NO_TOKEN_ORDER ? 0 : token;
            List<Runnable> writes = new ArrayList<>();
            events.forEach(event -> writes.add(() -> rows.write(with, List.of(event), List.of())));
            if (plant != Plant.NO_BLANKS) {
                blanks.forEach(at -> writes.add(() -> rows.write(with, List.of(), List.of(at))));
            }
            oneByOne(writes);
        }

        @Override
        public void amend(Collection<Amendment> amendments) {
            List<Runnable> writes = new ArrayList<>();
            amendments.forEach(amendment -> writes.add(() -> rows.amend(List.of(amendment))));
            oneByOne(writes);
        }

        @Override
        public void drop(Collection<Coordinate> events) {
            List<Runnable> writes = new ArrayList<>();
            events.forEach(event -> writes.add(() -> rows.drop(List.of(event))));
            oneByOne(writes);
        }

        @Override
        public BoundedRows<ArchivedEvent> page(EventQuery query, Predicate<Coordinate> counts) {
            if (plant == Plant.ROWS_BEFORE_PROGRESS) {
                BoundedRows<ArchivedEvent> all = rows.page(query, at -> true);
                beforeRows.run();
                return new BoundedRows<>(
                        all.rows().stream()
                                .filter(row -> countsNow.test(row.event().at()))
                                .toList(),
                        all.isCut());
            }
            beforeRows.run();
            return rows.page(query, plant == Plant.READER_NOT_BOUNDED ? at -> true : counts);
        }

        @Override
        public Optional<ArchivedEvent> event(Coordinate at) {
            return rows.event(at);
        }

        @Override
        public void identified(Collection<List<Object>> values, Consumer<ArchivedEvent> each) {
            rows.identified(
                    values,
                    found -> each.accept(new ArchivedEvent(
                            new Event(
                                    found.event().stream(),
                                    found.event().payload(),
                                    found.event().arrived(),
                                    seen(found.event().at())),
                            found.flagsJson())));
        }

        @Override
        public void places(Collection<List<Object>> values, PlaceConsumer each) {
            rows.places(values, (found, at) -> each.accept(found, seen(at)));
        }

        /** Where a row lies is all that tells whether it counts: at an offset of -1 it always does. */
        private Coordinate seen(Coordinate at) {
            return plant == Plant.REPEAT_BY_ANY_OFFSET ? new Coordinate(at.partition(), -1) : at;
        }

        @Override
        public List<Event> scan(Scan scan) {
            return rows.scan(plant == Plant.RECOMPUTE_NOT_BOUNDED ? unbounded(scan) : scan);
        }

        private Scan unbounded(Scan scan) {
            return new Scan(scan.stream(), scan.fields(), scan.partition(), scan.from(), Long.MAX_VALUE, scan.limit());
        }

        @Override
        public PlacedRows placed(int partition, long from, long until) {
            return rows.placed(partition, from, until);
        }

        @Override
        public long nextEvent(int partition, long from, long until) {
            return rows.nextEvent(partition, from, until);
        }

        @Override
        public long greatestNumber() {
            return rows.greatestNumber();
        }

        @Override
        public boolean filtersBy(Field field) {
            return rows.filtersBy(field);
        }
    }
}
