package datalab.store.postgres.schema;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import datalab.lab.Lab;
import datalab.lab.aggregate.Avg;
import datalab.lab.event.Coordinate;
import datalab.lab.stream.EventStream;
import datalab.lab.stream.Field;
import datalab.lab.stream.StreamInputs;
import datalab.lab.view.View;
import datalab.postgres.PostgresSettings;
import datalab.store.archive.ArchivedEvent;
import datalab.store.archive.EventQuery;
import datalab.store.ledger.Commit.Outcome;
import datalab.store.postgres.PostgresStore;
import datalab.store.result.IncompatibleChange;
import datalab.testkit.Sql;
import datalab.testkit.TestPostgres;
import datalab.testkit.store.CommitBuilder;
import datalab.testkit.store.StoreLab;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.ZoneOffset;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/** What people who ask with SQL find, and what becomes of it when a lab changes. */
final class PostgresSchemaIT {
    @RegisterExtension
    static final TestPostgres postgres = new TestPostgres();

    private static final Field NAME = field("name", Field.Type.STRING, null);
    private static final Field VALUE = field("value", Field.Type.NUMBER, "°C");

    private PostgresStore store;

    @BeforeEach
    void start() {
        store = new PostgresStore(postgres.settings());
        store.start();
    }

    @AfterEach
    void close() {
        store.close();
    }

    @Test
    void namesTablesAndColumnsAsTheLabDoes() throws SQLException {
        EventStream stream = stream("wind-farm", "name", "measured_at", List.of(), NAME, VALUE);
        prepare(stream);
        archive(stream, 0, "tower 1", 5.1);

        assertThat(query("select name || ' ' || value || ' ' || (measured_at = _time) from wind_farm.readings"))
                .isEqualTo("tower 1 5.1 true");
        assertThat(query("select col_description('wind_farm.readings'::regclass, attnum) from pg_attribute"
                        + " where attrelid = 'wind_farm.readings'::regclass and attname = 'value'"))
                .isEqualTo("°C");
    }

    @Test
    void addsAFieldThatIsNew() throws SQLException {
        prepare(stream("more", "name", null, List.of(), NAME));
        archive(stream("more", "name", null, List.of(), NAME), 0, "a");
        EventStream grown = stream("more", "name", "at", List.of(), VALUE, NAME);

        prepare(grown);

        archive(grown, 1, 2.5, "b");
        List<ArchivedEvent> found = store.archive().events(new EventQuery(grown, null, null, Map.of(), false, null, 9));
        assertThat(found.get(0).event().payload().values()).containsExactly(null, "a");
        assertThat(found.get(1).event().payload().values()).containsExactly(2.5, "b");
        assertThat(query("select count(at) from more.readings")).isEqualTo("2");
    }

    @Test
    void asksAPersonWhereATypeHasChanged() {
        prepare(stream("typed", "name", null, List.of(), NAME, VALUE));

        assertThatThrownBy(() -> prepare(
                        stream("typed", "name", null, List.of(), NAME, field("value", Field.Type.STRING, null))))
                .isInstanceOf(IncompatibleChange.class)
                .hasMessageContaining("typed.readings")
                .hasMessageContaining("value")
                .hasMessageContaining("double precision");
    }

    @Test
    void asksAPersonWhereTheArchiveIsNotUnique() {
        EventStream stream = stream("late", "name", null, List.of(), NAME);
        prepare(stream);
        archive(stream, 0, "same");
        archive(stream, 1, "same");

        assertThatThrownBy(() -> prepare(stream("late", "name", null, List.of("name"), NAME)))
                .isInstanceOf(IncompatibleChange.class)
                .hasMessageContaining("unique [name]");
    }

    @Test
    void forgetsUniquenessThatIsNoLongerDeclared() {
        EventStream unique = stream("eased", "name", null, List.of("name"), NAME);
        prepare(unique);
        archive(unique, 0, "same");
        EventStream eased = stream("eased", "name", null, List.of(), NAME);

        prepare(eased);

        assertThat(archive(eased, 1, "same")).isEqualTo(new Outcome.Done());
    }

    @Test
    void saysAUnitThatHasChangedOnTablesAndViews() throws SQLException {
        for (String unit : new String[] {"°C", "K", null}) {
            EventStream stream =
                    stream("units", "name", null, List.of(), NAME, field("value", Field.Type.NUMBER, unit));
            View view =
                    new View("units", "means", "readings", List.of("name"), null, List.of(new Avg("mean", "value")));

            store.prepare(
                    new Lab("units", "", Path.of("."), Map.of("readings", stream), Map.of("means", view), List.of()));

            assertThat(comment("units.readings", "value")).isEqualTo(unit);
            assertThat(comment("units.means", "mean")).isEqualTo(unit);
        }
    }

    @Test
    void changesNothingWhereTheOldNameOfTheTimeIsBuiltOn() throws SQLException {
        prepare(stream("built", "name", "at", List.of(), NAME));
        archive(stream("built", "name", "at", List.of(), NAME), 0, "a");
        Sql.execute(postgres.settings(), "create view built.mine as select name, at from built.readings");
        EventStream renamed = stream("built", "name", "when", List.of(), NAME, VALUE);

        assertThatThrownBy(() -> prepare(renamed))
                .isInstanceOf(IncompatibleChange.class)
                .hasMessageContaining("column at of \"built\".\"readings\"")
                .hasMessageContaining("drop those first");

        assertThat(query("select count(*) from pg_attribute where attname in ('when', 'value')"
                        + " and attrelid = 'built.readings'::regclass"))
                .isEqualTo("0");
        Sql.execute(postgres.settings(), "drop view built.mine");
        prepare(renamed);
        assertThat(query("select count(*) from built.readings where \"when\" = at and at = _time"))
                .isEqualTo("1");
    }

    @Test
    void keepsFieldsNamedLikePostgresOwnColumns() throws SQLException {
        EventStream stream = stream("odd", "xmin", null, List.of("xmin"), field("xmin", Field.Type.STRING, "m"), VALUE);
        prepare(stream);
        prepare(stream);
        archive(stream, 0, "a", 1.0);

        assertThat(query("select xmin_ from odd.readings")).isEqualTo("a");
        assertThat(store.archive().known(stream, List.of(List.of("a"), List.of("b"))))
                .containsExactly(List.of("a"));
    }

    @Test
    void preparesFromManyProcessesAtOnce() throws Exception {
        Lab lab = lab(stream("crowd", "name", "at", List.of("name"), NAME, VALUE));
        Callable<Boolean> process = () -> {
            PostgresStore other = new PostgresStore(postgres.settings());
            try (other) {
                other.start();
                other.prepare(lab);
                return true;
            }
        };

        try (ExecutorService threads = Executors.newFixedThreadPool(4)) {
            for (Future<Boolean> done : threads.invokeAll(Collections.nCopies(4, process))) {
                assertThat(done.get()).isTrue();
            }
        }

        assertThat(query("select count(*) from pg_indexes where schemaname = 'crowd'"))
                .isEqualTo("3");
    }

    private void prepare(EventStream stream) {
        store.prepare(lab(stream));
    }

    private Outcome archive(EventStream stream, long offset, @Nullable Object... values) {
        store.ledger().progress(stream, 0);
        ArchivedEvent event = StoreLab.event(stream, new Coordinate(0, offset), null, values);
        return store.ledger()
                .commit(CommitBuilder.of(stream, 0, offset, offset + 1)
                        .events(event)
                        .commit());
    }

    private static Lab lab(EventStream stream) {
        return new Lab(stream.lab(), "", Path.of("."), Map.of(stream.name(), stream), Map.of(), List.of());
    }

    private static EventStream stream(
            String lab, String key, @Nullable String time, List<String> unique, Field... fields) {
        return new EventStream(
                lab,
                "readings",
                key,
                time,
                ZoneOffset.UTC,
                Arrays.asList(fields),
                EventStream.Extra.KEEP,
                unique,
                StreamInputs.NONE,
                List.of());
    }

    private static Field field(String name, Field.Type type, @Nullable String unit) {
        return new Field(name, type, false, null, null, unit);
    }

    private static @Nullable String comment(String relation, String column) throws SQLException {
        return query("select col_description(attrelid, attnum) from pg_attribute where attrelid = '%s'::regclass"
                        .formatted(relation)
                + " and attname = '" + column + "'");
    }

    private static @Nullable String query(String sql) throws SQLException {
        PostgresSettings settings = postgres.settings();
        try (Connection connection = DriverManager.getConnection(settings.url(), settings.user(), settings.password());
                Statement statement = connection.createStatement();
                ResultSet rows = statement.executeQuery(sql)) {
            rows.next();
            return rows.getString(1);
        }
    }
}
