package datalab.web;

import datalab.access.AccessRole;
import datalab.http.Handler;
import datalab.http.HttpEndpoint;
import datalab.http.Permission;
import datalab.http.openapi.Operation;
import datalab.lab.Lab;
import datalab.lab.Route;
import datalab.lab.aggregate.Avg;
import datalab.lab.aggregate.Count;
import datalab.lab.aggregate.pick.KeepLast;
import datalab.lab.event.Coordinate;
import datalab.lab.event.DecodedPayload;
import datalab.lab.event.Event;
import datalab.lab.event.Origin;
import datalab.lab.input.HttpInput;
import datalab.lab.input.MqttInput;
import datalab.lab.stream.EventStream;
import datalab.lab.stream.Field;
import datalab.lab.stream.StreamInputs;
import datalab.lab.view.View;
import datalab.store.Store;
import datalab.store.archive.ArchivedEvent;
import datalab.store.ledger.Commit;
import datalab.store.postgres.PostgresStore;
import datalab.testkit.store.CommitBuilder;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;

/** A small lab for tests: sensors with names and values. */
public final class TestLab {
    public static final EventStream STREAM = new EventStream(
            "sensors",
            "readings",
            "name",
            "timestamp",
            ZoneOffset.UTC,
            List.of(
                    new Field("name", Field.Type.STRING, true, null, 100.0, null),
                    new Field("value", Field.Type.NUMBER, false, null, null, "°C"),
                    new Field("count", Field.Type.INTEGER, false, 0.0, null, null),
                    new Field("ok", Field.Type.BOOLEAN, false, null, null, null)),
            EventStream.Extra.KEEP,
            List.of(),
            StreamInputs.of(new MqttInput("sensors"), new HttpInput("/ingress/reading")),
            List.of());

    public static final View LATEST =
            new View("sensors", "latest", "readings", List.of("name"), null, List.of(new KeepLast("keep")));

    public static final View PER_MINUTE = new View(
            "sensors",
            "per_minute",
            "readings",
            List.of("name"),
            Duration.ofMinutes(1),
            List.of(new Count("n"), new Avg("mean", "value")));

    public static final Route.Rows ROUTE = new Route.Rows(
            "GET",
            "/all_readings",
            "readings",
            "yyyy-MM-dd HH:mm:ss",
            100,
            new Route.Cache(Duration.ofSeconds(30), Duration.ofMinutes(5)));

    public static final Lab LAB =
            new Lab("sensors", "Wireless sensors", Path.of("."), Map.of("readings", STREAM), views(), List.of(ROUTE));

    private static final Instant BEGINNING = Instant.parse("2024-05-01T12:00:00Z");

    private TestLab() {}

    /** The event with that number: one a second, of three sensors in turn. */
    public static ArchivedEvent event(int number) {
        Instant time = BEGINNING.plusSeconds(number);
        Object[] values = {"sensor" + number % 3, number / 2.0, (long) number, number % 2 == 0};
        DecodedPayload payload = new DecodedPayload(values, time, Origin.OBSERVED, null);
        return new ArchivedEvent(new Event(STREAM, payload, time.plusMillis(5), new Coordinate(0, number)), null);
    }

    /** A step with the events of these numbers. */
    static CommitBuilder step(int from, int until) {
        return CommitBuilder.of(STREAM, 0, from, until)
                .events(IntStream.range(from, until).mapToObj(TestLab::event).toList());
    }

    static void commit(Store store, CommitBuilder step) {
        store.ledger().progress(STREAM, 0);
        if (!(store.ledger().commit(step.commit()) instanceof Commit.Outcome.Done)) {
            throw new IllegalStateException("the step was not committed");
        }
    }

    /** Drops what a store keeps of the lab, so that the next test finds none. */
    static void drop(PostgresStore store) {
        store.drop(store.kept(LAB.name()), () -> {});
    }

    /** Where events go in, without anybody who takes them. */
    public static List<HttpEndpoint> wayIn(Lab lab) {
        Handler nobody = (request, response) -> response.send();
        List<HttpEndpoint> all = new ArrayList<>();
        List<Operation> streams = new ArrayList<>();
        for (EventStream stream : lab.streams().values()) {
            streams.add(sending(Operation.ofStream(stream, "send", "Send events")));
            for (String path : stream.in().paths()) {
                String id = path.replaceAll("\\W+", "_") + "_send";
                all.add(HttpEndpoint.post(
                        path,
                        Permission.to(AccessRole.WRITE, lab.name()),
                        nobody,
                        sending(new Operation(lab.name(), id, "Send events"))));
            }
        }
        all.add(HttpEndpoint.post("/labs/{lab}/streams/{stream}", Permission.to(AccessRole.WRITE), nobody, streams));
        return all;
    }

    private static Operation sending(Operation operation) {
        return operation.answers(200, "taken").problems(400);
    }

    private static Map<String, View> views() {
        Map<String, View> views = new LinkedHashMap<>();
        views.put("latest", LATEST);
        views.put("per_minute", PER_MINUTE);
        return views;
    }
}
