package datalab.testkit.store;

import datalab.lab.Lab;
import datalab.lab.aggregate.Avg;
import datalab.lab.aggregate.Count;
import datalab.lab.aggregate.Max;
import datalab.lab.aggregate.Min;
import datalab.lab.aggregate.Rms;
import datalab.lab.aggregate.Stddev;
import datalab.lab.aggregate.Sum;
import datalab.lab.aggregate.fold.Aggregate;
import datalab.lab.aggregate.pick.First;
import datalab.lab.aggregate.pick.KeepLast;
import datalab.lab.aggregate.pick.Last;
import datalab.lab.aggregate.pick.MaxBy;
import datalab.lab.aggregate.pick.MinBy;
import datalab.lab.event.Coordinate;
import datalab.lab.event.DecodedPayload;
import datalab.lab.event.Event;
import datalab.lab.event.Origin;
import datalab.lab.stream.EventStream;
import datalab.lab.stream.Field;
import datalab.lab.stream.PositionFields;
import datalab.lab.stream.StreamInputs;
import datalab.lab.time.TimeRule;
import datalab.lab.view.ContactRule;
import datalab.lab.view.Meet;
import datalab.lab.view.View;
import datalab.lab.view.ViewFold;
import datalab.store.archive.ArchivedEvent;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * A lab for tests of stores, under a name that no other test has: readings with a field of every type, users with a unique
 * id, places of persons, persons with a number, and views of the readings. Immutable.
 */
public record StoreLab(Lab lab) {
    /** The event time of an event at offset 0; each offset is a second later. */
    public static final Instant START = Instant.parse("2026-03-01T12:00:00Z");

    private static final Aggregate[] EVERY_EXACT_AGGREGATE = {
        new Count("n"),
        new Sum("sum", "value"),
        new Avg("mean", "value"),
        new Min("least", "value"),
        new Max("most", "value"),
        new Min("first_name", "name"),
        new Max("any_ok", "ok"),
        new Stddev("spread", "value"),
        new Rms("size", "value"),
        new First("earliest", "value"),
        new Last("latest", "value"),
        new MaxBy("top", "count", List.of("name", "value")),
        new MinBy("bottom", "name", List.of("name", "count"))
    };

    public static StoreLab fresh() {
        return of("lab-" + UUID.randomUUID().toString().substring(0, 8));
    }

    /** The same, whose readings are kept for a time only. */
    public StoreLab keepingReadings(Duration retain) {
        Map<String, EventStream> streams = new LinkedHashMap<>(lab.streams());
        streams.computeIfPresent("readings", (name, stream) -> stream.withRetain(retain));
        return new StoreLab(new Lab(
                lab.name(),
                lab.title(),
                lab.folder(),
                streams,
                lab.views(),
                lab.routes(),
                lab.schedules(),
                lab.outputs(),
                lab.archives(),
                lab.alerts(),
                lab.models(),
                lab.source()));
    }

    public static StoreLab of(String name) {
        EventStream readings = stream(name, "readings", "name", "timestamp", readingFields(), List.of());
        EventStream users = stream(name, "users", "id", null, List.of(field("id", Field.Type.STRING)), List.of("id"));
        EventStream hours = stream(
                name,
                "hours",
                "station",
                "hour",
                List.of(field("station", Field.Type.STRING)),
                List.of("station", "hour"));
        EventStream places = places(name);
        Map<String, EventStream> streams = new LinkedHashMap<>();
        List.of(readings, users, hours, places, persons(name)).forEach(stream -> streams.put(stream.name(), stream));
        Map<String, View> views = new LinkedHashMap<>();
        views(name).forEach(view -> views.put(view.name(), view));
        return new StoreLab(new Lab(name, "A lab for tests", Path.of("."), streams, views, List.of()));
    }

    /** The same lab with a view {@code met} of who was within 5 m of whom within ten minutes. */
    public static StoreLab withMeetings(StoreLab of) {
        Lab lab = of.lab();
        Meet meet = new Meet("places", "person", 5, Duration.ofMinutes(10));
        Map<String, View> views = new LinkedHashMap<>(lab.views());
        views.put(
                "met",
                new View(
                        lab.name(),
                        "met",
                        ContactRule.streamName("met", meet.of()),
                        List.of(meet.who(), meet.other()),
                        null,
                        ContactRule.AGGREGATES,
                        meet,
                        View.OBSERVED,
                        null));
        return new StoreLab(new Lab(lab.name(), lab.title(), lab.folder(), lab.streams(), views, lab.routes()));
    }

    /** Key {@code name}, time {@code timestamp}; fields name, value (°C), count, ok and seen. */
    public EventStream readings() {
        return streamOf("readings");
    }

    /** Unique by {@code id}. */
    public EventStream users() {
        return streamOf("users");
    }

    /** Unique by {@code station} and the time field {@code hour}. */
    public EventStream hours() {
        return streamOf("hours");
    }

    /** Where persons were: key {@code person}, time {@code at}; fields person, latitude and longitude. */
    public EventStream places() {
        return streamOf("places");
    }

    /** Unique by {@code id}, a generated number. */
    public EventStream persons() {
        return streamOf("persons");
    }

    public View view(String name) {
        View view = lab.views().get(name);
        if (view == null) {
            throw new IllegalArgumentException("no view " + name);
        }
        return view;
    }

    public ViewFold fold(String view) {
        return new ViewFold(view(view), lab.streamOf(view(view)));
    }

    /** A reading of one of five names at some time within ten minutes; values may be missing. */
    public ArchivedEvent randomReading(Random random, int partition, long offset) {
        Object value = random.nextInt(9) == 0 ? null : random.nextGaussian() * 1e3;
        Instant time = START.plusMillis(random.nextInt(600_000));
        Object seen = START.plusSeconds(random.nextInt(5));
        String name = "" + (char) ('a' + random.nextInt(5));
        Object count = (long) random.nextInt(10);
        return event(
                readings(), new Coordinate(partition, offset), time, name, value, count, random.nextBoolean(), seen);
    }

    /** A reading a second after the one of the offset before. */
    public ArchivedEvent reading(int partition, long offset, String name, @Nullable Double value) {
        return event(
                readings(),
                new Coordinate(partition, offset),
                START.plusSeconds(offset),
                name,
                value,
                null,
                null,
                null);
    }

    /** An event with these values of the stream's fields, in order. */
    public static ArchivedEvent event(
            EventStream stream, Coordinate at, @Nullable Instant time, @Nullable Object... values) {
        DecodedPayload payload = new DecodedPayload(values, time, Origin.OBSERVED, null);
        return new ArchivedEvent(new Event(stream, payload, START.plusSeconds(3_600), at), null);
    }

    private EventStream streamOf(String name) {
        EventStream stream = lab.streams().get(name);
        if (stream == null) {
            throw new IllegalArgumentException("no stream " + name);
        }
        return stream;
    }

    private static List<Field> readingFields() {
        return List.of(
                field("name", Field.Type.STRING),
                new Field("value", Field.Type.NUMBER, false, null, null, "°C"),
                field("count", Field.Type.INTEGER),
                field("ok", Field.Type.BOOLEAN),
                field("seen", Field.Type.TIME));
    }

    private static List<View> views(String lab) {
        Aggregate count = new Count("n");
        Aggregate mean = new Avg("mean", "value");
        Aggregate high = new Max("high", "value");
        return List.of(
                view(lab, "total", List.of(), null, count),
                view(lab, "by_name", List.of("name"), null, count, mean, high),
                view(lab, "per_minute", List.of("name"), Duration.ofMinutes(1), count, mean),
                view(lab, "per_name_and_state", List.of("name", "ok"), Duration.ofHours(1), count),
                view(lab, "per_state_and_name_a_day", List.of("ok", "name"), Duration.ofDays(1), high, count),
                view(lab, "newest", List.of("name"), null, new KeepLast("keep")),
                view(lab, "everything", List.of(), null, EVERY_EXACT_AGGREGATE));
    }

    private static View view(
            String lab, String name, List<String> by, @Nullable Duration every, Aggregate... aggregates) {
        return new View(lab, name, "readings", by, every, List.of(aggregates));
    }

    private static EventStream places(String lab) {
        return new EventStream(
                lab,
                "places",
                "person",
                "at",
                TimeRule.UTC,
                List.of(
                        field("person", Field.Type.INTEGER),
                        field("latitude", Field.Type.NUMBER),
                        field("longitude", Field.Type.NUMBER)),
                EventStream.Extra.KEEP,
                List.of(),
                StreamInputs.NONE,
                List.of(),
                new PositionFields("latitude", "longitude"));
    }

    private static EventStream stream(
            String lab, String name, String key, @Nullable String time, List<Field> fields, List<String> unique) {
        return new EventStream(
                lab,
                name,
                key,
                time,
                ZoneOffset.UTC,
                fields,
                EventStream.Extra.KEEP,
                unique,
                StreamInputs.NONE,
                List.of());
    }

    private static EventStream persons(String lab) {
        Field id = new Field("id", Field.Type.INTEGER, true, null, null, null, true, null, false);
        return stream(lab, "persons", "id", null, List.of(id, field("name", Field.Type.STRING)), List.of("id"));
    }

    private static Field field(String name, Field.Type type) {
        return new Field(name, type, false, null, null, null);
    }
}
