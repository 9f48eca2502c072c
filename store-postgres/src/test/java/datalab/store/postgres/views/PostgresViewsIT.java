package datalab.store.postgres.views;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import datalab.lab.Lab;
import datalab.lab.aggregate.Distinct;
import datalab.lab.aggregate.Quantile;
import datalab.lab.aggregate.Top;
import datalab.lab.event.Coordinate;
import datalab.lab.event.DecodedPayload;
import datalab.lab.event.Event;
import datalab.lab.event.Offsets;
import datalab.lab.event.Origin;
import datalab.lab.expression.Column;
import datalab.lab.stream.EventStream;
import datalab.lab.view.Partial;
import datalab.lab.view.RowKey;
import datalab.lab.view.View;
import datalab.lab.view.ViewFold;
import datalab.postgres.PostgresSettings;
import datalab.store.archive.ArchivedEvent;
import datalab.store.ledger.Commit.Outcome;
import datalab.store.ledger.DerivedCommit;
import datalab.store.postgres.PostgresStore;
import datalab.store.result.IncompatibleChange;
import datalab.store.retention.Retained;
import datalab.store.view.ViewQuery;
import datalab.store.view.ViewRow;
import datalab.testkit.TestPostgres;
import datalab.testkit.store.CommitBuilder;
import datalab.testkit.store.StoreLab;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.sql.Timestamp;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/** What people see of views with SQL is what DataLab answers, but for rounding. */
final class PostgresViewsIT {
    @RegisterExtension
    static final TestPostgres postgres = new TestPostgres();

    private PostgresStore store;
    private StoreLab lab;

    @BeforeEach
    void start() {
        store = new PostgresStore(postgres.settings());
        store.start();
        lab = StoreLab.fresh();
        store.prepare(lab.lab());
    }

    @AfterEach
    void close() {
        store.close();
    }

    @Test
    void showsInSqlWhatTheFoldsShow() throws SQLException {
        keepRandom(3, 0, 60);

        for (String view : lab.lab().views().keySet()) {
            assertSqlShowsWhatTheFoldShows(view);
        }
    }

    /** A cut begins a new epoch; its partials and those before it are one row to readers. */
    @Test
    void mergesPartialsOfAllEpochs() throws SQLException {
        keepRandom(3, 0, 20);
        execute("update datalab.progress set epoch = 1 where lab = '"
                + lab.lab().name() + "'");
        ArchivedEvent event = lab.reading(0, 20, "a", 1.0);
        ViewFold total = lab.fold("total");

        Outcome old = store.ledger()
                .commit(CommitBuilder.of(lab.readings(), 0, 20, 21)
                        .events(event)
                        .folded(total)
                        .commit());
        Outcome now = store.ledger()
                .commit(CommitBuilder.of(lab.readings(), 0, 20, 21)
                        .epoch(1)
                        .events(event)
                        .folded(total)
                        .commit());

        assertThat(old).isEqualTo(new Outcome.EpochChanged(1));
        assertThat(now).isEqualTo(new Outcome.Done());
        assertThat(total.present(rows("total").getFirst().partial())).containsExactly(61L);
        assertThat(query("select n from %s.total")).isEqualTo("61");
    }

    /** Components cannot be merged for these, so SQL says nothing rather than something wrong. */
    @Test
    void showsSketchesOnlyWhereARowIsOnePartial() throws SQLException {
        View view = new View(
                lab.lab().name(),
                "sketches",
                "readings",
                List.of("name"),
                null,
                List.of(
                        new Top("frequent", "value", 1),
                        new Distinct("different", "value"),
                        new Quantile("median", "value", 0.5)));
        store.prepare(new Lab(
                lab.lab().name(), "", lab.lab().folder(), lab.lab().streams(), Map.of("sketches", view), List.of()));
        ViewFold fold = new ViewFold(view, lab.readings());
        for (int partition = 0; partition < 2; partition++) {
            store.ledger().progress(lab.readings(), partition);
            ArchivedEvent event = lab.reading(partition, 0, "both", 1.5);
            ArchivedEvent own = lab.reading(partition, 1, "own" + partition, 2.5);
            CommitBuilder step =
                    CommitBuilder.of(lab.readings(), partition, 0, 2).events(event, own);
            assertThat(store.ledger().commit(step.folded(fold).commit())).isEqualTo(new Outcome.Done());
        }

        String row = "select concat_ws(' ', frequent, different, median) from %s.sketches where name = ";
        assertThat(query(row + "'both'")).isEmpty();
        assertThat(query(row + "'own1'")).isEqualTo("[{\"count\": 1, \"value\": 2.5}] 1 2.5");
        ViewQuery all = new ViewQuery(fold, null, null, Map.of(), false, null, 1);
        assertThat(fold.present(store.views().viewRows(all).getFirst().partial()))
                .containsExactly("[{\"value\":1.5,\"count\":2}]", 1L, 1.5);
    }

    /** Times that overlap in two epochs count once in SQL, too. */
    @Test
    void showsInSqlHowLongOthersWereMet() throws SQLException {
        StoreLab met = StoreLab.withMeetings(StoreLab.fresh());
        store.prepare(met.lab());
        ViewFold fold = met.fold("met");
        EventStream contacts = met.lab().streamOf(met.view("met"));
        store.ledger().progress(contacts, 0);
        for (int epoch = 0; epoch < 2; epoch++) {
            execute("update datalab.progress set epoch = %d where lab = '%s'"
                    .formatted(epoch, met.lab().name()));
            Partial partial = fold.empty();
            Instant from = StoreLab.START.plusSeconds(40L * epoch);
            Object[] values = {1L, 2L, 2.5 - epoch, from.plusSeconds(60)};
            DecodedPayload payload = new DecodedPayload(values, from, Origin.OBSERVED, null);
            fold.add(partial, new Event(contacts, payload, from, new Coordinate(0, epoch)));
            Map<RowKey, Partial> rows = Map.of(new RowKey(List.of(1L, 2L), null), partial);
            DerivedCommit step = new DerivedCommit(
                    contacts,
                    new Offsets(Map.of(0, (long) epoch)),
                    new Offsets(Map.of(0, epoch + 1L)),
                    epoch,
                    Map.of(fold, rows));
            assertThat(store.ledger().advance(step)).isEqualTo(new DerivedCommit.Outcome.Done());
        }

        String from = " from \"" + met.lab().schema() + "\".met";
        assertThat(query("select concat_ws(' ', person, other_person, closest, contacts, dwell, last - first)" + from))
                .isEqualTo("1 2 1.5 2 100 00:01:40");
    }

    @Test
    void showsUnits() throws SQLException {
        assertThat(query("select col_description('%s.by_name'::regclass, attnum) from pg_attribute"
                        + " where attrelid = '%1$s.by_name'::regclass and attname = 'mean'"))
                .isEqualTo("°C");
    }

    @Test
    void showsNoRowsThatEndedBeforeTheHorizon() throws SQLException {
        keepRandom(1, 0, 200);
        String rows = "select count(*) from %s.per_minute";
        String before = query(rows);
        execute("create view public.on_minutes as select n from %s.per_minute".formatted(schema()));

        store.horizons().raise(Retained.of(lab.view("per_minute")), StoreLab.START.plus(Duration.ofMinutes(5)));

        int left = Integer.parseInt(String.valueOf(query(rows)));
        assertThat(left).isPositive().isLessThan(Integer.parseInt(String.valueOf(before)));
        assertThat(query("select min(window_start) = '2026-03-01T12:05:00Z' from %s.per_minute"))
                .isEqualTo("t");
        assertThat(query("select count(*) from public.on_minutes")).isEqualTo("" + left);
        execute("drop view public.on_minutes");
    }

    /** As an SQL view that an older DataLab made: it is replaced under what is built on it. */
    @Test
    void replacesAnSqlViewThatHasTheSameColumns() throws SQLException {
        execute("create view public.on_total as select n from %s.total".formatted(schema()));
        execute("update datalab.views set sql_view = 'another' where lab = '%s' and name = 'total'"
                .formatted(lab.lab().name()));

        store.prepare(lab.lab());

        assertThat(query("select sql_view like 'create or replace view%%' from datalab.views where lab = '"
                        + lab.lab().name() + "' and name = 'total'"))
                .isEqualTo("t");
        assertThat(query("select count(*) from public.on_total")).isNotNull();
        execute("drop view public.on_total");
    }

    @Test
    void asksAPersonWhereOtherObjectsAreBuiltOnAChangedView() throws SQLException {
        execute("create view public.mine as select n from %s.total".formatted(schema()));
        View total = lab.view("total");
        Map<String, View> views = new HashMap<>(lab.lab().views());
        views.put("total", new View(total.lab(), "total", "readings", List.of("name"), null, total.aggregates()));
        Lab changed =
                new Lab(lab.lab().name(), "", lab.lab().folder(), lab.lab().streams(), views, List.of());

        assertThatThrownBy(() -> store.prepare(changed))
                .isInstanceOf(IncompatibleChange.class)
                .hasMessageContaining("total");

        execute("drop view public.mine");
        store.prepare(changed);
        assertThat(query("select count(name) from %s.total")).isEqualTo("0");
    }

    @Test
    void dropsARemovedViewWhenAskedUnlessSomebodyHasBuiltOnIt() throws SQLException {
        keepRandom(1, 0, 20);
        String name = lab.lab().name();
        assertThat(store.views().drop(name, "total")).as("of a view in force").isFalse();
        assertThat(store.views().drop(name, "nothing")).isFalse();
        store.prepare(new Lab(name, "", lab.lab().folder(), lab.lab().streams(), Map.of(), List.of()));
        execute("create view public.built as select n from %s.total".formatted(schema()));
        assertThatThrownBy(() -> store.views().drop(name, "total"))
                .isInstanceOf(IncompatibleChange.class)
                .hasMessageContaining("view " + name + ".total cannot be changed or dropped");
        assertThat(query("select n from public.built")).isEqualTo("20");

        execute("drop view public.built");
        boolean dropped = store.views().drop(name, "total");

        assertThat(dropped).isTrue();
        assertThat(query("select to_regclass('%s.total')")).isNull();
        assertThat(query("select to_regclass('%s.by_name') is not null")).isEqualTo("t");
        assertThat(store.views().drop(name, "total")).as("once more").isFalse();
    }

    @Test
    void dropsWhatADefinitionOutOfForceKeptAfterAGrace() throws SQLException {
        keepRandom(1, 0, 20);
        String partials = "select count(*) from pg_tables where tablename ~ '^partial_'";
        String before = query(partials);
        Lab without =
                new Lab(lab.lab().name(), "", lab.lab().folder(), lab.lab().streams(), Map.of(), List.of());
        store.prepare(without);
        store.prepare(lab.lab());
        assertThat(query("select count(n) from %s.total")).isEqualTo("1");

        execute("update datalab.views set state = 'retired', retired = now() - interval '2 minutes'"
                + " where state = 'removed' and lab = '" + lab.lab().name() + "'");
        store.prepare(lab.lab());

        assertThat(query(partials)).isEqualTo(before);
        assertThat(query("select to_regclass('%s.total')")).isNull();
    }

    private void assertSqlShowsWhatTheFoldShows(String view) throws SQLException {
        ViewFold fold = lab.fold(view);
        List<ViewRow> expected = rows(view);
        List<String> order = new ArrayList<>(fold.view().every() == null ? List.of() : List.of("window_start"));
        fold.view()
                .by()
                .forEach(name -> order.add("coalesce(to_json(%s)::text, 'null') collate \"C\"".formatted(name)));
        String sql = "select * from %s.%s %s"
                .formatted(schema(), view, order.isEmpty() ? "" : "order by " + String.join(", ", order));
        try (Connection connection = connect();
                Statement statement = connection.createStatement();
                ResultSet row = statement.executeQuery(sql)) {
            for (ViewRow next : expected) {
                assertThat(row.next()).as(view).isTrue();
                assertShows(row, fold, next.partial());
            }
            assertThat(row.next()).isFalse();
        }
    }

    private static void assertShows(ResultSet row, ViewFold fold, Partial partial) throws SQLException {
        List<@Nullable Object> values = fold.present(partial);
        for (int i = 0; i < values.size(); i++) {
            Column column = fold.columns().get(i);
            Object value = values.get(i);
            Object shown = row.getObject(column.name());
            switch (value) {
                case Double number ->
                    assertThat((Double) shown).as(column.name()).isCloseTo(number, within(Math.abs(number) * 1e-9));
                case Instant time -> assertThat(((Timestamp) shown).toInstant()).isEqualTo(time);
                case String text
                when column.type() == Column.Type.JSON ->
                    assertThat(String.valueOf(shown).replace(" ", ""))
                            .as(column.name())
                            .hasSize(text.length());
                case null, default -> assertThat(shown).as(column.name()).isEqualTo(value);
            }
        }
    }

    private void keepRandom(int partitions, int from, int until) {
        Random random = new Random(11);
        for (int partition = 0; partition < partitions; partition++) {
            ArchivedEvent[] events = new ArchivedEvent[until - from];
            for (int i = 0; i < events.length; i++) {
                events[i] = lab.randomReading(random, partition, from + i);
            }
            store.ledger().progress(lab.readings(), partition);
            CommitBuilder step =
                    CommitBuilder.of(lab.readings(), partition, from, until).events(Arrays.asList(events));
            lab.lab().views().keySet().forEach(view -> step.folded(lab.fold(view)));
            assertThat(store.ledger().commit(step.commit())).isEqualTo(new Outcome.Done());
        }
    }

    private List<ViewRow> rows(String view) {
        return new ArrayList<>(
                store.views().viewRows(new ViewQuery(lab.fold(view), null, null, Map.of(), false, null, 1_000)));
    }

    private String query(String sql) throws SQLException {
        try (Connection connection = connect();
                Statement statement = connection.createStatement();
                ResultSet rows = statement.executeQuery(sql.formatted(schema()))) {
            rows.next();
            return rows.getString(1);
        }
    }

    private static void execute(String sql) throws SQLException {
        try (Connection connection = connect();
                Statement statement = connection.createStatement()) {
            statement.execute(sql);
        }
    }

    private String schema() {
        return lab.lab().name().replace('-', '_');
    }

    private static Connection connect() throws SQLException {
        PostgresSettings settings = postgres.settings();
        return DriverManager.getConnection(settings.url(), settings.user(), settings.password());
    }
}
