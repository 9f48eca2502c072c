package datalab.bench.near;

import datalab.bench.load.MeasuredDataLab;
import datalab.lab.stream.EventStream;
import datalab.postgres.PostgresSettings;
import datalab.store.postgres.PostgresStore;
import datalab.store.postgres.near.NearSettings;
import datalab.testkit.PlanLog;
import datalab.testkit.PostgisServer;
import datalab.testkit.store.SampleLocations;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.Map;

/**
 * Who was within 5 m of one person in a year: all persons' locations lie in a square of 2 km, and a page of 1,000 is asked for.
 * S2 cells and PostGIS are asked turn by turn, on one server and one table, beside what one would write in SQL.
 */
public final class NearPlaces {
    private static final int[] CLIENTS = {8, 32};
    /** Where one question takes longer, the server has no second to answer many in. */
    private static final double PLAIN_MILLIS_MAX = 1_000;

    private NearPlaces() {}

    public static void few() throws Exception {
        measure(1_000, 100_000);
    }

    public static void manyOfFew() throws Exception {
        measure(1_000, 10_000_000);
    }

    public static void manyOfMany() throws Exception {
        measure(100_000, 10_000_000);
    }

    private static void measure(int persons, int locations) throws Exception {
        try (PostgisServer server = PostgisServer.start("max_wal_size=4GB")) {
            PostgresSettings settings = patient(server.freshDatabase("near"));
            long begin = System.nanoTime();
            EventStream stream = load(settings, persons, locations);
            System.out.printf(
                    "  %,d persons, %,d locations: kept, indexed both ways and vacuumed in %,d s%n",
                    persons,
                    locations,
                    Duration.ofNanos(System.nanoTime() - begin).toSeconds());
            ask(settings, stream, persons);
            printPlans(server, settings, stream);
        }
    }

    private static void ask(PostgresSettings settings, EventStream stream, int persons) throws Exception {
        try (PostgresStore cells = open(settings, new NearSettings(false, true));
                PostgresStore postgis = open(settings, NearSettings.BEST);
                NearInSql plain = NearInSql.open(settings, stream)) {
            NearAsker byCells = new NearAsker(cells, stream);
            NearAsker byPostgis = new NearAsker(postgis, stream);
            NearAsker.turnByTurn(byCells, byPostgis, false);
            NearAsker.turnByTurn(byCells, byPostgis, true);
            double plainMillis = plain.millis();
            System.out.printf("    ST_DWithin in SQL: %.1f ms%n", plainMillis);
            Map<String, NearClients.Question> contenders = new LinkedHashMap<>();
            contenders.put("S2", byCells::ask);
            contenders.put("PostGIS", byPostgis::ask);
            if (plainMillis < PLAIN_MILLIS_MAX) {
                contenders.put("ST_DWithin in SQL", plain::ask);
            }
            for (int clients : CLIENTS) {
                new NearClients(clients, persons).turnByTurn(contenders);
            }
        }
    }

    private static EventStream load(PostgresSettings settings, int persons, int locations) throws SQLException {
        EventStream stream = stream();
        try (PostgresStore store = open(settings, NearSettings.BEST)) {
            new SampleLocations(stream, persons, locations).archive(store);
        }
        execute(settings, "checkpoint"); // until then the server does not call visible what has just been committed
        execute(settings, "vacuum analyze near.locations");
        return stream;
    }

    /** Clients wait for one of the store's connections as long as it takes; else they are refused after 5 s. */
    private static PostgresSettings patient(PostgresSettings settings) {
        return new PostgresSettings(
                settings.url(),
                settings.user(),
                settings.password(),
                settings.writeConnections(),
                settings.readConnections(),
                Duration.ofMinutes(2),
                Duration.ofMinutes(2),
                Duration.ofMinutes(2));
    }

    private static EventStream stream() {
        return MeasuredDataLab.lab(MeasuredDataLab.locations("near"))
                .streams()
                .values()
                .iterator()
                .next();
    }

    private static void printPlans(PostgisServer server, PostgresSettings settings, EventStream stream)
            throws Exception {
        PlanLog plans = PlanLog.begin(server, settings);
        for (boolean isPostgis : new boolean[] {false, true}) {
            try (PostgresStore store = open(settings, new NearSettings(isPostgis, false))) {
                new NearAsker(store, stream).ask(1);
            }
        }
        plans.next(PlanLog.SEARCH).forEach(plan -> plan.forEach(line -> System.out.println("    " + line)));
    }

    private static PostgresStore open(PostgresSettings settings, NearSettings near) {
        PostgresStore store = new PostgresStore(settings, near);
        store.start();
        store.prepare(MeasuredDataLab.lab(MeasuredDataLab.locations("near")));
        return store;
    }

    private static void execute(PostgresSettings settings, String sql) throws SQLException {
        try (Connection connection = DriverManager.getConnection(settings.url(), settings.user(), settings.password());
                Statement statement = connection.createStatement()) {
            statement.execute(sql);
        }
    }
}
