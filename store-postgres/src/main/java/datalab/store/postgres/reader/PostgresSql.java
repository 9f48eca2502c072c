package datalab.store.postgres.reader;

import datalab.postgres.PostgresSettings;
import datalab.store.postgres.connection.Database;
import datalab.store.postgres.connection.PostgresErrors;
import datalab.store.postgres.schema.PrepareLab;
import datalab.store.sql.SqlAnswer;
import datalab.store.sql.SqlOff;
import datalab.store.sql.SqlQueries;
import datalab.store.sql.SqlQuestion;
import datalab.store.sql.SqlTable;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Function;
import java.util.function.Supplier;
import org.jdbi.v3.core.Handle;

/**
 * {@link SqlQueries} of PostgreSQL. The login of a lab is made when it is first asked for here; what the lab gets afterwards
 * it may read by itself. Thread-safe.
 */
public final class PostgresSql implements SqlQueries {
    private static final String NO_LOGIN = "28";
    private static final String NOT_PERMITTED = "42501";

    private final Supplier<Database> database;
    private final PostgresSettings settings;
    private final Map<String, ReaderRole> roles = new ConcurrentHashMap<>();

    public PostgresSql(Supplier<Database> database, PostgresSettings settings) {
        this.database = database;
        this.settings = settings;
    }

    @Override
    public Duration max() {
        return settings.questionTimeout();
    }

    @Override
    public List<SqlTable> tables(String lab) {
        ReaderRole role = role(lab);
        return database.get().read("tables of lab " + lab, handle -> {
            Map<String, SqlTable> tables = new LinkedHashMap<>();
            handle.createQuery("""
                            select relname, relkind = 'v', obj_description(pg_class.oid, 'pg_class'),
                                attname, format_type(atttypid, atttypmod), col_description(pg_class.oid, attnum)
                            from pg_class join pg_attribute on attrelid = pg_class.oid
                            where relnamespace = :schema::regnamespace and relkind in ('r', 'v', 'm', 'p')
                                and attnum > 0 and not attisdropped
                                and has_table_privilege(:role, pg_class.oid, 'select')
                            order by relname, left(attname, 1) = '_', attnum
                            """)
                    .bind("schema", "\"" + role.schema() + "\"")
                    .bind("role", role.name())
                    .map((row, context) -> new SqlTable(
                            row.getString(1),
                            row.getBoolean(2),
                            row.getString(3),
                            List.of(new SqlTable.TableColumn(row.getString(4), row.getString(5), row.getString(6)))))
                    .forEach(one -> tables.merge(one.name(), one, PostgresSql::joined));
            return List.copyOf(tables.values());
        });
    }

    private static SqlTable joined(SqlTable one, SqlTable other) {
        List<SqlTable.TableColumn> columns = new ArrayList<>(one.columns());
        columns.addAll(other.columns());
        return new SqlTable(one.name(), one.isView(), one.comment(), columns);
    }

    @Override
    public <T> T ask(SqlQuestion question, Function<SqlAnswer, T> reading) {
        ForbiddenFunctions.check(question.sql());
        ReaderRole role = role(question.lab());
        try (Connection connection = open(role, question)) {
            WatchedSession session = new WatchedSession(database, connection);
            try (QueryWatch watch = QueryWatch.start(question, session)) {
                return reading.apply(CursorAnswer.of(question, connection, watch));
            }
        } catch (SQLException e) {
            throw PostgresErrors.of("a question in SQL to lab " + question.lab(), e);
        }
    }

    private Connection open(ReaderRole role, SqlQuestion question) throws SQLException {
        try {
            return ReaderSession.open(settings, role, question.max());
        } catch (SQLException e) {
            String state = e.getSQLState();
            if (state != null && state.startsWith(NO_LOGIN)) {
                roles.remove(role.lab());
                throw new SqlOff("PostgreSQL does not let the role " + role.name() + " log in: " + e.getMessage());
            }
            throw e;
        }
    }

    private ReaderRole role(String lab) {
        ReaderRole known = roles.get(lab);
        if (known != null) {
            return known;
        }
        ReaderRole made = made(lab);
        roles.put(lab, made);
        return made;
    }

    private ReaderRole made(String lab) {
        try {
            return database.get().define("a login that reads lab " + lab, handle -> {
                PrepareLab.lock(handle);
                ReaderRole role = ReaderRole.of(handle, lab);
                role.prepare(handle, settings);
                return role;
            });
        } catch (IllegalStateException e) {
            if (PostgresErrors.isState(e, NOT_PERMITTED)) {
                throw new SqlOff("PostgreSQL does not let DataLab make a login that reads the lab alone: "
                        + PostgresErrors.sqlOf(e));
            }
            throw e;
        }
    }

    /** Drops the login of a lab that is dropped, after its schema. */
    public static void drop(Handle handle, String lab) {
        try {
            ReaderRole.drop(handle, lab);
        } catch (SQLException e) {
            throw PostgresErrors.of("drop the login that reads lab " + lab, e);
        }
    }
}
