package datalab.bench.near;

import datalab.bench.load.MeasuredDataLab;
import datalab.lab.event.Event;
import datalab.lab.stream.EventStream;
import datalab.store.Store;
import datalab.store.archive.EventQuery;
import datalab.store.near.NearCenter;
import datalab.store.near.NearEvent;
import datalab.store.near.NearQuery;
import datalab.testkit.store.SampleLocations;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.function.Supplier;

/** Asks a store who was near one person: reads where the person was, then a page of what is near to that. Thread-safe. */
record NearAsker(Store store, EventStream stream) {
    static final double METRES = 5;
    static final int PAGE = 1_000;

    private static final int RUNS = 21;
    private static final Duration QUARTER = Duration.ofMinutes(15);

    /** Of two stores, each question of both: of the whole year, or where the other was there within a quarter of an hour. */
    static void turnByTurn(NearAsker cells, NearAsker postgis, boolean met) {
        double[] places = new double[RUNS];
        double[] byCells = new double[RUNS];
        double[] byPostgis = new double[RUNS];
        long rows = 0;
        for (int person = -RUNS; person < RUNS; person++) { // the first half only warms
            int run = Math.max(0, person);
            long who = (long) person + RUNS;
            Timed<List<NearCenter>> around = Timed.of(() -> cells.places(who, met));
            Timed<List<NearEvent>> found = Timed.of(() -> cells.near(who, around.answer()));
            places[run] = around.millis();
            byCells[run] = found.millis();
            byPostgis[run] = Timed.of(() -> postgis.near(who, around.answer())).millis();
            rows += person < 0 ? 0 : found.answer().size();
        }
        System.out.printf(
                "    %s: own places %.1f ms; near by S2 %.1f ms (most %.1f), by PostGIS %.1f ms (most %.1f);"
                        + " %,d rows on average, medians of %d persons%n",
                met ? "within 15 minutes" : "a year",
                MeasuredDataLab.median(places),
                MeasuredDataLab.median(byCells),
                Arrays.stream(byCells).max().orElseThrow(),
                MeasuredDataLab.median(byPostgis),
                Arrays.stream(byPostgis).max().orElseThrow(),
                rows / RUNS,
                RUNS);
    }

    void ask(long person) {
        near(person, places(person, false));
    }

    private List<NearCenter> places(long person, boolean met) {
        EventQuery own = new EventQuery(
                stream,
                SampleLocations.YEAR,
                SampleLocations.YEAR_END,
                Map.of("person_id", person),
                false,
                null,
                NearQuery.AROUNDS_MAX);
        return store.archive().events(own).stream()
                .map(one -> around(one.event(), met))
                .toList();
    }

    private List<NearEvent> near(long person, List<NearCenter> around) {
        return store.archive()
                .nearSearch(stream)
                .orElseThrow()
                .near(new NearQuery(stream, around, METRES, Map.of(), Map.of("person_id", person), null, PAGE));
    }

    private static NearCenter around(Event event, boolean met) {
        return new NearCenter(
                (double) Objects.requireNonNull(event.value(1)),
                (double) Objects.requireNonNull(event.value(2)),
                met ? event.time().minus(QUARTER) : SampleLocations.YEAR,
                met ? event.time().plus(QUARTER) : SampleLocations.YEAR_END);
    }

    /** An answer, and how long it took. */
    private record Timed<T>(T answer, double millis) {
        static <T> Timed<T> of(Supplier<T> question) {
            long begin = System.nanoTime();
            T answer = question.get();
            return new Timed<>(answer, (System.nanoTime() - begin) / 1e6);
        }
    }
}
