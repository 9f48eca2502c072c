package datalab.store.postgres.archive;

import datalab.lab.event.Coordinate;
import datalab.lab.stream.EventStream;
import datalab.store.archive.ArchivedEvent;
import datalab.store.archive.EventQuery;
import datalab.store.archive.PlacedRows;
import datalab.store.postgres.sql.NumberArray;
import datalab.store.postgres.sql.PlannedRows;
import datalab.store.postgres.sql.TextArray;
import datalab.store.result.BoundedRows;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.function.Consumer;
import java.util.function.Predicate;
import org.jdbi.v3.core.Handle;
import org.jdbi.v3.core.result.ResultIterator;
import org.jdbi.v3.core.statement.Query;

/**
 * Reads of a stream's archive, each one statement. Those of readers find nothing where the archive is elsewhere by now: only
 * then need they ask whether it is.
 */
public final class SelectEvents {
    /** An event may have a mebibyte. */
    private static final int FETCHED_ROWS = 32;
    /** Of a question for all: the usual event has less than a kibibyte. */
    private static final int MANY_FETCHED_ROWS = 256;
    /** So few may be as large as events can be. */
    private static final int FEW_ROWS = 8;

    private final Handle handle;
    private final EventStream stream;
    private final ArchiveTable table;

    public SelectEvents(Handle handle, ArchiveTable table) {
        this.handle = handle;
        this.stream = table.stream();
        this.table = table;
    }

    /** All events of a question, handed over a few at a time where there is a transaction, until one is answered with false. */
    public void each(EventQuery query, Predicate<ArchivedEvent> each) {
        EventSelection selection = new EventSelection(table, query);
        Query asked = selection.bind(handle.createQuery(all(selection))).setFetchSize(MANY_FETCHED_ROWS);
        try (ResultIterator<ArchivedEvent> rows =
                asked.map((row, context) -> table.read(row)).iterator()) {
            while (rows.hasNext() && each.test(rows.next())) {}
        }
    }

    /** About how many that will be. */
    public long estimate(EventQuery query) {
        EventSelection selection = new EventSelection(table, query);
        return PlannedRows.of(all(selection), sql -> selection.bind(handle.createQuery(sql)));
    }

    private String all(EventSelection selection) {
        return "select " + table.columns() + " " + selection.sql() + " order by " + selection.order();
    }

    /** The limit is a literal, not a parameter, so that PostgreSQL can reuse a generic plan of the prepared statement. */
    public BoundedRows<ArchivedEvent> page(EventQuery query) {
        EventSelection selection = new EventSelection(table, query);
        String asked = "select %s, %s as _bytes %s order by %s limit %s"
                .formatted(table.columns(), table.bytes(), selection.sql(), selection.order(), query.limit());
        if (query.limit() <= FEW_ROWS) {
            return new BoundedRows<>(read(selection.bind(handle.createQuery(asked))), false);
        }
        return bounded(selection.bind(handle.createQuery(bounded(asked, selection.order()))), query.limit());
    }

    /** The rows of another statement, with the bytes up to each, until these are too many. */
    private String bounded(String asked, String order) {
        return """
                select %1$s, _through from (
                    select *, sum(_bytes) over (order by %2$s rows unbounded preceding) as _through from (%3$s) as asked
                ) as counted where _through - _bytes < :bytes order by %2$s
                """.formatted(table.columns(), order, asked);
    }

    private BoundedRows<ArchivedEvent> bounded(Query query, int limit) {
        long[] bytes = {0};
        List<ArchivedEvent> rows = query.bind("bytes", BoundedRows.BYTES_MAX)
                .map((row, context) -> {
                    bytes[0] = row.getLong("_through");
                    return table.read(row);
                })
                .list();
        return new BoundedRows<>(rows, rows.size() < limit && bytes[0] >= BoundedRows.BYTES_MAX);
    }

    public Optional<ArchivedEvent> at(Coordinate at) {
        return read(handle.createQuery("select %s from %s where _partition = :partition and _offset = :offset and %s"
                                .formatted(table.columns(), table.name(), EventSelection.SHOWN))
                        .bindMap(EventSelection.ofStream(stream))
                        .bind("partition", at.partition())
                        .bind("offset", at.offset()))
                .stream()
                .findFirst();
    }

    /** The events of one partition with offsets in [from, until); ends early where they are large. */
    public PlacedRows placed(int partition, long from, long until) {
        String order = "_partition, _offset";
        String asked = """
                select %s, %s as _bytes from %s where _partition = :partition and _offset >= :from and _offset < :until
                """.formatted(table.columns(), table.bytes(), table.name());
        Query query = handle.createQuery(bounded(asked, order))
                .bind("partition", partition)
                .bind("from", from)
                .bind("until", until);
        BoundedRows<ArchivedEvent> found = bounded(query, Integer.MAX_VALUE);
        return new PlacedRows(
                found.rows(),
                Set.of(),
                found.isCut() ? found.rows().getLast().event().at().offset() + 1 : until);
    }

    /** The offset of the first event of a partition in [from, until); {@code until} where there is none. */
    public long nextEvent(int partition, long from, long until) {
        return handle.createQuery("""
                        select coalesce(min(_offset), :until) from %s
                        where _partition = :partition and _offset >= :from and _offset < :until
                        """.formatted(table.name()))
                .bind("partition", partition)
                .bind("from", from)
                .bind("until", until)
                .mapTo(Long.class)
                .one();
    }

    /** The events at these places, in their order. */
    public BoundedRows<ArchivedEvent> at(Collection<EventQuery.Position> places) {
        String order = "_time, _partition, _offset";
        String asked = """
                select %s, %s as _bytes from unnest(:partitions, :offsets) as place (_in, _at)
                join %s on _partition = place._in::int and _offset = place._at order by %s
                """.formatted(table.columns(), table.bytes(), table.name(), order);
        Query query = handle.createQuery(bounded(asked, order))
                .bind("partitions", NumberArray.ofLongs(places, EventQuery.Position::partition))
                .bind("offsets", NumberArray.ofLongs(places, EventQuery.Position::offset));
        return bounded(query, places.size());
    }

    /** Which of these values of the unique fields are archived. */
    public Set<List<Object>> known(Collection<List<Object>> values) {
        List<List<Object>> asked = List.copyOf(values);
        Set<List<Object>> known = new HashSet<>();
        joined(asked, "select asked._number from %s where exists (select from %s as archived where %s)")
                .mapTo(Integer.class)
                .forEach(number -> known.add(asked.get(number - 1)));
        return known;
    }

    /** The events with these values of the unique fields. */
    public List<ArchivedEvent> identified(Collection<List<Object>> values) {
        return read(withIdentity(values));
    }

    /** The same, handed over a few at a time where there is a transaction. */
    public void identified(Collection<List<Object>> values, Consumer<ArchivedEvent> each) {
        withIdentity(values)
                .setFetchSize(FETCHED_ROWS)
                .map((row, context) -> table.read(row))
                .forEach(each);
    }

    private Query withIdentity(Collection<List<Object>> values) {
        return joined(
                        List.copyOf(values),
                        "select " + table.columns() + " from %s join %s as archived on %s and " + EventSelection.SHOWN)
                .bindMap(EventSelection.ofStream(stream));
    }

    /**
     * A select over values of the unique fields.
     *
     * @param sql takes the values with their numbers from 1, the archive, and when they are equal
     */
    private Query joined(List<List<Object>> asked, String sql) {
        List<String> arrays = new ArrayList<>();
        List<String> names = new ArrayList<>();
        List<String> equal = new ArrayList<>();
        for (int i = 0; i < stream.unique().size(); i++) {
            String field = stream.unique().get(i);
            arrays.add(":v%s::%s[]".formatted(i, table.type(field).sql()));
            names.add("_v" + i);
            equal.add("archived.%s = asked._v%s".formatted(table.column(field), i));
        }
        String values = "unnest(%s) with ordinality as asked (%s, _number)"
                .formatted(String.join(", ", arrays), String.join(", ", names));
        Query query = handle.createQuery(sql.formatted(values, table.name(), String.join(" and ", equal)));
        for (int i = 0; i < stream.unique().size(); i++) {
            int column = i;
            query.bind("v" + i, TextArray.of(asked, value -> value.get(column)));
        }
        return query;
    }

    private List<ArchivedEvent> read(Query query) {
        return query.map((row, context) -> table.read(row)).list();
    }
}
