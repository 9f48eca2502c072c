package datalab.store.postgres.ledger;

import datalab.lab.stream.EventStream;
import datalab.store.ledger.GeneratedNumbers;
import datalab.store.postgres.connection.Database;
import java.util.Map;
import java.util.function.Supplier;

/** {@link GeneratedNumbers} in {@code datalab.numbers} and its like. Thread-safe. */
public record PostgresNumberLedger(Supplier<Database> database) implements GeneratedNumbers {

    @Override
    public long handOut(EventStream stream, int count) {
        return database.get()
                .change("numbers of " + stream.topic(), handle -> NumberLedgerRow.handOut(handle, stream, count));
    }

    @Override
    public Span claim(EventStream stream, long number) {
        return database.get()
                .change("claim of " + stream.topic(), handle -> NumberLedgerRow.claim(handle, stream, number));
    }

    @Override
    public Map<String, Long> ofSends(EventStream stream, Map<String, Long> proposed) {
        return database.get()
                .change(
                        "numbers of sends of " + stream.topic(),
                        handle -> IdempotentNumbers.keep(handle, stream, proposed));
    }
}
