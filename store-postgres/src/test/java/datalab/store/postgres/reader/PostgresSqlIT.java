package datalab.store.postgres.reader;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowable;
import static org.assertj.core.api.Assertions.catchThrowableOfType;
import static org.awaitility.Awaitility.await;

import datalab.lab.Lab;
import datalab.lab.yaml.LabFile;
import datalab.postgres.PostgresSettings;
import datalab.store.postgres.PostgresStore;
import datalab.store.result.QueryTimeout;
import datalab.store.result.StoreUnavailable;
import datalab.store.sql.SqlAnswer;
import datalab.store.sql.SqlColumn;
import datalab.store.sql.SqlOff;
import datalab.store.sql.SqlQuestion;
import datalab.store.sql.SqlRefused;
import datalab.store.sql.SqlTable;
import datalab.testkit.TestStore;
import java.io.IOException;
import java.net.URL;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.BooleanSupplier;
import java.util.function.Consumer;
import java.util.function.Function;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Questions in SQL, honest ones and attacks. */
class PostgresSqlIT {
    private static final Duration MAX = Duration.ofSeconds(60);
    private static final String VIEW = "  latest: {of: readings, by: [name], keep: last}\n";

    @RegisterExtension
    static final TestStore<PostgresStore> STORE = new TestStore<>(PostgresStore::new, PostgresStore::start);

    @BeforeAll
    static void keep() throws SQLException {
        STORE.get().prepare(lab("sql-mine", VIEW));
        STORE.get().prepare(lab("sql-other", VIEW));
        execute("""
                insert into sql_mine.readings (name, value, ok, "order", _time, _arrived, _partition, _offset, _origin)
                select 'sensor' || i % 3, i / 2.0, i % 2 = 0, null,
                    '2026-01-01 00:00:00+00'::timestamptz + i * interval '1 second', now(), 0, i, 'observed'
                from generate_series(0, 1999) as i""");
    }

    private static Lab lab(String name, String views) {
        return ((LabFile.Valid) LabFile.parse("lab.yaml", Path.of("."), """
                        lab: %s
                        streams:
                          readings:
                            key: name
                            fields: {name: string, value: {type: number, unit: "°C"}, ok: boolean, order: string}
                        views:
                        """.formatted(name) + views)).lab();
    }

    @Test
    void readsTheLab() {
        List<SqlColumn> columns = new ArrayList<>();

        List<List<@Nullable String>> rows = ask(
                "select name, count(*) as n, avg(value), bool_or(ok), min(_time) from readings group by 1 order by 1 -- ;",
                answer -> columns.addAll(answer.columns()));

        assertThat(columns)
                .extracting(SqlColumn::type)
                .containsExactly("text", "int8", "float8", "bool", "timestamptz");
        assertThat(rows)
                .hasSize(3)
                .first()
                .isEqualTo(List.of("sensor0", "667", "499.5", "t", "2026-01-01 00:00:00+00"));
        assertThat(ask("select * from latest;")).isEmpty();
        assertThat(ask("select i from generate_series(1, 1200) as i")).hasSize(1200);
    }

    @Test
    void tellsTablesColumnsAndUnits() {
        List<SqlTable> tables = STORE.get().sql().tables("sql-mine");

        assertThat(tables).extracting(SqlTable::name).containsExactly("latest", "readings");
        assertThat(tables).extracting(SqlTable::isView).containsExactly(true, false);
        assertThat(tables.get(0).comment()).isEqualTo("folded from events that are observed");
        assertThat(tables.get(1).columns())
                .contains(
                        new SqlTable.TableColumn("value", "double precision", "°C"),
                        new SqlTable.TableColumn("order", "text", null));
    }

    @Test
    void isAskedByALoginThatHasNoOtherRight() {
        assertThat(ask("""
                        select session_user = current_user, current_setting('transaction_read_only'),
                            (select count(*) from pg_auth_members where member = session_user::regrole),
                            rolsuper or rolcreaterole or rolcreatedb or rolreplication or rolbypassrls,
                            session_user like '%\\_sql\\_sql\\_mine'
                        from pg_roles where rolname = session_user""")).containsExactly(List.of("t", "on", "0", "f", "t"));
    }

    /** A line each; where one has a line end, it is {@code ⏎}. */
    static Stream<String> attacks() throws IOException {
        URL file = Objects.requireNonNull(PostgresSqlIT.class.getResource("attacks.txt"));
        return new String(file.openStream().readAllBytes(), StandardCharsets.UTF_8)
                .lines()
                .map(line -> line.replace('⏎', '\n'));
    }

    @ParameterizedTest
    @MethodSource("attacks")
    void refusesWhatIsNoQueryOfTheLab(String sql) {
        assertThatThrownBy(() -> ask(sql)).as(sql).isInstanceOf(SqlRefused.class);
    }

    @Test
    void attacksHaveChangedNothing() throws SQLException {
        assertThat(number("select count(*) from sql_mine.readings")).isEqualTo(2000);
        assertThat(number("select count(*) from pg_class where relname in ('mine', 'stolen')"))
                .isZero();
        assertThat(number("select count(*) from pg_roles where rolname = 'datalab' and rolsuper"))
                .isZero();
        assertThat(number("select count(*) from pg_locks where locktype = 'advisory'"))
                .isZero();
    }

    @Test
    void tellsWhereAQuestionIsWrong() {
        SqlRefused unknown = refused("select name,\n  '🌡°', vlaue\nfrom readings");
        SqlRefused syntax = refused("select from from readings");
        SqlRefused end = refused("select (1");
        SqlRefused forbidden = refused("select '🌡', pg_sleep(1)");

        assertThat(unknown).hasMessage("column \"vlaue\" does not exist");
        assertThat(unknown.position()).isEqualTo(22);
        assertThat(unknown.code()).isEqualTo("42703");
        assertThat(unknown.hint()).contains("value");
        assertThat(syntax.position()).isEqualTo(13);
        assertThat(end.position()).isEqualTo(10);
        assertThat(forbidden.position()).isEqualTo(13);
    }

    @Test
    void refusesANestingTooDeep() {
        assertThat(refused("select " + "(".repeat(30_000) + "1" + ")".repeat(30_000)))
                .isNotNull();
        assertThat(refused("select 1" + " + 1".repeat(15_000)).code()).isEqualTo("54001");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "select count(*) from generate_series(1, 1000000000000)",
                "with recursive no (one) as (select 1 union all select 1 from no) select count(*) from no",
                "select count(*) from readings a, readings b, readings c, readings d",
                "select i from (select generate_series(1, 1000000000000) as i) as all_of where i < 0"
            })
    void givesUpWhatTakesTooLong(String sql) {
        Duration second = Duration.ofSeconds(1);

        assertThatThrownBy(() -> ask(new SqlQuestion("sql-mine", sql, second, () -> false), PostgresSqlIT::all))
                .isInstanceOf(QueryTimeout.class);
        awaitNoSession();
    }

    @Test
    void givesUpWhatNobodyWaitsFor() {
        AtomicBoolean gone = new AtomicBoolean();
        BooleanSupplier left = () -> {
            gone.set(sessions() > 0);
            return gone.get();
        };

        assertThatThrownBy(() -> ask(
                        new SqlQuestion("sql-mine", "select count(*) from generate_series(1, 1e12)", MAX, left),
                        PostgresSqlIT::all))
                .isInstanceOf(QueryTimeout.class);
        awaitNoSession();
    }

    @Test
    void makesRoomForAChangeToTheLab() throws Exception {
        SqlQuestion endless = new SqlQuestion(
                "sql-mine", "select count(*) from readings a, readings b, readings c", MAX, () -> false);
        try (ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor()) {
            Future<Throwable> asked = threads.submit(() -> catchThrowable(() -> ask(endless, PostgresSqlIT::all)));
            await().until(() -> sessions() == 1);

            execute("begin; set local lock_timeout = '30s'; lock table sql_mine.readings; rollback");

            assertThat(asked.get()).isInstanceOf(StoreUnavailable.class);
        }
    }

    @Test
    void readsNoMoreThanIsWanted() {
        List<List<@Nullable String>> first = new ArrayList<>();

        ask(new SqlQuestion("sql-mine", "select generate_series(1, 1000000000)", MAX, () -> false), answer -> {
            answer.each(row -> first.size() < 700 && first.add(row));
            return true;
        });

        assertThat(first).hasSize(700);
        awaitNoSession();
    }

    @Test
    void readsWhatTheLabGetsLater() {
        STORE.get().prepare(lab("sql-grows", VIEW));
        assertThat(STORE.get().sql().tables("sql-grows")).hasSize(2);

        STORE.get().prepare(lab("sql-grows", VIEW + "  all: {of: readings, n: count}\n"));

        assertThat(ask(new SqlQuestion("sql-grows", "select * from \"all\"", MAX, () -> false), PostgresSqlIT::all))
                .isEmpty();
    }

    @Test
    void dropsTheLoginWithItsLab() throws SQLException {
        STORE.get().prepare(lab("sql-gone", VIEW));
        STORE.get().sql().tables("sql-gone");
        assertThat(number("select count(*) from pg_roles where rolname like '%\\_sql\\_sql\\_gone'"))
                .isEqualTo(1);

        STORE.get().drop(STORE.get().kept("sql-gone"), () -> {});

        assertThat(number("select count(*) from pg_roles where rolname like '%\\_sql\\_sql\\_gone'"))
                .isZero();
    }

    @Test
    void saysWhyThereIsNoneWhereNoLoginMayBeMade() throws SQLException {
        String name =
                "plain_" + STORE.settings().url().replaceFirst(".*/test_", "").substring(0, 8);
        execute("create role " + name + " login password 'secret'");
        execute("grant " + name + " to datalab");
        execute("create database " + name + " owner " + name);
        PostgresSettings plain =
                PostgresSettings.of(STORE.settings().url().replaceFirst("/[^/]*$", "/" + name), name, "secret");

        try (PostgresStore store = new PostgresStore(plain)) {
            store.start();
            store.prepare(lab("sql-mine", VIEW));
            assertThatThrownBy(() -> store.sql().tables("sql-mine"))
                    .isInstanceOf(SqlOff.class)
                    .hasMessageContaining("alter role " + name + " createrole");
        }
        execute("drop database " + name + " with (force)");
        execute("drop role " + name);
    }

    private static SqlRefused refused(String sql) {
        return catchThrowableOfType(SqlRefused.class, () -> ask(sql));
    }

    private static List<List<@Nullable String>> ask(String sql) {
        return ask(sql, answer -> {});
    }

    private static List<List<@Nullable String>> ask(String sql, Consumer<SqlAnswer> first) {
        return ask(new SqlQuestion("sql-mine", sql, MAX, () -> false), answer -> {
            first.accept(answer);
            return all(answer);
        });
    }

    private static <T> T ask(SqlQuestion question, Function<SqlAnswer, T> reading) {
        return STORE.get().sql().ask(question, reading);
    }

    private static List<List<@Nullable String>> all(SqlAnswer answer) {
        List<List<@Nullable String>> rows = new ArrayList<>();
        answer.each(rows::add);
        return rows;
    }

    private static void awaitNoSession() {
        await().until(() -> sessions() == 0);
    }

    private static long sessions() {
        try {
            return number("select count(*) from pg_stat_activity where application_name = 'datalab-sql'"
                    + " and datname = current_database()");
        } catch (SQLException e) {
            throw new IllegalStateException(e);
        }
    }

    private static void execute(String sql) throws SQLException {
        try (Connection connection = owner();
                Statement statement = connection.createStatement()) {
            statement.execute(sql);
        }
    }

    private static long number(String sql) throws SQLException {
        try (Connection connection = owner();
                Statement statement = connection.createStatement();
                ResultSet row = statement.executeQuery(sql)) {
            row.next();
            return row.getLong(1);
        }
    }

    private static Connection owner() throws SQLException {
        PostgresSettings own = STORE.settings();
        return DriverManager.getConnection(own.url(), own.user(), own.password());
    }
}
