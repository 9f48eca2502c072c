package datalab.store.postgres.reader;

import static java.nio.charset.StandardCharsets.UTF_8;

import datalab.postgres.PostgresSettings;
import datalab.store.postgres.sql.RawStatements;
import datalab.store.postgres.sql.SqlIdentifiers;
import datalab.store.sql.SqlOff;
import java.security.GeneralSecurityException;
import java.sql.SQLException;
import java.util.HexFormat;
import java.util.List;
import java.util.Optional;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;
import org.jdbi.v3.core.Handle;
import org.postgresql.PGConnection;

/**
 * The login by which a lab's data is read. It owns nothing and belongs to no other role, so that there is no role that it could
 * change to. All processes of DataLab know its password, as it follows from theirs.
 *
 * @param name of the role; roles are of the whole server, so the database is in it
 * @param schema of the lab
 */
record ReaderRole(String lab, String name, String schema) {
    /** More than all processes of a DataLab ask at once; others of this login are not to take the server's places. */
    private static final int CONNECTIONS_MAX = 20;

    private static final String TEMPORARY_FILES_MAX = "1GB";
    private static final String NOT_PERMITTED = "42501";
    private static final String OPTIONAL = "optional";

    static ReaderRole of(Handle handle, String lab) {
        String database = handle.createQuery("select current_database()")
                .mapTo(String.class)
                .one();
        String schema = SqlIdentifiers.schema(lab);
        return new ReaderRole(lab, SqlIdentifiers.bounded(database + "_sql_" + schema), schema);
    }

    /**
     * Makes it where it is missing, and lets it read what there is of the lab, and what will be.
     *
     * @throws SqlOff where this server does not let DataLab
     */
    void prepare(Handle handle, PostgresSettings settings) throws SQLException {
        Optional<String> comment = comment(handle);
        if (comment.isPresent() && !comment.get().equals(mark(handle))) {
            throw new SqlOff(
                    "PostgreSQL has a role " + name + " that DataLab has not made for this lab; drop or rename it");
        }
        if (comment.isEmpty()) {
            create(handle);
        }
        password(handle, settings);
        grant(handle);
    }

    /** Drops it with all its rights, where it is there; for labs that are dropped. */
    static void drop(Handle handle, String lab) throws SQLException {
        ReaderRole role = of(handle, lab);
        if (role.comment(handle).filter(role.mark(handle)::equals).isPresent()) {
            String quoted = SqlIdentifiers.quoted(role.name);
            ifPermitted(handle, "drop owned by " + quoted);
            ifPermitted(handle, "drop role " + quoted);
        }
    }

    private void create(Handle handle) throws SQLException {
        String quoted = SqlIdentifiers.quoted(name);
        createLogin(handle, quoted + " login noinherit connection limit " + CONNECTIONS_MAX);
        RawStatements.execute(handle, "comment on role " + quoted + " is " + SqlIdentifiers.literal(mark(handle)));
        // So that sessions of it can be ended, and it can be dropped; it gets nothing by that.
        RawStatements.execute(handle, "grant " + quoted + " to current_user");
        RawStatements.execute(handle, "alter role " + quoted + " set default_transaction_read_only = on");
        limitTemporaryFiles(handle, quoted);
    }

    /** @param role its name and what it has */
    static void createLogin(Handle handle, String role) throws SQLException {
        handle.execute("savepoint " + OPTIONAL);
        try {
            RawStatements.execute(handle, "create role " + role);
        } catch (SQLException e) {
            if (!NOT_PERMITTED.equals(e.getSQLState())) {
                throw e;
            }
            handle.execute("rollback to savepoint " + OPTIONAL);
            throw new SqlOff("the role " + settingsUser(handle) + " may not make a login in this PostgreSQL that reads"
                    + " the lab alone; a superuser lets it: alter role " + settingsUser(handle) + " createrole");
        }
    }

    static void limitTemporaryFiles(Handle handle, String quoted) throws SQLException {
        ifPermitted(handle, "alter role " + quoted + " set temp_file_limit = '" + TEMPORARY_FILES_MAX + "'");
    }

    /** Hashed on this side, so that no log of the server has it. */
    private void password(Handle handle, PostgresSettings settings) throws SQLException {
        String password = passwordFor(settings);
        if (!password.isEmpty()) {
            handle.getConnection().unwrap(PGConnection.class).alterUserPassword(name, password.toCharArray(), null);
        }
    }

    /** Derived from DataLab's own password; empty where there is none, as on a server that asks for no password. */
    String passwordFor(PostgresSettings settings) {
        if (settings.password().isEmpty()) {
            return "";
        }
        try {
            Mac mac = Mac.getInstance("HmacSHA256");
            mac.init(new SecretKeySpec(settings.password().getBytes(UTF_8), "HmacSHA256"));
            return HexFormat.of().formatHex(mac.doFinal(("datalab reader " + name).getBytes(UTF_8)));
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException("every JDK has HmacSHA256", e);
        }
    }

    private void grant(Handle handle) throws SQLException {
        String quoted = SqlIdentifiers.quoted(name);
        String of = SqlIdentifiers.quoted(schema);
        RawStatements.execute(handle, "grant usage on schema " + of + " to " + quoted);
        List<String> relations = handle.createQuery("""
                        select format('%I.%I', nspname, relname)
                        from pg_class join pg_namespace on pg_namespace.oid = relnamespace
                        where nspname = :schema and relkind in ('r', 'v', 'm', 'p') and pg_has_role(relowner, 'usage')
                        """)
                .bind("schema", schema)
                .mapTo(String.class)
                .list();
        for (String relation : relations) {
            RawStatements.execute(handle, "grant select on " + relation + " to " + quoted);
        }
        RawStatements.execute(
                handle, "alter default privileges in schema " + of + " grant select on tables to " + quoted);
        for (String postgis : handle.createQuery("""
                        select format('%I', nspname)
                        from pg_extension join pg_namespace on pg_namespace.oid = extnamespace
                        where extname = 'postgis' and has_schema_privilege(pg_namespace.oid, 'usage')
                        """).mapTo(String.class).list()) {
            ifPermitted(handle, "grant usage on schema " + postgis + " to " + quoted);
        }
    }

    /** What a server of one's own may forbid, and what is no loss. */
    private static void ifPermitted(Handle handle, String sql) throws SQLException {
        handle.execute("savepoint " + OPTIONAL);
        try {
            RawStatements.execute(handle, sql);
        } catch (SQLException e) {
            if (!NOT_PERMITTED.equals(e.getSQLState())) {
                throw e;
            }
            handle.execute("rollback to savepoint " + OPTIONAL);
        }
    }

    /** By which DataLab knows a role that it has made, of this database and lab. */
    private String mark(Handle handle) {
        return handle.createQuery("select 'DataLab: reads lab ' || :lab || ' of database ' || current_database()")
                .bind("lab", lab)
                .mapTo(String.class)
                .one();
    }

    /** Its comment, which may be none; empty where there is no such role. */
    private Optional<String> comment(Handle handle) {
        return handle.createQuery(
                        "select coalesce(shobj_description(oid, 'pg_authid'), '') from pg_roles where rolname = :name")
                .bind("name", name)
                .mapTo(String.class)
                .findOne();
    }

    private static String settingsUser(Handle handle) {
        return handle.createQuery("select quote_ident(current_user)")
                .mapTo(String.class)
                .one();
    }
}
