package datalab.ingest;

import datalab.lab.Lab;
import datalab.lab.event.Coordinate;
import datalab.lab.event.DecodedPayload;
import datalab.lab.event.Event;
import datalab.lab.event.Origin;
import datalab.lab.input.HttpInput;
import datalab.lab.stream.EventStream;
import datalab.lab.stream.Field;
import datalab.lab.stream.StreamInputs;
import java.nio.file.Path;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** A lab whose persons get numbers and whose locations refer to them; visits may refer to nobody. */
public final class Places {
    private static final StreamInputs IN = new StreamInputs(List.of(new HttpInput("/api/persons")), true, 400);

    public static final EventStream PERSONS = stream(
            "persons",
            "id",
            List.of("id"),
            IN,
            new Field("id", Field.Type.INTEGER, true, null, null, null, true, null, false),
            new Field("name", Field.Type.STRING, true, null, null, null));

    public static final EventStream LOCATIONS = stream(
            "locations",
            null,
            List.of(),
            new StreamInputs(List.of(new HttpInput("/api/locations")), false, 400),
            person(new Field.Reference("persons", false)),
            new Field("latitude", Field.Type.NUMBER, false, null, null, null, false, null, true));

    public static final EventStream VISITS =
            stream("visits", null, List.of(), StreamInputs.NONE, person(new Field.Reference("persons", true)));

    public static final EventStream GUESTS = stream(
            "guests",
            "id",
            List.of("id"),
            new StreamInputs(List.of(new HttpInput("/api/guests")), false, 422),
            new Field("id", Field.Type.STRING, true, null, null, null),
            new Field("name", Field.Type.STRING, false, null, null, null));

    private Places() {}

    public static Lab lab() {
        return new Lab(
                "places",
                "Places",
                Path.of("."),
                Map.of("persons", PERSONS, "locations", LOCATIONS, "visits", VISITS, "guests", GUESTS),
                Map.of(),
                List.of());
    }

    /** An event that is archived at 0:7. */
    public static Event archived(long id, String name, @Nullable String extra) {
        DecodedPayload payload = new DecodedPayload(new Object[] {id, name}, null, Origin.OBSERVED, extra);
        return new Event(PERSONS, payload, Instant.parse("2026-03-01T12:00:00Z"), new Coordinate(0, 7));
    }

    public static Event archivedGuest(String id, String name) {
        DecodedPayload payload = new DecodedPayload(new Object[] {id, name}, null, Origin.OBSERVED, null);
        return new Event(GUESTS, payload, Instant.parse("2026-03-01T12:00:00Z"), new Coordinate(0, 8));
    }

    private static Field person(Field.Reference reference) {
        return new Field("person_id", Field.Type.INTEGER, false, null, null, null, false, reference, false);
    }

    private static EventStream stream(
            String name, @Nullable String key, List<String> unique, StreamInputs in, Field... fields) {
        return new EventStream(
                "places",
                name,
                key,
                null,
                ZoneOffset.UTC,
                List.of(fields),
                EventStream.Extra.KEEP,
                unique,
                in,
                List.of());
    }
}
