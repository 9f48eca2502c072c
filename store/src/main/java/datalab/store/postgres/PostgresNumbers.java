package datalab.store.postgres;

import datalab.lab.stream.EventStream;
import datalab.store.Numbers;
import java.util.Map;

/** {@link Numbers} in {@code datalab.numbers} and its like. Thread-safe. */
record PostgresNumbers(Database database) implements Numbers {

    @Override
    public long handOut(EventStream stream, int count) {
        return database.change("numbers of " + stream.topic(), handle -> NumberRow.handOut(handle, stream, count));
    }

    @Override
    public Span claim(EventStream stream, long number) {
        return database.change("claim of " + stream.topic(), handle -> NumberRow.claim(handle, stream, number));
    }

    @Override
    public Map<String, Long> ofSends(EventStream stream, Map<String, Long> proposed) {
        return database.change(
                "numbers of sends of " + stream.topic(), handle -> NumbersOfSends.keep(handle, stream, proposed));
    }
}
