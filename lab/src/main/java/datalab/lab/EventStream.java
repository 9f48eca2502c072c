package datalab.lab;

import datalab.lab.quality.QualityTest;
import java.time.ZoneId;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * A named, typed flow of events: one Kafka topic, one table.
 *
 * @param key the field whose equal values keep their order; null spreads events over all partitions
 * @param time the field that carries the event time; null means that arrival time is event time
 * @param zone the zone of times that come without one
 * @param fields in the order of the file; the time field is not among them
 * @param extra what becomes of fields that are not declared
 * @param unique the fields that together identify an event; the first in the log's order wins; empty for none
 * @param quality the QARTOD tests, in the order of the file
 */
public record EventStream(
        String lab,
        String name,
        @Nullable String key,
        @Nullable String time,
        ZoneId zone,
        List<Field> fields,
        Extra extra,
        List<String> unique,
        Inputs in,
        List<QualityTest> quality) {

    /** What becomes of fields that a stream does not declare. */
    public enum Extra {
        KEEP,
        REJECT
    }

    public EventStream {
        fields = List.copyOf(fields);
        unique = List.copyOf(unique);
        quality = List.copyOf(quality);
    }

    /** The Kafka topic of this stream. */
    public String topic() {
        return lab + "." + name;
    }

    /** The position of a field in {@link Event#value}, or -1 where no such field is declared. */
    public int indexOf(String field) {
        for (int i = 0; i < fields.size(); i++) {
            if (fields.get(i).name().equals(field)) {
                return i;
            }
        }
        return -1;
    }

    public Optional<Field> field(String name) {
        int index = indexOf(name);
        return index < 0 ? Optional.empty() : Optional.of(fields.get(index));
    }
}
