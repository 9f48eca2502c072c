package datalab.store.postgres;

import datalab.lab.Coordinate;
import datalab.lab.EventStream;
import datalab.store.ArchivedEvent;
import datalab.store.EventQuery;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.function.Consumer;
import org.jdbi.v3.core.Handle;
import org.jdbi.v3.core.statement.Query;

/** Reads of a stream's archive, each one statement. */
final class SelectEvents {
    /** An event may have a mebibyte. */
    private static final int FETCHED_ROWS = 32;

    private final Handle handle;
    private final EventStream stream;
    private final StreamTable table;

    SelectEvents(Handle handle, StreamTable table) {
        this.handle = handle;
        this.stream = table.stream();
        this.table = table;
    }

    List<ArchivedEvent> page(EventQuery query) {
        String direction = query.descending() ? "desc" : "asc";
        Where where = conditions(query);
        return read(where.bind(handle.createQuery(
                        "select %s from %s %s order by _time %s, _partition %s, _offset %s limit :limit"
                                .formatted(
                                        table.columns(), table.name(), where.sql(), direction, direction, direction)))
                .bind("limit", query.limit()));
    }

    Optional<ArchivedEvent> at(Coordinate at) {
        return read(handle.createQuery("select %s from %s where _partition = :partition and _offset = :offset"
                                .formatted(table.columns(), table.name()))
                        .bind("partition", at.partition())
                        .bind("offset", at.offset()))
                .stream()
                .findFirst();
    }

    /** The events at these places, in their order. */
    List<ArchivedEvent> at(Collection<EventQuery.Position> places) {
        return read(handle.createQuery("""
                        select %s from unnest(:partitions, :offsets) as asked (_in, _at)
                        join %s on _partition = asked._in::int and _offset = asked._at
                        order by _time, _partition, _offset
                        """.formatted(table.columns(), table.name()))
                .bind("partitions", NumberArray.ofLongs(places, EventQuery.Position::partition))
                .bind("offsets", NumberArray.ofLongs(places, EventQuery.Position::offset)));
    }

    /** Which of these values of the unique fields are archived. */
    Set<List<Object>> known(Collection<List<Object>> values) {
        List<List<Object>> asked = List.copyOf(values);
        Set<List<Object>> known = new HashSet<>();
        joined(asked, "select asked._number from %s where exists (select from %s as archived where %s)")
                .mapTo(Integer.class)
                .forEach(number -> known.add(asked.get(number - 1)));
        return known;
    }

    /** The events with these values of the unique fields. */
    List<ArchivedEvent> identified(Collection<List<Object>> values) {
        return read(withIdentity(values));
    }

    /** The same, handed over a few at a time where there is a transaction. */
    void identified(Collection<List<Object>> values, Consumer<ArchivedEvent> each) {
        withIdentity(values)
                .setFetchSize(FETCHED_ROWS)
                .map((row, context) -> table.read(row))
                .forEach(each);
    }

    private Query withIdentity(Collection<List<Object>> values) {
        return joined(List.copyOf(values), "select " + table.columns() + " from %s join %s as archived on %s");
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

    private Where conditions(EventQuery query) {
        Where where = new Where();
        if (query.from() != null) {
            where.and("_time >= ?", query.from());
        }
        if (query.to() != null) {
            where.and("_time < ?", query.to());
        }
        query.equal().forEach((field, value) -> {
            table.type(field); // refuses a field that is not the stream's
            where.and(table.column(field) + " = ?", value);
        });
        EventQuery.Position after = query.after();
        if (after != null) {
            where.and(
                    "(_time, _partition, _offset) %s (:time, :partition, :offset)"
                            .formatted(query.descending() ? "<" : ">"),
                    Where.position(after));
        }
        return where;
    }

    private List<ArchivedEvent> read(Query query) {
        return query.map((row, context) -> table.read(row)).list();
    }
}
