package datalab.store.postgres.ledger;

import datalab.lab.stream.EventStream;
import datalab.lab.stream.Field;
import datalab.store.ledger.Commit;
import datalab.store.ledger.GeneratedNumbers.Span;
import datalab.store.postgres.sql.SqlIdentifiers;
import org.jdbi.v3.core.Handle;
import org.jdbi.v3.core.statement.SqlStatement;

/**
 * A stream's row in {@code datalab.numbers}, the next number, and its rows in {@code datalab.numbers_handed_out}. All handed
 * out numbers lie below the next one, and what lies below it and was not handed out never will be.
 */
public final class NumberLedgerRow {
    private NumberLedgerRow() {}

    /**
     * Makes the row, above what is archived.
     *
     * @param isHere whether the archive is in this database
     */
    public static void prepare(Handle handle, EventStream stream, boolean isHere) {
        String field = generated(stream).name();
        Double min = generated(stream).min();
        boolean isNew = of(stream, handle.createUpdate("""
                        insert into datalab.numbers (lab, stream, next) values (:lab, :stream, :next)
                        on conflict do nothing
                        """))
                        .bind("next", min == null ? 1 : Math.max(1, min.longValue()))
                        .execute()
                > 0;
        if (isHere && (isNew || stream.unique().contains(field))) { // else each start would read the whole table
            long archived = handle.createQuery("select coalesce(max(%s), 0) from %s where %s <= :max"
                            .formatted(
                                    SqlIdentifiers.column(field),
                                    SqlIdentifiers.table(stream),
                                    SqlIdentifiers.column(field)))
                    .bind("max", Field.GENERATED_MAX)
                    .mapTo(Long.class)
                    .one();
            pass(handle, stream, archived);
        }
    }

    /** Numbers of events written directly to Kafka are not allocated either once they are archived. */
    public static void pass(Handle handle, Commit commit) {
        EventStream stream = commit.stream();
        if (stream.generated().isEmpty() || commit.events().isEmpty()) {
            return;
        }
        int index = stream.indexOf(generated(stream).name());
        long greatest = commit.events().stream()
                .map(archived -> archived.event().value(index))
                .mapToLong(value -> value == null ? 0 : (Long) value)
                .max()
                .orElse(0);
        pass(handle, stream, greatest);
    }

    static long handOut(Handle handle, EventStream stream, int count) {
        long after = of(stream, handle.createQuery("""
                        update datalab.numbers set next = next + :count
                        where lab = :lab and stream = :stream returning next
                        """))
                .bind("count", count)
                .mapTo(Long.class)
                .one();
        long first = after - count;
        int extended = of(stream, handle.createUpdate("""
                        update datalab.numbers_handed_out set until = :after
                        where lab = :lab and stream = :stream and until = :first
                          and first = (select max(first) from datalab.numbers_handed_out
                                       where lab = :lab and stream = :stream)
                        """))
                .bind("first", first)
                .bind("after", after)
                .execute();
        if (extended == 0) {
            of(stream, handle.createUpdate("""
                            insert into datalab.numbers_handed_out (lab, stream, first, until)
                            values (:lab, :stream, :first, :after)
                            """))
                    .bind("first", first)
                    .bind("after", after)
                    .execute();
        }
        return first;
    }

    static Span claim(Handle handle, EventStream stream, long number) {
        pass(handle, stream, number);
        return of(stream, handle.createQuery("""
                        select before.first, before.until, coalesce(following.first, numbers.next) as next
                        from datalab.numbers
                        left join lateral (
                            select first, until from datalab.numbers_handed_out as range
                            where range.lab = :lab and range.stream = :stream and first <= :number
                            order by first desc limit 1) as before on true
                        left join lateral (
                            select first from datalab.numbers_handed_out as range
                            where range.lab = :lab and range.stream = :stream and first > :number
                            order by first limit 1) as following on true
                        where numbers.lab = :lab and numbers.stream = :stream
                        """))
                .bind("number", number)
                .map((row, context) -> {
                    long first = row.getLong("first");
                    boolean isFirst = row.wasNull();
                    long until = row.getLong("until");
                    if (!isFirst && number < until) {
                        return new Span(first, until, true);
                    }
                    return new Span(isFirst ? Long.MIN_VALUE : until, row.getLong("next"), false);
                })
                .one();
    }

    /** Goes on above a number. Costs no lock where that is so. */
    private static void pass(Handle handle, EventStream stream, long number) {
        of(stream, handle.createUpdate("""
                        update datalab.numbers set next = :number + 1
                        where lab = :lab and stream = :stream and next <= :number
                        """)).bind("number", number).execute();
    }

    private static <S extends SqlStatement<S>> S of(EventStream stream, S statement) {
        return statement.bind("lab", stream.lab()).bind("stream", stream.name());
    }

    private static Field generated(EventStream stream) {
        return stream.generated().orElseThrow();
    }
}
