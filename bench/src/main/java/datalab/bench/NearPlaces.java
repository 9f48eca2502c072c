package datalab.bench;

import datalab.lab.Coordinate;
import datalab.lab.Event;
import datalab.lab.EventStream;
import datalab.lab.Lab;
import datalab.store.ArchivedEvent;
import datalab.store.Around;
import datalab.store.EventQuery;
import datalab.store.Near;
import datalab.store.NearQuery;
import datalab.store.postgres.NearSettings;
import datalab.store.postgres.PostgresSettings;
import datalab.store.postgres.PostgresStore;
import datalab.testkit.PostgisServer;
import datalab.testkit.Step;
import datalab.testkit.StoreLab;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Random;
import java.util.concurrent.Callable;

/**
 * Who was within 5 m of one person in a year: all persons' locations lie in a square of 2 km, and a page of 1,000 is asked for.
 * S2 cells and PostGIS are asked turn by turn, on one server and one table, beside what one would write in SQL.
 */
final class NearPlaces {
    private static final int RUNS = 21;
    private static final int PLAIN_RUNS = 5;
    private static final int STEP_EVENTS = 50_000;
    private static final double METRES = 5;
    private static final int PAGE = 1_000;
    private static final Instant YEAR = Instant.parse("2026-01-01T00:00:00Z");
    private static final Instant YEAR_END = YEAR.plus(Duration.ofDays(365));
    private static final Duration QUARTER = Duration.ofMinutes(15);
    private static final String LAB = """
            lab: near
            title: Locations to measure with
            streams:
              locations:
                key: person_id
                time: creation_time
                fields:
                  person_id: {type: integer, required: true}
                  latitude:  {type: number, required: true}
                  longitude: {type: number, required: true}
                position: [latitude, longitude]
            """;

    private static final NearSettings CELLS = new NearSettings(false, true);

    private NearPlaces() {}

    static void few() throws Exception {
        measure(1_000, 100_000);
    }

    static void manyOfFew() throws Exception {
        measure(1_000, 10_000_000);
    }

    static void manyOfMany() throws Exception {
        measure(100_000, 10_000_000);
    }

    private static void measure(int persons, int locations) throws Exception {
        try (PostgisServer server = PostgisServer.start("shared_preload_libraries=auto_explain", "max_wal_size=4GB")) {
            PostgresSettings settings = server.freshDatabase("near");
            EventStream stream = stream();
            long begin = System.nanoTime();
            load(settings, stream, persons, locations);
            System.out.printf(
                    "  %,d persons, %,d locations: kept, indexed both ways and vacuumed in %,d s%n",
                    persons,
                    locations,
                    Duration.ofNanos(System.nanoTime() - begin).toSeconds());
            Asked asked = new Asked(settings, stream, persons);
            asked.turnByTurn(false);
            asked.turnByTurn(true);
            asked.plain();
            explain(settings);
            asked.once(CELLS);
            asked.once(NearSettings.BEST);
            plans(server.log()).forEach(line -> System.out.println("    " + line.strip()));
        }
    }

    private static EventStream stream() {
        Lab lab = Subject.lab(LAB);
        return lab.streams().values().iterator().next();
    }

    private static void load(PostgresSettings settings, EventStream stream, int persons, int locations)
            throws SQLException {
        Random random = new Random(1);
        long microsApart = Duration.ofDays(365).toMillis() * 1_000 / locations;
        PostgresStore store = new PostgresStore(settings);
        try (store) {
            store.start();
            store.prepare(Subject.lab(LAB));
            store.progress(stream, 0);
            for (int from = 0; from < locations; from += STEP_EVENTS) {
                int next = Math.min(locations, from + STEP_EVENTS);
                List<ArchivedEvent> events = new ArrayList<>(STEP_EVENTS);
                for (int i = from; i < next; i++) {
                    events.add(StoreLab.event(
                            stream,
                            new Coordinate(0, i),
                            YEAR.plusNanos(i * microsApart * 1_000),
                            (long) random.nextInt(persons),
                            35.0844 + (random.nextDouble() - 0.5) * 0.018027,
                            -106.6504 + (random.nextDouble() - 0.5) * 0.021931));
                }
                store.commit(Step.of(stream, 0, from, next).events(events).commit());
            }
        }
        execute(settings, "vacuum analyze near.locations");
    }

    private static void explain(PostgresSettings settings) throws SQLException {
        execute(settings, "alter database near set auto_explain.log_min_duration = 0");
        execute(settings, "alter database near set auto_explain.log_analyze = on");
        execute(settings, "alter database near set auto_explain.log_timing = off");
    }

    /** Of the statements that search; the log has each statement's text before its plan. */
    private static List<String> plans(List<String> log) {
        List<String> lines = new ArrayList<>();
        boolean searches = false;
        for (String line : log) {
            boolean begins = line.contains(" LOG:  ");
            boolean isSearch = line.contains("Query Text: select") && line.contains(" from unnest(");
            searches = isSearch || (searches && !begins);
            if (searches && line.matches(".*(actual rows|Index Cond|Heap Fetches|Order By).*")) {
                lines.add(line);
            }
        }
        return lines;
    }

    private static void execute(PostgresSettings settings, String sql) throws SQLException {
        try (Connection connection = DriverManager.getConnection(settings.url(), settings.user(), "");
                Statement statement = connection.createStatement()) {
            statement.execute(sql);
        }
    }

    /** The questions, each about another person. */
    private record Asked(PostgresSettings settings, EventStream stream, int persons) {

        /** Of the whole year, or where the other was there within a quarter of an hour as well. */
        void turnByTurn(boolean met) {
            PostgresStore cells = store(CELLS);
            PostgresStore postgis = store(NearSettings.BEST);
            try (cells;
                    postgis) {
                double[] byCells = new double[RUNS];
                double[] byPostgis = new double[RUNS];
                double[] places = new double[RUNS];
                long rows = 0;
                for (int person = -RUNS; person < RUNS; person++) { // the first half only warms
                    int run = Math.max(0, person);
                    long who = (long) person + RUNS;
                    List<Around> around = new ArrayList<>();
                    places[run] = millis(() -> around.addAll(places(cells, who, met)));
                    List<Near> found = new ArrayList<>();
                    byCells[run] = millis(() -> found.addAll(near(cells, who, around)));
                    byPostgis[run] = millis(() -> near(postgis, who, around));
                    rows += person < 0 ? 0 : found.size();
                }
                System.out.printf(
                        "    %s: own places %.1f ms; near by S2 %.1f ms (most %.1f), by PostGIS %.1f ms (most %.1f);"
                                + " %,d rows on average, medians of %d persons%n",
                        met ? "within 15 minutes" : "a year",
                        Subject.median(places),
                        Subject.median(byCells),
                        most(byCells),
                        Subject.median(byPostgis),
                        most(byPostgis),
                        rows / RUNS,
                        RUNS);
            }
        }

        /** What one would write with PostGIS alone. */
        void plain() throws SQLException {
            double[] took = new double[PLAIN_RUNS];
            for (int run = 0; run < PLAIN_RUNS; run++) {
                String sql = """
                        select distinct l._time, l._partition, l._offset, l.person_id, l.latitude, l.longitude
                        from near.locations me join near.locations l on postgis.st_dwithin(l._point, me._point, %s)
                        where me.person_id = %d and l.person_id <> me.person_id order by 1, 2, 3 limit %d
                        """.formatted(METRES, RUNS + run, PAGE);
                took[run] = millis(() -> {
                    execute(settings, sql);
                    return true;
                });
            }
            System.out.printf("    ST_DWithin in SQL %.1f ms, median of %d%n", Subject.median(took), PLAIN_RUNS);
        }

        void once(NearSettings index) {
            PostgresStore store = store(index);
            try (store) {
                near(store, 1, places(store, 1, false));
            }
        }

        private PostgresStore store(NearSettings index) {
            PostgresStore store = new PostgresStore(settings, index);
            store.start();
            store.prepare(Subject.lab(LAB));
            return store;
        }

        private List<Around> places(PostgresStore store, long person, boolean met) {
            EventQuery own = new EventQuery(
                    stream, YEAR, YEAR_END, Map.of("person_id", person), false, null, NearQuery.AROUNDS_MAX);
            return store.events(own).stream()
                    .map(one -> around(one.event(), met))
                    .toList();
        }

        private static Around around(Event event, boolean met) {
            return new Around(
                    (double) Objects.requireNonNull(event.value(1)),
                    (double) Objects.requireNonNull(event.value(2)),
                    met ? event.time().minus(QUARTER) : YEAR,
                    met ? event.time().plus(QUARTER) : YEAR_END);
        }

        private List<Near> near(PostgresStore store, long person, List<Around> around) {
            return store.near(new NearQuery(stream, around, METRES, Map.of(), Map.of("person_id", person), null, PAGE));
        }

        private static double most(double[] values) {
            double most = 0;
            for (double value : values) {
                most = Math.max(most, value);
            }
            return most;
        }

        private static double millis(Callable<?> work) {
            long begin = System.nanoTime();
            try {
                work.call();
            } catch (Exception e) {
                throw new IllegalStateException("the question failed", e);
            }
            return (System.nanoTime() - begin) / 1e6;
        }
    }
}
