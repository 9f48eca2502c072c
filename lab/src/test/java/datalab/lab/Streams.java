package datalab.lab;

import datalab.lab.event.Coordinate;
import datalab.lab.event.DecodedPayload;
import datalab.lab.event.Event;
import datalab.lab.event.Origin;
import datalab.lab.stream.EventStream;
import datalab.lab.stream.EventStream.Extra;
import datalab.lab.stream.Field;
import datalab.lab.stream.StreamInputs;
import java.time.Instant;
import java.time.ZoneId;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** The streams and events that tests of this module share. */
public final class Streams {
    public static final Instant ARRIVED = Instant.parse("2024-05-31T18:00:00Z");

    private Streams() {}

    /** A stream with a field of each type: name, value, count, on, since; its time field is {@code timestamp}. */
    public static EventStream readings(Extra extra, ZoneId zone) {
        List<Field> fields = List.of(
                new Field("name", Field.Type.STRING, true, null, 10.0, null),
                new Field("value", Field.Type.NUMBER, false, -100.0, 1e6, "°C"),
                new Field("count", Field.Type.INTEGER, false, 0.0, null, null),
                new Field("on", Field.Type.BOOLEAN, false, null, null, null),
                new Field("since", Field.Type.TIME, false, null, null, null));
        return new EventStream(
                "sensors",
                "readings",
                "name",
                "timestamp",
                zone,
                fields,
                extra,
                List.of(),
                StreamInputs.NONE,
                List.of());
    }

    /** An event of such a stream that says nothing of its time where {@code time} is null. */
    public static Event event(EventStream stream, Coordinate at, @Nullable Instant time, @Nullable Object... values) {
        return new Event(stream, new DecodedPayload(values, time, Origin.OBSERVED, null), ARRIVED, at);
    }
}
