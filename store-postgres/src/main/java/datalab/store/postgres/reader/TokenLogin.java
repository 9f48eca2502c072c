package datalab.store.postgres.reader;

import datalab.access.AccessRole;
import datalab.access.AccessToken;
import datalab.access.Grant;
import datalab.postgres.PostgresSettings;
import datalab.store.postgres.schema.PrepareLab;
import datalab.store.postgres.sql.RawStatements;
import datalab.store.postgres.sql.SqlIdentifiers;
import datalab.store.sql.SqlOff;
import java.sql.SQLException;
import java.time.Duration;
import java.util.List;
import org.jdbi.v3.core.Handle;
import org.postgresql.PGConnection;

/**
 * The login by which who has a token reads PostgreSQL itself: it has what the {@link ReaderRole}s of the token's labs have, and
 * the token as its password. What keeps its questions small are its own settings, which it can change.
 */
public record TokenLogin(AccessToken token) {
    private static final int CONNECTIONS_MAX = 10;
    private static final Duration IDLE_IN_TRANSACTION_MAX = Duration.ofMinutes(10);

    /**
     * Makes it.
     *
     * @param password kept by the server as a digest, and sent to it as one
     * @throws SqlOff where this server does not let DataLab
     */
    public void make(Handle handle, String password, PostgresSettings settings) throws SQLException {
        List<ReaderRole> readers = prepared(handle, settings);
        String quoted = SqlIdentifiers.quoted(token.sqlUser());
        String until = token.expires() == null ? "infinity" : token.expires().toString();
        ReaderRole.createLogin(
                handle,
                quoted + " login inherit connection limit " + CONNECTIONS_MAX + " valid until "
                        + SqlIdentifiers.literal(until));
        RawStatements.execute(handle, "comment on role " + quoted + " is " + SqlIdentifiers.literal(mark(handle)));
        handle.getConnection()
                .unwrap(PGConnection.class)
                .alterUserPassword(token.sqlUser(), password.toCharArray(), "scram-sha-256");
        RawStatements.execute(handle, "grant " + quoted + " to current_user");
        set(handle, "default_transaction_read_only", "on");
        set(handle, "statement_timeout", "" + settings.questionTimeout().toMillis());
        set(handle, "idle_in_transaction_session_timeout", "" + IDLE_IN_TRANSACTION_MAX.toMillis());
        ReaderRole.limitTemporaryFiles(handle, quoted);
        if (readers.size() == 1) {
            set(handle, "search_path", SqlIdentifiers.quoted(readers.getFirst().schema()) + ", public");
        }
        grant(handle, readers);
    }

    /** Lets it read all labs that its token may read, also those that came after it. */
    public void letRead(Handle handle, PostgresSettings settings) throws SQLException {
        grant(handle, prepared(handle, settings));
    }

    /** Whether there are labs that its token may read, and it may not yet. */
    public boolean lacksLabs(Handle handle) {
        return labs(handle).stream().anyMatch(lab -> !isMemberOf(handle, ReaderRole.of(handle, lab)));
    }

    /** Lets nobody in by it any more. */
    public void shut(Handle handle) throws SQLException {
        if (isHere(handle)) {
            RawStatements.execute(handle, "alter role " + SqlIdentifiers.quoted(token.sqlUser()) + " nologin");
        }
    }

    /** Ends its sessions and drops it. */
    public void drop(Handle handle) throws SQLException {
        PrepareLab.lock(handle);
        if (isHere(handle)) {
            handle.createQuery("select pg_terminate_backend(pid) from pg_stat_activity where usename = :name")
                    .bind("name", token.sqlUser())
                    .mapTo(Boolean.class)
                    .list();
            RawStatements.execute(handle, "drop owned by " + SqlIdentifiers.quoted(token.sqlUser()));
            RawStatements.execute(handle, "drop role " + SqlIdentifiers.quoted(token.sqlUser()));
        }
    }

    private List<ReaderRole> prepared(Handle handle, PostgresSettings settings) throws SQLException {
        PrepareLab.lock(handle);
        List<ReaderRole> readers =
                labs(handle).stream().map(lab -> ReaderRole.of(handle, lab)).toList();
        for (ReaderRole reader : readers) {
            reader.prepare(handle, settings);
        }
        return readers;
    }

    private List<String> labs(Handle handle) {
        List<Grant> reading = token.grants().stream()
                .filter(grant -> grant.role().includes(AccessRole.READ))
                .toList();
        return handle
                .createQuery("select distinct lab from datalab.streams order by lab")
                .mapTo(String.class)
                .list()
                .stream()
                .filter(lab -> reading.stream().anyMatch(grant -> grant.lab() == null || lab.equals(grant.lab())))
                .toList();
    }

    private void grant(Handle handle, List<ReaderRole> readers) throws SQLException {
        for (ReaderRole reader : readers) {
            RawStatements.execute(
                    handle,
                    "grant " + SqlIdentifiers.quoted(reader.name()) + " to " + SqlIdentifiers.quoted(token.sqlUser()));
        }
    }

    private boolean isMemberOf(Handle handle, ReaderRole reader) {
        return handle.createQuery("""
                        select exists (select from pg_auth_members m
                            join pg_roles r on r.oid = m.roleid join pg_roles l on l.oid = m.member
                            where r.rolname = :reader and l.rolname = :name)
                        """)
                .bind("reader", reader.name())
                .bind("name", token.sqlUser())
                .mapTo(Boolean.class)
                .one();
    }

    private void set(Handle handle, String setting, String value) throws SQLException {
        RawStatements.execute(
                handle, "alter role " + SqlIdentifiers.quoted(token.sqlUser()) + " set " + setting + " = " + value);
    }

    /** By which DataLab knows that it has made it, for this database. */
    private String mark(Handle handle) {
        return handle.createQuery("select 'DataLab: token ' || :id || ' of database ' || current_database()")
                .bind("id", token.id())
                .mapTo(String.class)
                .one();
    }

    private boolean isHere(Handle handle) {
        return handle.createQuery("""
                        select exists (select from pg_roles
                            where rolname = :name and shobj_description(oid, 'pg_authid') = :mark)
                        """)
                .bind("name", token.sqlUser())
                .bind("mark", mark(handle))
                .mapTo(Boolean.class)
                .one();
    }
}
