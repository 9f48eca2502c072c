package datalab.lab.stream;

import datalab.lab.time.TimeRule;
import java.time.Duration;
import java.time.ZoneId;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * A named, typed flow of events: one Kafka topic, one table.
 *
 * @param key the field whose equal values keep their order; null spreads events over all partitions
 * @param time the field that carries the event time; null means that arrival time is event time
 * @param times how the times are read that senders give
 * @param fields in the order of the file; the time field is not among them
 * @param extra what becomes of fields that are not declared
 * @param unique the fields that together identify an event; the first in the log's order wins; empty for none. The time
 *     field may be among them although it is not one of {@code fields}; the {@code key} always is. The key and the unique
 *     fields are required, whether or not lab.yaml says so, the time field too, so every event has a value for each
 * @param quality the QARTOD tests, in the order of the file
 * @param position the fields that say where an event happened; null where none do
 * @param retain how old events become before they are dropped; null keeps them for ever
 */
public record EventStream(
        String lab,
        String name,
        @Nullable String key,
        @Nullable String time,
        TimeRule times,
        List<Field> fields,
        Extra extra,
        List<String> unique,
        StreamInputs in,
        List<QualityTest> quality,
        @Nullable PositionFields position,
        @Nullable Duration retain) {

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

    /** A stream that keeps its events for ever. */
    public EventStream(
            String lab,
            String name,
            @Nullable String key,
            @Nullable String time,
            TimeRule times,
            List<Field> fields,
            Extra extra,
            List<String> unique,
            StreamInputs in,
            List<QualityTest> quality,
            @Nullable PositionFields position) {
        this(lab, name, key, time, times, fields, extra, unique, in, quality, position, null);
    }

    /** The same without positions, whose times come in the usual forms. */
    public EventStream(
            String lab,
            String name,
            @Nullable String key,
            @Nullable String time,
            ZoneId zone,
            List<Field> fields,
            Extra extra,
            List<String> unique,
            StreamInputs in,
            List<QualityTest> quality) {
        this(lab, name, key, time, TimeRule.in(zone), fields, extra, unique, in, quality, null);
    }

    /** The same, but for how old its events become; null keeps them for ever. */
    public EventStream withRetain(@Nullable Duration longest) {
        return new EventStream(lab, name, key, time, times, fields, extra, unique, in, quality, position, longest);
    }

    /** The Kafka topic of this stream. */
    public String topic() {
        return lab + "." + name;
    }

    /** The zone of times that come without one. */
    public ZoneId zone() {
        return times.zone();
    }

    /** Whether the time is among what identifies an event, so that none can do without. */
    public boolean isTimeRequired() {
        return time != null && unique.contains(time);
    }

    /** The position of a field in an event's values, or -1 where no such field is declared. */
    public int indexOf(String field) {
        for (int i = 0; i < fields.size(); i++) {
            if (fields.get(i).name().equals(field)) {
                return i;
            }
        }
        return -1;
    }

    /** The field whose numbers DataLab hands out; there is one at most. */
    public Optional<Field> generated() {
        return fields.stream().filter(Field::generated).findFirst();
    }

    public Optional<Field> field(String name) {
        int index = indexOf(name);
        return index < 0 ? Optional.empty() : Optional.of(fields.get(index));
    }
}
