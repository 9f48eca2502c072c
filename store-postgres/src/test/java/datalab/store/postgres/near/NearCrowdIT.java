package datalab.store.postgres.near;

import static datalab.testkit.Needs.Part.POSTGIS;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import datalab.lab.stream.EventStream;
import datalab.postgres.PostgresSettings;
import datalab.store.archive.EventQuery.Position;
import datalab.store.near.NearCenter;
import datalab.store.near.NearEvent;
import datalab.store.near.NearQuery;
import datalab.store.postgres.PostgresStore;
import datalab.store.result.StoreUnavailable;
import datalab.testkit.Needs;
import datalab.testkit.PlanLog;
import datalab.testkit.PostgisServer;
import datalab.testkit.store.SampleLocations;
import datalab.testkit.store.StoreLab;
import java.io.IOException;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What is near among 100,000 locations: by which plans it is found, and that pages are whole whatever finds them. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
@Needs(POSTGIS)
final class NearCrowdIT {
    /** From the sixth time on, the server may keep a plan for questions to come. */
    private static final int TIMES = 8;

    private static final int LIMIT = 200;

    private final StoreLab lab = StoreLab.of("crowd");
    private final EventStream places = lab.places();
    private PostgisServer server;
    private PostgresSettings settings;
    private PlanLog plans;

    @BeforeAll
    void start() throws IOException, SQLException {
        server = PostgisServer.start();
        settings = server.freshDatabase("crowd");
        try (PostgresStore store = open(settings, NearSettings.BEST)) {
            new SampleLocations(places, 1_000, 100_000).archive(store);
        }
        execute("checkpoint"); // until then the server does not call visible what has just been committed
        execute("vacuum analyze crowd.places");
        plans = PlanLog.begin(server, settings);
    }

    @AfterAll
    void stop() throws IOException {
        server.close();
    }

    @ParameterizedTest
    @CsvSource({"false, _places_cell_", "true, _places_point_"})
    void readsNothingButTheIndex(boolean postgis, String index) throws IOException {
        try (PostgresStore store = open(settings, new NearSettings(postgis, false))) {
            plans.next(PlanLog.SEARCH);

            for (int time = 0; time < TIMES; time++) {
                store.archive().nearSearch(places).orElseThrow().near(query(5, null));
            }

            assertThat(plans.next(PlanLog.SEARCH))
                    .hasSize(TIMES)
                    .allSatisfy(plan -> assertThat(plan)
                            .anyMatch(line -> line.contains("Index Only Scan using " + index))
                            .contains("Heap Fetches: 0")
                            .noneMatch(line -> line.contains("Seq Scan") || line.contains("_time_")));
        }
    }

    @ParameterizedTest
    @CsvSource({"false, _places_cell_", "true, _places_point_"})
    void saysSoInThePlanWhereTheIndexIsGone(boolean postgis, String index) throws IOException, SQLException {
        try (PostgresStore store = open(settings, new NearSettings(postgis, false))) {
            List<NearEvent> before =
                    store.archive().nearSearch(places).orElseThrow().near(query(5, null));
            execute("""
                    do $$ begin execute (select 'drop index crowd.' || indexname from pg_indexes
                        where schemaname = 'crowd' and indexname like '%s%%'); end $$
                    """.formatted(index));
            plans.next(PlanLog.SEARCH);

            List<NearEvent> after =
                    store.archive().nearSearch(places).orElseThrow().near(query(5, null));

            assertThat(plans.next(PlanLog.SEARCH))
                    .singleElement()
                    .satisfies(plan -> assertThat(plan).noneMatch(line -> line.contains(index)));
            assertThat(after).hasSameSizeAs(before);
        }
    }

    @ParameterizedTest
    @CsvSource({"false", "true"})
    void givesUpAWalkInTheMiddleOfAPageAndGoesOnByTheIndex(boolean postgis) throws IOException {
        try (PostgresStore walking = open(settings, new NearSettings(postgis, true));
                PostgresStore searching = open(settings, new NearSettings(postgis, false))) {
            List<String> expected = told(searching
                    .archive()
                    .nearSearch(places)
                    .orElseThrow()
                    .near(query(80, null).withLimit(100_000)));
            plans.next(PlanLog.SEARCH);

            List<NearEvent> first =
                    walking.archive().nearSearch(places).orElseThrow().near(query(80, null));
            List<List<String>> searches = plans.next(PlanLog.SEARCH);
            List<String> all = pages(walking);
            int walks = plans.next(PlanLog.WALK).size();

            assertThat(searches).as("the walk gave up").hasSize(1);
            assertThat(told(first)).isEqualTo(expected.subList(0, LIMIT));
            assertThat(first.getFirst().event().event().at().offset())
                    .as("what the walk had found")
                    .isLessThan(1_000);
            assertThat(all).hasSizeGreaterThan(2 * LIMIT).isEqualTo(expected);
            assertThat(walks).isGreaterThanOrEqualTo(all.size() / LIMIT);
        }
    }

    /** Each span holds fewer rows than the walk reads at once. */
    @Test
    void givesUpAWalkThroughManySpansOfTimeToo() throws IOException {
        List<NearCenter> around = new ArrayList<>();
        for (Instant day = SampleLocations.YEAR;
                day.isBefore(SampleLocations.YEAR_END);
                day = day.plus(Duration.ofDays(1))) {
            around.add(new NearCenter(
                    SampleLocations.LATITUDE, SampleLocations.LONGITUDE, day, day.plus(Duration.ofHours(12))));
        }
        NearQuery query = new NearQuery(places, around, 10, Map.of(), Map.of(), null, LIMIT);
        try (PostgresStore walking = open(settings, NearSettings.BEST);
                PostgresStore searching = open(settings, new NearSettings(true, false))) {
            List<String> expected =
                    told(searching.archive().nearSearch(places).orElseThrow().near(query));
            plans.next(PlanLog.WALK);

            List<String> found =
                    told(walking.archive().nearSearch(places).orElseThrow().near(query));

            assertThat(found).hasSizeGreaterThan(1).isEqualTo(expected);
            assertThat(plans.next(PlanLog.WALK)).hasSizeLessThan(10);
        }
    }

    /** Its statements have no limit, which is 0 ms for the server; only the whole page has one. */
    @Test
    void neverAnswersPartOfAPageWhenTimeIsUpAndGoesOnWhenAskedAgain() {
        Duration atOnce = Duration.ofNanos(1);
        PostgresSettings hasty = new PostgresSettings(
                settings.url(), settings.user(), settings.password(), 1, 1, settings.connectTimeout(), atOnce, atOnce);
        try (PostgresStore store = open(hasty, NearSettings.BEST);
                PostgresStore patient = open(settings, NearSettings.BEST)) {
            List<NearEvent> page =
                    patient.archive().nearSearch(places).orElseThrow().near(query(80, null));
            Position after = Position.of(page.getLast().event().event());

            assertThatThrownBy(() ->
                            store.archive().nearSearch(places).orElseThrow().near(query(80, after)))
                    .isInstanceOf(StoreUnavailable.class)
                    .hasMessage("near in crowd.places: not answered in PT0.000000001S");
            assertThat(store.archive()
                            .nearSearch(places)
                            .orElseThrow()
                            .near(query(80, after).withLimit(1)))
                    .hasSize(1);
            assertThat(patient.archive().nearSearch(places).orElseThrow().near(query(80, after)))
                    .hasSize(LIMIT);
        }
    }

    private List<String> pages(PostgresStore store) {
        List<String> all = new ArrayList<>();
        @Nullable Position after = null;
        List<NearEvent> page;
        do {
            page = store.archive().nearSearch(places).orElseThrow().near(query(80, after));
            all.addAll(told(page));
            after = page.isEmpty() ? null : Position.of(page.getLast().event().event());
        } while (page.size() == LIMIT);
        return all;
    }

    private NearQuery query(double metres, @Nullable Position after) {
        List<NearCenter> around = List.of(new NearCenter(SampleLocations.LATITUDE, SampleLocations.LONGITUDE));
        return new NearQuery(places, around, metres, Map.of(), Map.of("person", 1L), after, LIMIT);
    }

    private static List<String> told(List<NearEvent> near) {
        return near.stream()
                .map(one -> one.event().event().at().offset() + " at " + one.metres() + " m")
                .toList();
    }

    private PostgresStore open(PostgresSettings to, NearSettings near) {
        PostgresStore store = new PostgresStore(to, near);
        store.start();
        store.prepare(lab.lab());
        return store;
    }

    private void execute(String sql) throws SQLException {
        try (Connection connection = DriverManager.getConnection(settings.url(), settings.user(), settings.password());
                Statement statement = connection.createStatement()) {
            statement.execute(sql);
        }
    }
}
